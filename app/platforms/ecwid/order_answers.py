"""What became of one order of a batch. Pure."""

from app.domain.decisions import Finding, Fix
from app.domain.words import N_
from app.platforms.calls import Answer
from app.platforms.ecwid import PLATFORM
from app.platforms.ecwid import order_wire as wire
from app.platforms.ecwid.order_parse import created_ids
from app.platforms.ecwid.refusals import not_allowed, said_by
from app.platforms.errors import NotExecuted, PlatformError, Refused, Unknown
from app.platforms.order_roles import WrittenOrder

_CALL = "POST /orders"
_NO_SCOPE = "INSUFFICIENT_APP_SCOPE"
_LONGEST_TEXT = 500


def written(channel_order_id: str, inner: wire.InnerAnswer | None) -> WrittenOrder:
    """The ids of a created order, or what stands in its way."""
    if inner is None:
        return WrittenOrder(channel_order_id, error=Unknown(PLATFORM, f"{_CALL}: no answer of its own in the batch"))
    if inner.status == "NOT_EXECUTED":
        return WrittenOrder(channel_order_id, error=NotExecuted(PLATFORM, f"{_CALL}: not executed in the batch"))
    body = (inner.escaped_http_body or "").encode() or bytes(inner.http_body)
    answer = Answer(PLATFORM, _CALL, inner.http_status_code or 0, {}, body)
    if not 200 <= answer.status < 300:
        return WrittenOrder(channel_order_id, error=_error(answer))
    try:
        shown, hidden = created_ids(body)
    except ValueError as error:
        # It was created, and nobody said under which ids: to be looked for.
        unknown = Unknown(PLATFORM, f"{_CALL}: {error}", status=answer.status)
        return WrittenOrder(channel_order_id, error=unknown)
    return WrittenOrder(channel_order_id, shown, hidden)


def _error(answer: Answer) -> PlatformError:
    """A 5xx was tried five times by Ecwid itself, and may have been done (platform-facts E4)."""
    status, code = answer.status, said_by(answer).error_code or ""
    what = f"{_CALL}: {status} {code}".rstrip()
    if status in (402, 429) or (status, code) == (404, "STORE_NOT_FOUND") or (status == 403 and code != _NO_SCOPE):
        # Certainly not done; whether the grant is gone, the next call of our own finds out.
        return NotExecuted(PLATFORM, what, status=status, code=code)
    if status == 403:
        return not_allowed(_CALL, answer)
    if 400 <= status < 500 and status != 408:
        return _refused(answer, what)
    return Unknown(PLATFORM, what, status=status, code=code)


def _refused(answer: Answer, what: str) -> Refused:
    said = said_by(answer)
    finding = Finding(
        code=f"ecwid_order:{said.error_code or answer.status}",
        sentence=N_("Ecwid did not accept this order."),
        hint=N_("Ecwid’s own words, below, name the reason. Mend it, then try again."),
        fix=Fix.ORDER,
        can_retry=True,
        their_text=(said.error_message or "")[:_LONGEST_TEXT],
        their_code=said.error_code or str(answer.status),
    )
    return Refused(PLATFORM, what, finding, status=answer.status, code=said.error_code or "")
