"""What Ecwid's HTTP status and error code mean in our kinds. Page: errors/rest-api-error-codes."""

import msgspec

from app.domain.decisions import Finding, Fix
from app.domain.words import N_
from app.platforms.calls import Answer
from app.platforms.ecwid import PLATFORM, wire
from app.platforms.errors import AccessGone, Gone, Refused, Unknown

# Codes that come with 402 though the plan does have the API: the request or the catalogue is too large for it.
_TOO_MANY = ("MAX_PRODUCTS_FOR_API_REQUEST_LIMIT_EXCEEDED", "MAX_CATEGORIES_FOR_API_REQUEST_LIMIT_EXCEEDED")
_LONGEST_TEXT = 500


def judge(answer: Answer) -> Answer:
    """Let 2xx through, and 403, which the client has to look into; raise everything else as its kind."""
    status = answer.status
    if 200 <= status < 300 or status == 403:
        return answer
    said = said_by(answer)
    code, what = said.error_code or "", f"{answer.name}: {status} {said.error_code or ''}".rstrip()
    if status == 404 and code == "STORE_NOT_FOUND":
        raise AccessGone(PLATFORM, what, reason="inactive", status=status, code=code)
    if status == 404:
        raise Gone(PLATFORM, what, status=status, code=code)
    if status == 402 and code not in _TOO_MANY:
        raise AccessGone(PLATFORM, what, reason="plan", status=status, code=code)
    # 408 is the server's own time-out, and a redirect is nobody's answer to this call.
    if status >= 500 or status == 408 or status < 400:
        raise Unknown(PLATFORM, what, status=status, code=code)
    raise Refused(PLATFORM, what, _finding(said, status), status=status, code=code)


def not_allowed(call: str, answer: Answer) -> Refused:
    """A 403 though the token lives: the app may not do this in this store. `call` is the call's name."""
    said = said_by(answer)
    finding = Finding(
        code=f"ecwid:{said.error_code or 403}",
        sentence=N_("Ecwid did not let Weft do this."),
        hint=N_("Authorise the Ecwid store again and accept everything it asks for."),
        fix=Fix.REAUTHORISE_SOURCE,
        their_text=(said.error_message or "")[:_LONGEST_TEXT],
        their_code=said.error_code or "403",
    )
    return Refused(PLATFORM, f"{call}: not allowed", finding, status=answer.status, code=said.error_code or "")


def said_by(answer: Answer) -> wire.ErrorBody:
    """The error in the body; empty when there is none, or none we can read (platform-facts E2)."""
    try:
        return wire.ERROR_BODY.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return wire.ErrorBody()


def _finding(said: wire.ErrorBody, status: int) -> Finding:
    return Finding(
        code=f"ecwid:{said.error_code or status}",
        sentence=N_("Ecwid did not accept this."),
        hint=N_("Look at what Ecwid says, change it in Ecwid and try again."),
        fix=Fix.EDIT_IN_SOURCE,
        can_retry=True,
        their_text=(said.error_message or "")[:_LONGEST_TEXT],
        their_code=said.error_code or str(status),
    )
