"""Cancellations on TikTok, ours and the buyers' (platform-facts T16)."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from app.domain.decisions import Fix
from app.platforms.errors import NotExecuted, OutOfDate, Refused, Unknown
from app.platforms.order_roles import Cancellation
from tests.platforms.order_samples import ORDER_ID
from tests.platforms.tiktok import Script, asked, envelope, orders, success

CANCEL_ID = "4035318504086604100"
OUT_OF_STOCK = "seller_cancel_reason_out_of_stock"


def row(**changes: Any) -> dict[str, Any]:
    """A buyer asks to cancel one unit."""
    plain = {
        "cancel_id": CANCEL_ID,
        "order_id": ORDER_ID,
        "cancel_type": "BUYER_CANCEL",
        "cancel_status": "CANCELLATION_REQUEST_PENDING",
        "role": "BUYER",
        "cancel_reason": "ecom_order_to_ship_canceled_reason_created_by_mistakes",
        "cancel_reason_text": "Order created by mistake",
        "create_time": 1690451136,
        "update_time": 1690451200,
        "seller_next_action_response": [{"action": "SELLER_RESPOND_CANCEL", "deadline": 1690554680}],
        "cancel_line_items": [{"cancel_line_item_id": "1", "order_line_item_id": "576468844534141348"}],
        "should_replenish_stock": False,
    }
    return plain | changes


async def read(**changes: Any) -> Cancellation:
    (found,) = await orders(Script(success({"cancellations": [row(**changes)]}))).cancellations()
    return found


async def test_request_of_a_buyer_is_read() -> None:
    assert await read() == Cancellation(
        id=CANCEL_ID,
        order_id=ORDER_ID,
        by_buyer_request=True,
        role="BUYER",
        status="CANCELLATION_REQUEST_PENDING",
        reason="ecom_order_to_ship_canceled_reason_created_by_mistakes",
        reason_text="Order created by mistake",
        unit_ids=("576468844534141348",),
        restock=False,
        deadline=datetime.fromtimestamp(1690554680, UTC),
        updated_at=datetime.fromtimestamp(1690451200, UTC),
    )


async def test_sparse_cancellation_is_read() -> None:
    """A live capture: done by the seller, with no deadline."""
    done = await read(
        cancel_type="CANCEL",
        role="SELLER",
        cancel_status="CANCELLATION_REQUEST_COMPLETE",
        should_replenish_stock=True,
        seller_next_action_response=None,
        update_time=None,
        cancel_line_items=None,
    )
    assert (done.by_buyer_request, done.restock, done.deadline, done.unit_ids) == (False, True, None, ())
    assert done.updated_at == datetime.fromtimestamp(1690451136, UTC)


@pytest.mark.parametrize("spelling", ["CANCELLATION_REQUEST_CANCEL", "CANCELLATION_REQUEST_CANCELLED"])
async def test_both_spellings_of_withdrawn_are_one(spelling: str) -> None:
    """7.1: nobody knows which one a rejected request gets."""
    assert (await read(cancel_status=spelling)).status == "CANCELLATION_REQUEST_CANCEL"


async def test_old_word_for_a_request_is_known() -> None:
    assert (await read(cancel_type="REQUEST_CANCEL_REFUND")).by_buyer_request


async def test_ids_as_numbers_stay_exact() -> None:
    found = await read(cancel_id=4035318504086604101, order_id=576461413038785753)
    assert (found.id, found.order_id) == ("4035318504086604101", "576461413038785753")


async def test_all_pages_are_read_oldest_first() -> None:
    first = success({"cancellations": [row(), row(cancel_id="2")], "next_page_token": "aDU2=="})
    second = success({"cancellations": [row(cancel_id="2", role="SYSTEM"), row(cancel_id="3")], "next_page_token": ""})
    script = Script(first, second)
    since = datetime.fromtimestamp(1690000000, UTC)
    found = await orders(script).cancellations(updated_from=since)
    assert [(one.id, one.role) for one in found] == [(CANCEL_ID, "BUYER"), ("2", "SYSTEM"), ("3", "BUYER")]
    assert script.requests[0].url.path == "/return_refund/202602/cancellations/search"
    assert asked(script.requests[0]) == {"page_size": "50", "sort_field": "update_time", "sort_order": "ASC"}
    assert asked(script.requests[1])["page_token"] == "aDU2=="
    assert script.body(0) == {"locale": "en-US", "update_time_ge": 1690000000}


async def test_cancellations_of_an_order_are_asked_for_by_its_id() -> None:
    script = Script(success({"cancellations": None}))
    assert await orders(script).cancellations(order_ids=(ORDER_ID,)) == ()
    assert script.body()["order_ids"] == [ORDER_ID]


async def test_many_orders_are_asked_for_in_parts() -> None:
    script = Script(success({"cancellations": [row()]}), success({"cancellations": [row(cancel_id="2")]}))
    found = await orders(script).cancellations(order_ids=tuple(str(n) for n in range(60)))
    assert [one.id for one in found] == [CANCEL_ID, "2"]
    assert [len(script.body(n)["order_ids"]) for n in range(2)] == [50, 10]


async def test_token_that_leads_nowhere_ends_the_reading() -> None:
    script = Script(success({"cancellations": [], "next_page_token": "again"}))
    assert await orders(script).cancellations() == ()
    assert len(script.requests) == 1


async def test_time_nobody_can_read_is_unknown() -> None:
    with pytest.raises(Unknown):
        await read(update_time=10**20)


async def test_order_is_cancelled_with_a_reason() -> None:
    """S112; without unit ids the whole order."""
    script = Script(success({"cancel_id": CANCEL_ID, "cancel_status": "CANCELLATION_REQUEST_SUCCESS"}))
    assert await orders(script).cancel(ORDER_ID, reason=OUT_OF_STOCK) == CANCEL_ID
    assert script.requests[0].url.path == "/return_refund/202602/cancellations"
    assert script.body() == {"order_id": ORDER_ID, "cancel_reason": OUT_OF_STOCK}


async def test_single_units_are_cancelled() -> None:
    """S116; never two of the lists (7.2)."""
    script = Script(success({"cancel_id": CANCEL_ID}))
    await orders(script).cancel(ORDER_ID, reason=OUT_OF_STOCK, unit_ids=("577086512123755123",))
    assert script.body()["order_line_item_ids"] == ["577086512123755123"]
    assert not {"skus", "order_line_list"} & set(script.body())


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        (25001045, Fix.SELLER_CENTER),
        (25001021, Fix.CANCEL_REASON),
        (25005010, Fix.ORDER),
        (25001046, Fix.SELLER_CENTER),
    ],
)
async def test_refused_cancellation_says_why(code: int, fix: Fix) -> None:
    """S114."""
    with pytest.raises(Refused) as raised:
        await orders(Script(envelope(code, "their words"))).cancel(ORDER_ID, reason=OUT_OF_STOCK)
    assert not isinstance(raised.value, OutOfDate)
    assert (raised.value.code, raised.value.finding.fix) == (str(code), fix)


@pytest.mark.parametrize("code", [25001011, 25001051])
async def test_order_that_is_closed_already_is_read_again(code: int) -> None:
    with pytest.raises(OutOfDate):
        await orders(Script(envelope(code, "their words"))).cancel(ORDER_ID, reason=OUT_OF_STOCK)


async def test_cancellation_is_never_sent_twice_after_a_lost_answer() -> None:
    def lost(_request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("reset")

    script = Script(lost, success({"cancel_id": CANCEL_ID}))
    with pytest.raises(Unknown):
        await orders(script).cancel(ORDER_ID, reason=OUT_OF_STOCK)
    assert len(script.requests) == 1


async def test_lock_of_tiktoks_is_waited_for() -> None:
    """25001028: certainly not done."""
    script = Script(envelope(25001028, "reverse lock failed"), success({"cancel_id": CANCEL_ID}))
    assert await orders(script).cancel(ORDER_ID, reason=OUT_OF_STOCK) == CANCEL_ID
    with pytest.raises(NotExecuted):
        await orders(Script(envelope(25001028))).cancel(ORDER_ID, reason=OUT_OF_STOCK)


async def test_request_is_accepted_with_a_key() -> None:
    """S115."""
    script = Script(success({}))
    await orders(script).answer_cancellation(CANCEL_ID, accept=True, reason="", key="k-1")
    assert script.requests[0].url.path == f"/return_refund/202309/cancellations/{CANCEL_ID}/approve"
    assert asked(script.requests[0]) == {"idempotency_key": "k-1"}
    assert script.body() == {}


@pytest.mark.parametrize(
    ("reason", "sent"),
    [
        ("", "seller_reject_apply_product_has_been_packed"),
        ("order_manage_list_action_respond_popup_reject_reason_delivered",) * 2,
    ],
)
async def test_request_is_declined_with_a_reason(reason: str, sent: str) -> None:
    script = Script(success({}))
    await orders(script).answer_cancellation(CANCEL_ID, accept=False, reason=reason, key="k-2")
    assert script.requests[0].url.path.endswith("/reject")
    assert script.body() == {"reject_reason": sent}


@pytest.mark.parametrize("code", [25011011, 25011012, 25020009, 25020010, 25001003])
async def test_request_that_is_answered_already_is_read_again(code: int) -> None:
    with pytest.raises(OutOfDate):
        await orders(Script(envelope(code))).answer_cancellation(CANCEL_ID, accept=True, reason="", key="k-1")


async def test_answer_with_a_key_may_be_sent_again() -> None:
    script = Script(envelope(36009003, status=500), success({}))
    await orders(script).answer_cancellation(CANCEL_ID, accept=True, reason="", key="k-1")
    assert [asked(request)["idempotency_key"] for request in script.requests] == ["k-1", "k-1"]
