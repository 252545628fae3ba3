"""What went wrong at a platform, in the terms the rest of Weft needs: was it executed, and may it be sent again?"""

from app.domain.decisions import Finding


class PlatformError(Exception):
    """Base of everything that can go wrong while talking to a platform.

    `platform` is "ecwid" or "tiktok_shop"; `detail` is for logs and never holds a secret or a query string.
    """

    retryable = False

    def __init__(self, platform: str, detail: str, *, request_id: str = "", code: str = "", status: int = 0) -> None:
        super().__init__(f"{platform}: {detail}")
        self.platform = platform
        self.detail = detail
        self.request_id = request_id
        self.code = code
        self.status = status


class NotExecuted(PlatformError):
    """Certainly not executed (DNS, refused, TLS, 429, expired token): retry freely."""

    retryable = True

    def __init__(self, platform: str, detail: str, *, retry_after: float | None = None, **facts: str | int) -> None:
        super().__init__(platform, detail, **facts)  # type: ignore[arg-type]
        self.retry_after = retry_after  # seconds, when the platform named them


class NotPublic(NotExecuted):
    """The address leads into a private network, so nothing was sent and nothing ever will be."""

    retryable = False


class Unknown(PlatformError):
    """Perhaps executed (time-out after send, reset, 5xx, cut answer): look it up, resend only with the same key."""

    retryable = True


class TooLarge(Unknown):
    """The answer was larger than we allow; asking for less may help."""


class Refused(PlatformError):
    """The platform understood and said no. No retry; `finding` is what the seller reads."""

    def __init__(self, platform: str, detail: str, finding: Finding, **facts: str | int) -> None:
        super().__init__(platform, detail, **facts)  # type: ignore[arg-type]
        self.finding = finding


class AlreadyThere(Refused):
    """It exists there already, under our own id for it: look it up and take it over."""


class WrongState(Refused):
    """In its present state there (deleted, frozen) it cannot be changed."""


class NoRoom(Refused):
    """The shop may list nothing more for now: the same is taken later, when a place is free."""


class OutOfDate(Refused):
    """It is not as we thought (shipped, cancelled or answered already): read it again before anything else is sent."""


class Gone(PlatformError):
    """The thing asked for does not exist there (any more)."""


class AccessGone(PlatformError):
    """Our grant is revoked, expired for good, or the plan has no API: the connection pauses, nothing is lost."""

    def __init__(self, platform: str, detail: str, *, reason: str = "revoked", **facts: str | int) -> None:
        super().__init__(platform, detail, **facts)  # type: ignore[arg-type]
        self.reason = reason  # "revoked", "plan", "scope", "inactive"


class Forged(Exception):
    """A webhook without a valid signature, or not in the platform's form: answer 401 and do nothing with it."""
