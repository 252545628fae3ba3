"""TikTok's orders are searched, read and referred to; nothing that comes back is lost (platform-facts T10 to T12)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.platforms.errors import NotExecuted, Refused, Unknown
from app.platforms.order_roles import OrderChannel, OrderSource
from tests.platforms.ecwid import orders as store
from tests.platforms.order_samples import ORDER_ID, order_row
from tests.platforms.tiktok import Script, asked, envelope, orders, success

FROM = datetime.fromtimestamp(1795000000, UTC)
TO = FROM + timedelta(hours=1)


def search(*rows: Any, **more: Any) -> httpx.Response:
    return success({"orders": list(rows), "total_count": len(rows)} | more)


async def test_changed_orders_come_a_hundred_a_call_oldest_first() -> None:
    """Pitfall 31: TikTok's own default is the newest first."""
    script = Script(search(order_row(), next_page_token="b+/=", total_count=17472))
    page = await orders(script).orders(updated_from=FROM, updated_to=TO + timedelta(milliseconds=1))
    assert (script.requests[0].method, script.requests[0].url.path) == ("POST", "/order/202309/orders/search")
    assert asked(script.requests[0]) == {"page_size": "100", "sort_field": "update_time", "sort_order": "ASC"}
    # The end is not included, so a fraction of a second counts as a whole one.
    assert script.body() == {"update_time_ge": 1795000000, "update_time_lt": 1795003601}
    assert (page.next_token, page.total) == ("b+/=", 17472)
    assert [order.id for order in page.orders] == [ORDER_ID]


async def test_next_page_is_asked_for_by_its_token() -> None:
    script = Script(search())
    page = await orders(script).orders(updated_from=FROM, updated_to=TO, token="b+/=")
    assert asked(script.requests[0])["page_token"] == "b+/="
    assert (page.orders, page.next_token) == ((), "")


async def test_orders_outside_the_range_are_kept() -> None:
    """Pitfall 15: an order that changes during the search shows its new time; dropping it would lose it."""
    leaked = order_row(update_time=int(TO.timestamp()) + 60)
    page = await orders(Script(search(leaked))).orders(updated_from=FROM, updated_to=TO)
    assert page.orders[0].updated_at > TO


@pytest.mark.parametrize("data", [{}, {"orders": None, "next_page_token": None, "total_count": None}, {"orders": []}])
async def test_nothing_found_is_an_empty_page(data: dict[str, Any]) -> None:
    page = await orders(Script(success(data))).orders(updated_from=FROM, updated_to=TO)
    assert (page.orders, page.next_token, page.total) == ((), "", 0)


async def test_order_nobody_can_read_is_named_and_does_not_hold_up_the_others() -> None:
    """R-14: reported instead of lost."""
    broken = [order_row(id="1", payment={"total_amount": "a lot"}), order_row(id="2", line_items=7), {"no": "id"}]
    page = await orders(Script(search(*broken, order_row()))).orders(updated_from=FROM, updated_to=TO)
    assert [order.id for order in page.orders] == [ORDER_ID]
    assert page.unreadable == ("1", "2")


async def test_orders_are_read_by_their_ids() -> None:
    script = Script(success({"orders": [order_row(), order_row(id="2")]}))
    found = await orders(script).orders_by_id((ORDER_ID, "2"))
    assert [order.id for order in found] == [ORDER_ID, "2"]
    assert (script.requests[0].method, script.requests[0].url.path) == ("GET", "/order/202507/orders")
    assert asked(script.requests[0]) == {"ids": f"{ORDER_ID},2"}


async def test_at_most_50_ids_a_call_and_only_digits() -> None:
    script = Script(success({}))
    with pytest.raises(ValueError, match="50"):
        await orders(script).orders_by_id(tuple(str(n) for n in range(51)))
    assert await orders(script).orders_by_id(("", "../shops", "１２")) == ()
    assert script.requests == []


async def test_order_of_another_shop_does_not_hold_up_ours() -> None:
    """21008111 speaks of the whole call."""

    def answer(request: httpx.Request) -> httpx.Response:
        ids = asked(request)["ids"].split(",")
        if "3" in ids:
            return envelope(21008111, "The order or package does not belong to the current seller.")
        return success({"orders": [order_row(id=id_) for id_ in ids]})

    script = Script(answer)
    found = await orders(script).orders_by_id(("1", "2", "3", "4", "5"))
    assert [order.id for order in found] == ["1", "2", "4", "5"]
    assert len(script.requests) <= 7
    assert await orders(script).orders_by_id(("3",)) == ()


