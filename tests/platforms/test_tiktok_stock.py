"""Stock and prices on TikTok: absolute, all SKUs of a listing in one call, failures under code 0 (4.14, 4.15)."""

from decimal import Decimal
from typing import Any

import pytest

from app.domain.decisions import Fix, Who
from app.platforms.errors import Gone, Refused, WrongState
from tests.platforms.tiktok import Script, envelope, orders, success

LISTING = "1729592969712207008"
RED, BLUE = "1729592969712207012", "1729592969712207013"
WAREHOUSE = "7068517275539719942"


def refused(
    sku_id: Any, code: Any = 12052990, message: str = "Check failed", *inner: tuple[Any, str]
) -> dict[str, Any]:
    extra = [{"warehouse_id": WAREHOUSE, "code": inner_code, "message": words} for inner_code, words in inner]
    return {"code": code, "message": message, "detail": {"sku_id": sku_id, "extra_errors": extra or None}}


async def test_all_skus_of_a_listing_go_in_one_call() -> None:
    """S61; zero is taken on updates."""
    script = Script(success({}))
    assert await orders(script).set_stock(LISTING, {RED: 7, BLUE: 0}, WAREHOUSE) == {}
    assert script.requests[0].url.path == f"/product/202309/products/{LISTING}/inventory/update"
    assert script.body() == {
        "skus": [
            {"id": RED, "inventory": [{"quantity": 7, "warehouse_id": WAREHOUSE}]},
            {"id": BLUE, "inventory": [{"quantity": 0, "warehouse_id": WAREHOUSE}]},
        ]
    }


async def test_only_warehouse_may_go_unnamed_and_quantities_are_cut() -> None:
    script = Script(success({}))
    await orders(script).set_stock(LISTING, {RED: 1_000_000, BLUE: -3}, "")
    assert [sku["inventory"] for sku in script.body()["skus"]] == [[{"quantity": 99_999}], [{"quantity": 0}]]


async def test_refused_sku_hides_under_code_0() -> None:
    """Pitfall 6: the others are done; the cause stands further in."""
    errors = [refused(RED, 12052990, "Check failed", (12052097, "The warehouse does not exist"))]
    found = await orders(Script(success({"errors": errors}))).set_stock(LISTING, {RED: 7, BLUE: 0}, WAREHOUSE)
    assert set(found) == {RED}
    assert (found[RED].their_code, found[RED].fix) == ("12052097", Fix.WAREHOUSE)


@pytest.mark.parametrize("code", [12052393, "12052393"])
async def test_code_may_be_a_number_or_text(code: Any) -> None:
    found = await orders(Script(success({"errors": [refused(int(RED), code, "locked")]}))).set_stock(
        LISTING, {RED: 7, BLUE: 0}, WAREHOUSE
    )
    assert set(found) == {RED}
    assert found[RED].who is Who.WAIT


@pytest.mark.parametrize("errors", [[{"code": 12052055}], [{"code": "?", "message": None, "detail": {}}]])
async def test_error_that_names_no_sku_may_mean_any(errors: Any) -> None:
    found = await orders(Script(success({"errors": errors}))).set_stock(LISTING, {RED: 7, BLUE: 0}, WAREHOUSE)
    assert set(found) == {RED, BLUE}


async def test_refusal_of_the_whole_call_is_raised() -> None:
    with pytest.raises(Refused):
        await orders(Script(envelope(12052393))).set_stock(LISTING, {RED: 7}, WAREHOUSE)
    with pytest.raises(WrongState):
        await orders(Script(envelope(12052901))).set_stock(LISTING, {RED: 7}, WAREHOUSE)
    with pytest.raises(Gone):
        await orders(Script(envelope(12052260))).set_stock(LISTING, {RED: 7}, WAREHOUSE)


async def test_absolute_stock_may_be_sent_again() -> None:
    script = Script(envelope(36009003, status=500), success({}))
    assert await orders(script).set_stock(LISTING, {RED: 7}, WAREHOUSE) == {}
    assert len(script.requests) == 2


async def test_prices_go_as_text_in_the_shops_currency() -> None:
    script = Script(success({}))
    await orders(script).set_prices(LISTING, {RED: Decimal("19.9"), BLUE: Decimal(1204)}, "USD")
    assert script.requests[0].url.path == f"/product/202309/products/{LISTING}/prices/update"
    assert script.body() == {
        "skus": [
            {"id": RED, "price": {"amount": "19.90", "currency": "USD"}},
            {"id": BLUE, "price": {"amount": "1204.00", "currency": "USD"}},
        ]
    }


@pytest.mark.parametrize("code", [12052038, 12019045])
async def test_price_that_a_promotion_locks_waits_and_says_so(code: int) -> None:
    """S62."""
    with pytest.raises(Refused) as raised:
        await orders(Script(envelope(code, "Product price locked due to ongoing promotion."))).set_prices(
            LISTING, {RED: Decimal("19.99")}, "USD"
        )
    assert (raised.value.finding.code, raised.value.finding.who) == ("tiktok:12052038", Who.WAIT)


async def test_nothing_to_send_is_no_call() -> None:
    script = Script(success({}))
    assert await orders(script).set_stock(LISTING, {}, WAREHOUSE) == {}
    await orders(script).set_prices(LISTING, {}, "USD")
    assert await orders(script).stock(()) == {}
    assert script.requests == []


async def test_stock_is_read_by_sku() -> None:
    row = {"id": RED, "seller_sku": "X", "total_available_quantity": 995, "total_committed_quantity": 4}
    spread = {"id": int(BLUE), "warehouse_inventory": [{"available_quantity": 3}, {"available_quantity": 4}]}
    script = Script(success({"inventory": [{"product_id": LISTING, "skus": [row, spread]}, {"product_id": "2"}]}))
    assert await orders(script).stock((RED, BLUE, "3")) == {RED: 995, BLUE: 7}
    assert script.requests[0].url.path == "/product/202309/inventory/search"
    assert script.body() == {"sku_ids": [RED, BLUE, "3"]}


async def test_at_most_600_skus_a_search() -> None:
    with pytest.raises(ValueError, match="600"):
        await orders(Script(success({}))).stock(tuple(str(n) for n in range(601)))
