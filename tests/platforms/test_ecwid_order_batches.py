"""Orders are created in a batch that may be sent twice, and whose outcome is never guessed (S96)."""

from typing import Any

import httpx
import msgspec
import pytest

from app.domain.decisions import Fix
from app.platforms.errors import AccessGone, NotExecuted, PlatformError, Refused, Unknown
from app.platforms.order_roles import WrittenOrder
from tests.platforms.ecwid import TICKET, Script, asked, batch, created, cut_off, failed, orders, query, said, ticket
from tests.platforms.order_samples import ORDER_ID, draft

KEY = "40b456b1-78e7-412d-9fe6-82181496e1bd"


async def write(script: Script, *ids: str, patience_s: float = 20.0) -> tuple[WrittenOrder, ...]:
    drafts = tuple(draft(channel_order_id=id_) for id_ in ids or (ORDER_ID,))
    return await orders(script, patience_s=patience_s).create_orders(drafts, key=KEY)


async def test_order_is_created_in_a_batch_with_its_key() -> None:
    script = Script(ticket(), batch(created(ORDER_ID)))
    (written,) = await write(script)
    assert written == WrittenOrder(ORDER_ID, "TL3E4", 547872251)
    assert asked(script) == ["POST /batch", "GET /batch"]
    assert query(script.requests[0]) == {
        "stopOnFirstFailure": "false",
        "allowParallelMode": "true",
        "deduplicationKey": KEY,
    }
    assert query(script.requests[1]) == {"ticket": TICKET, "escapedJson": "true"}
    (request,) = script.body(0)
    assert (request["id"], request["path"], request["method"]) == (ORDER_ID, "/orders", "POST")
    assert request["body"]["total"] == 27.27


async def test_each_order_has_its_own_outcome() -> None:
    """R-15: one that Ecwid refuses does not hold up the others, and none is guessed."""
    script = Script(
        ticket(),
        batch(
            failed("2", 400, {"errorMessage": "Field OrderItem.quantity is absent", "errorCode": "WRONG_PARAMETER"}),
            created("1", "AAA11", 1),
            failed("3", 500),
            {"id": "4", "status": "NOT_EXECUTED"},
            failed("5", 408),
            failed("6", 429),
            failed("7", 402, {"errorCode": "STORE_IS_SUSPENDED"}),
            failed("8", 403),
            failed("9", 403, {"errorCode": "INSUFFICIENT_APP_SCOPE"}),
            failed("10", 404, {"errorCode": "PRODUCT_NOT_FOUND"}),
            created("11") | {"escapedHttpBody": "{}"},
            created("12") | {"escapedHttpBody": "{"},
        ),
    )
    written = await write(script, *(str(n) for n in range(1, 14)))
    assert [one.channel_order_id for one in written] == [str(n) for n in range(1, 14)]
    kinds = [type(one.error) for one in written]
    assert kinds == [
        type(None), Refused, Unknown, NotExecuted, Unknown, NotExecuted, NotExecuted, NotExecuted, Refused, Refused,
        Unknown, Unknown, Unknown,
    ]  # fmt: skip
    assert (written[0].id, written[0].internal_id) == ("AAA11", 1)


async def test_refusal_says_what_ecwid_said() -> None:
    answer = {"errorMessage": "Field OrderItem.quantity is absent", "errorCode": "WRONG_PARAMETER"}
    (written,) = await write(Script(ticket(), batch(failed(ORDER_ID, 400, answer))))
    assert isinstance(written.error, Refused)
    finding = written.error.finding
    assert (finding.their_code, finding.their_text) == ("WRONG_PARAMETER", "Field OrderItem.quantity is absent")
    assert (finding.fix, finding.can_retry) == (Fix.ORDER, True)


async def test_missing_scope_leads_to_the_consent() -> None:
    (written,) = await write(Script(ticket(), batch(failed(ORDER_ID, 403, {"errorCode": "INSUFFICIENT_APP_SCOPE"}))))
    assert isinstance(written.error, Refused)
    assert written.error.finding.fix is Fix.REAUTHORISE_SOURCE


