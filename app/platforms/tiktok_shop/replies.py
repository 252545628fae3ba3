"""TikTok's envelope, and what its codes mean for us: executed or not, refused, access gone (common-errors).

The code in the body decides, not the HTTP status: errors arrive with 200 and refusals with 500.
"""

from dataclasses import dataclass

import msgspec

from app.platforms.calls import Answer
from app.platforms.errors import (
    AccessGone,
    AlreadyThere,
    Gone,
    NoRoom,
    NotExecuted,
    OutOfDate,
    PlatformError,
    Refused,
    Unknown,
    WrongState,
)
from app.platforms.http import retry_after
from app.platforms.tiktok_shop import PLATFORM, order_codes
from app.platforms.tiktok_shop.codes import finding

EXPIRED = 105002
BAD_PARAMETER = 36009004

THROTTLED = frozenset({36009002, 36009037})
NOT_NOW = THROTTLED | order_codes.LOCKED
# "Internal error", "request timeout": nobody knows whether it was done.
UNSURE = frozenset({36009003, 36009007, 12001000, 12052881, 33001002}) | order_codes.UNSURE
ACCESS_GONE = {
    105001: "revoked",
    101000: "revoked",
    36004001: "revoked",
    36004005: "revoked",
    105005: "scope",
    36009043: "inactive",
    36009044: "inactive",
    12052700: "inactive",
}
NOT_THERE = frozenset({12019150, 12052031, 12052032, 12052260})
# Refusals that are more than a sentence to the seller.
MEANT: dict[int, type[Refused]] = {
    12052996: AlreadyThere,
    12052901: WrongState,
    **dict.fromkeys((12052093, 12052109), NoRoom),
    **dict.fromkeys(order_codes.OUT_OF_DATE, OutOfDate),
}


class _Envelope(msgspec.Struct):
    code: int
    message: str | None = ""
    request_id: str | None = ""
    data: msgspec.Raw = msgspec.Raw()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer taken out of its envelope; `data` is still JSON."""

    name: str
    status: int
    code: int
    message: str
    request_id: str
    data: bytes
    retry_after: float | None


_envelopes = msgspec.json.Decoder(_Envelope)


def read(answer: Answer) -> Reply:
    """Open the envelope. Raises what is worth another try at once; everything else is the caller's to judge."""
    reply = _opened(answer)
    if reply.code in NOT_NOW or reply.code in UNSURE:
        raise failure(reply)
    return reply


def failure(reply: Reply) -> PlatformError:
    """The error that a reply with a code other than 0 stands for."""
    detail = f"{reply.name}: code {reply.code}"
    code = str(reply.code)
    if reply.code in NOT_NOW:
        return NotExecuted(
            PLATFORM,
            detail,
            retry_after=reply.retry_after,
            code=code,
            request_id=reply.request_id,
            status=reply.status,
        )
    if reply.code == EXPIRED:
        return NotExecuted(PLATFORM, detail, code=code, request_id=reply.request_id, status=reply.status)
    if reply.code in UNSURE:
        return Unknown(PLATFORM, detail, code=code, request_id=reply.request_id, status=reply.status)
    if reply.code in ACCESS_GONE:
        reason = ACCESS_GONE[reply.code]
        return AccessGone(PLATFORM, detail, reason=reason, code=code, request_id=reply.request_id, status=reply.status)
    if reply.code in NOT_THERE:
        return Gone(PLATFORM, detail, code=code, request_id=reply.request_id, status=reply.status)
    found = finding(*_cause(reply), reply.request_id)
    kind = MEANT.get(reply.code, Refused)
    return kind(PLATFORM, detail, found, code=code, request_id=reply.request_id, status=reply.status)


def _opened(answer: Answer) -> Reply:
    try:
        envelope = _envelopes.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        detail = f"{answer.name}: no envelope in the answer"
        # A gateway in between, not TikTok: its 4xx let nothing through, after anything else nobody knows.
        if 400 <= answer.status < 500:
            wait = retry_after(answer)
            raise NotExecuted(PLATFORM, detail, retry_after=wait, status=answer.status) from None
        raise Unknown(PLATFORM, detail, status=answer.status) from None
    return Reply(
        answer.name,
        answer.status,
        envelope.code,
        envelope.message or "",
        envelope.request_id or "",
        bytes(envelope.data),
        retry_after(answer),
    )


class _ExtraError(msgspec.Struct):
    code: int = 0
    message: str = ""


class _Detail(msgspec.Struct):
    extra_errors: list[_ExtraError] | None = None


class _Error(msgspec.Struct):
    code: int = 0
    message: str = ""
    detail: _Detail | None = None


class _Errors(msgspec.Struct):
    errors: list[_Error] | None = None


_CHECK_FAILED = 12052990


def _cause(reply: Reply) -> tuple[int, str]:
    """ "Check failed" says nothing; the cause, where there is one, stands further in (activate-product-202309)."""
    if reply.code != _CHECK_FAILED or not reply.data:
        return reply.code, reply.message
    try:
        errors = msgspec.json.decode(reply.data, type=_Errors).errors or []
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return reply.code, reply.message
    for error in errors:
        for extra in (error.detail.extra_errors if error.detail else None) or []:
            return extra.code, extra.message
    return reply.code, reply.message