@pytest.mark.parametrize("code", [10002014, 10002015, 10037002, 10006402, 36009003])
async def test_failed_reading_is_tried_again_and_then_unknown(code: int) -> None:
    script = Script(envelope(code, "Failed to get orders"), success({"orders": [order_row()]}))
    assert len(await orders(script).orders_by_id((ORDER_ID,))) == 1
    with pytest.raises(Unknown):
        await orders(Script(envelope(code, "Failed to get orders", status=500))).orders_by_id((ORDER_ID,))


async def test_orders_are_told_their_ids_in_ecwid() -> None:
    """There is no ECWID among TikTok's platforms (5.6)."""
    script = Script(success({}))
    refused = await orders(script).refer_orders({"1": "XJ12H", "2": "XJ13H"}, {"1": ("577086512123755123",)})
    assert refused == ()
    assert script.requests[0].url.path == "/order/202406/orders/external_orders"
    first, second = script.body()["orders"]
    assert first == {
        "id": "1",
        "external_order": {
            "id": "XJ12H",
            "platform": "ORDER_MANAGEMENT_SYSTEM",
            "line_items": [{"id": "577086512123755123", "origin_id": "577086512123755123"}],
        },
    }
    assert second["external_order"]["line_items"] == []


def partial(order_id: str | None) -> dict[str, Any]:
    detail = {"order_id": order_id, "external_order": {"id": "X", "platform": "ORDER_MANAGEMENT_SYSTEM"}}
    return {"code": "36020001", "message": "Invalid order_id", "detail": detail if order_id else None}


@pytest.mark.parametrize(
    ("errors", "refused"),
    [([partial("2")], ("2",)), ([partial("2"), partial("2")], ("2",)), ([partial(None)], ("1", "2")), (None, ())],
)
async def test_refused_references_hide_under_code_0(errors: Any, refused: tuple[str, ...]) -> None:
    """Pitfall 6, with codes that are text; one that names no order may mean any."""
    script = Script(success({"errors": errors}))
    assert await orders(script).refer_orders({"1": "XJ12H", "2": "XJ13H"}) == refused


async def test_at_most_100_references_a_call() -> None:
    script = Script(success({}))
    with pytest.raises(ValueError, match="100"):
        await orders(script).refer_orders({str(n): "X" for n in range(101)})
    assert await orders(script).refer_orders({}) == ()
    assert script.requests == []


async def test_lost_search_is_tried_again_but_not_for_ever() -> None:
    def lost(_request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("reset")

    script = Script(lost, search(order_row()))
    page = await orders(script).orders(updated_from=FROM, updated_to=TO)
    assert len(page.orders) == 1
    with pytest.raises(Unknown):
        await orders(Script(lost)).orders(updated_from=FROM, updated_to=TO)


async def test_answer_of_another_form_is_unknown() -> None:
    with pytest.raises(Unknown):
        await orders(Script(success({"orders": "none"}))).orders(updated_from=FROM, updated_to=TO)
    with pytest.raises(NotExecuted):
        await orders(Script(envelope(36009002, retry_after="70"))).orders(updated_from=FROM, updated_to=TO)
    with pytest.raises(Refused):
        await orders(Script(envelope(36009004, "invalid param"))).orders(updated_from=FROM, updated_to=TO)


async def test_nothing_of_a_buyer_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """Issue 4, point 9."""
    row = order_row(payment={"total_amount": "a lot"}, buyer_email=7)
    await orders(Script(search(row, order_row()))).orders(updated_from=FROM, updated_to=TO)
    said = capsys.readouterr()
    for secret in ("Kong", "Coleman", "2135550134", "chat.seller"):
        assert secret not in said.out + said.err


def test_both_classes_keep_their_promise() -> None:
    """The type checker reads these two lines."""
    channel: OrderChannel = orders(Script(success({})))
    source: OrderSource = store(Script(success({})))
    assert channel
    assert source