@pytest.mark.parametrize(
    ("body", "shown", "hidden"),
    [
        ({"escapedHttpBody": '{"id":547872251,"orderId":"TL3E4"}'}, "TL3E4", 547872251),
        ({"escapedHttpBody": '{"id":547872251,"orderid":"TL3E4"}'}, "TL3E4", 547872251),
        ({"escapedHttpBody": '{"id":"547872251","orderId":"TL3E4"}'}, "TL3E4", 547872251),
        ({"escapedHttpBody": '{"orderId":"TL3E4"}'}, "TL3E4", 0),
        ({"escapedHttpBody": '{"id":547872251}'}, "547872251", 547872251),
        ({"escapedHttpBody": None, "httpBody": {"id": 547872251, "orderId": "TL3E4"}}, "TL3E4", 547872251),
    ],
)
async def test_ids_in_every_form(body: dict[str, Any], shown: str, hidden: int) -> None:
    """The trap of 6.1: `id` is the hidden number here; and the two ways a body comes in a batch (2.6)."""
    (written,) = await write(Script(ticket(), batch(created(ORDER_ID) | body)))
    assert (written.id, written.internal_id, written.error) == (shown, hidden, None)


async def test_batch_is_waited_for() -> None:
    script = Script(
        ticket(), batch(status="QUEUED"), said("", 500), said("", 500), said("", 500), batch(status="IN_PROGRESS"),
        batch(created(ORDER_ID)),
    )  # fmt: skip
    (written,) = await write(script)
    assert written.id == "TL3E4"
    assert set(asked(script)[1:]) == {"GET /batch"}


async def test_batch_that_never_ends_is_unknown() -> None:
    with pytest.raises(Unknown):
        await write(Script(ticket(), batch(status="IN_PROGRESS")), patience_s=0.6)


async def test_batch_without_answers_is_unknown_order_by_order() -> None:
    """The docs' own sample has no responses at all (2.6)."""
    script = Script(ticket(), said({"status": "COMPLETED", "totalRequests": 1, "completedRequests": 1}))
    (written,) = await write(script)
    assert isinstance(written.error, Unknown)


@pytest.mark.parametrize("lost", [cut_off, said("", 500), said("", 502), said({"no": "ticket"}), said("", 408)])
async def test_lost_answer_is_asked_for_again_with_the_same_key(lost: Any) -> None:
    """Ecwid answers the first batch's ticket to the same key for an hour."""
    script = Script(lost, ticket(), batch(created(ORDER_ID)))
    (written,) = await write(script)
    assert written.id == "TL3E4"
    assert [query(request).get("deduplicationKey") for request in script.requests[:2]] == [KEY, KEY]
    assert script.requests[0].content == script.requests[1].content


@pytest.mark.parametrize(
    "then", [said("", 500), said("", 403), said({"errorCode": "WRONG_PARAMETER"}, 400), said("", 402)]
)
async def test_doubt_stays_whatever_the_second_try_says(then: httpx.Response) -> None:
    """A batch that may have left is never called refused, or its orders would be sent again with another key."""
    with pytest.raises(Unknown):
        await write(Script(cut_off, then))


@pytest.mark.parametrize("then", [said("", 403), said("", 404), said("", 402)])
async def test_access_that_ends_while_waiting_leaves_a_doubt(then: httpx.Response) -> None:
    with pytest.raises(Unknown):
        await write(Script(ticket(), then), patience_s=5.0)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (said({"errorCode": "WRONG_PARAMETER", "errorMessage": "deduplicationKey"}, 400), Refused),
        (said({"errorCode": "STORE_IS_SUSPENDED"}, 402), AccessGone),
        (said("", 403), AccessGone),
        (said("", 429, retry_after="70"), NotExecuted),
    ],
)
async def test_batch_that_was_certainly_not_taken(answer: httpx.Response, kind: type[PlatformError]) -> None:
    with pytest.raises(kind):
        await write(Script(answer))


async def test_at_most_500_orders_a_batch() -> None:
    with pytest.raises(ValueError, match="500"):
        await write(Script(ticket()), *(str(n) for n in range(501)))
    script = Script(ticket())
    assert await orders(script).create_orders((), key=KEY) == ()
    assert script.requests == []


async def test_large_batch_costs_few_calls() -> None:
    """P-3: polls are calls too; 500 orders are not looked at before they can be done."""
    ids = [str(n) for n in range(500)]
    script = Script(ticket(), batch(*(created(id_, f"E{id_}", int(id_) + 1) for id_ in ids)))
    written = await write(script, *ids)
    assert [one.id for one in written] == [f"E{id_}" for id_ in ids]
    assert len(script.requests) == 2
    assert len(msgspec.json.decode(script.requests[0].content)) == 500
