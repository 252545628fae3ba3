"""Order Settings: each card saves what it says, and nothing else (S114, S116, S137–S141, B10)."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.cancellations import REASONS
from app.domain.orders import Order, OrderMoney
from app.resources import Resources
from app.tables.engine import connection
from tests.browsers import Browser
from tests.cast import Cast
from tests.conftest import Browsers
from tests.web import ordered


@pytest.fixture
async def alice(browsers: Browsers, cast: Cast) -> Browser:
    return await browsers(cast.alice)


@pytest.fixture
def base(cast: Cast) -> str:
    return f"/connections/{cast.connection_id}/settings"


async def saved(res: Resources, cast: Cast) -> dict[str, Any]:
    async with connection(res.db) as db:
        return dict(await db.fetchrow("SELECT * FROM connection WHERE id = $1", cast.connection_id))


async def pairs(res: Resources) -> list[tuple[str, str, bool]]:
    async with connection(res.db) as db:
        rows = await db.fetch("SELECT source_name, provider_name, learnt FROM carrier_mapping ORDER BY 1")
    return [tuple(row) for row in rows]


SWITCHES = {
    "retry": "retry_orders", "relay_fbt": "relay_fbt", "fbt_takes_stock": "fbt_takes_stock",
    "archive_cancelled": "archive_cancelled", "restock_cancelled": "restock_cancelled",
    "relay_on_hold": "relay_on_hold",
}  # fmt: skip


@pytest.mark.parametrize("name", SWITCHES)
async def test_each_switch_is_saved_by_itself(
    name: str, resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S137–S140, S116: on when it is ticked, off when it is not."""
    await alice.submit(f"{base}/order-sync", {name: "on"})
    row = await saved(resources, cast)
    assert {switch: row[column] for switch, column in SWITCHES.items()} == {s: s == name for s in SWITCHES}
    html = (await alice.get(f"{base}/orders")).text
    assert re.findall(r'name="(\w+)" checked', html) == [name]


async def test_how_orders_are_written_is_saved_and_shown_again(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S139, S114, S96, B10: the name of the payment, the reason, the fallback address, the policy."""
    fields = {
        "payment_method": "TikTok Shop", "cancel_reason": "seller_cancel_reason_wrong_price",
        "fallback_email": " Orders@HarborGoods.example ", "discount_policy": "with_platform_discount",
    }  # fmt: skip
    assert (await alice.submit(f"{base}/order-writing", fields)).status_code == 303
    row = await saved(resources, cast)
    assert row["fallback_email"] == "orders@harborgoods.example"
    assert {name: row[name] for name in fields} == fields | {"fallback_email": "orders@harborgoods.example"}
    html = (await alice.get(f"{base}/orders")).text
    assert 'value="TikTok Shop"' in html
    assert (await alice.submit(f"{base}/order-writing", fields | {"fallback_email": ""})).status_code == 303
    assert (await saved(resources, cast))["fallback_email"] == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [("payment_method", ""), ("fallback_email", "no address"), ("cancel_reason", "because"), ("discount_policy", "x")],
)
async def test_what_cannot_be_is_said_at_its_field_and_nothing_is_saved(
    field: str, value: str, resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S139, S114: everything typed is still there."""
    fields = {
        "payment_method": "Typed name", "cancel_reason": "seller_cancel_reason_wrong_price",
        "fallback_email": "a@b.example", "discount_policy": "buyer_paid", field: value,
    }  # fmt: skip
    before = await saved(resources, cast)
    answer = await alice.submit(f"{base}/order-writing", fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text or field == "discount_policy"
    if field != "payment_method":
        assert 'value="Typed name"' in answer.text
    assert await saved(resources, cast) == before


async def test_the_policy_is_shown_on_one_of_the_sellers_own_orders(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """B10: with a discount of TikTok's, because that is where the choice matters."""
    html = (await alice.get(f"{base}/orders")).text
    assert "Shown on one of your own orders once there is one." in html
    money = ordered.MONEY
    plain = await ordered.one(resources, cast.connection_id, 1)
    wanted = ordered.an_order(resources, 2)
    discounted = (await ordered.take(resources, cast.connection_id, _with_discount(wanted, money)))[wanted.id]
    html = (await alice.get(f"{base}/orders")).text
    assert f"/orders/{discounted}" in html
    assert f"/orders/{plain}" not in html
    assert "$21.69 · all discounts off" in html
    assert "$25.69 · TikTok’s $4.00 added back" in html
    assert "$27.69 · no discount off" in html
    fields = {"payment_method": "TikTokPAY", "cancel_reason": REASONS[0], "discount_policy": "list_price"}
    assert (await alice.submit(f"{base}/order-writing", fields)).status_code == 303
    assert (await saved(resources, cast))["discount_policy"] == "list_price"
    html = (await alice.get(f"/connections/{cast.connection_id}/orders/{discounted}")).text
    assert re.search(r"To be written to Ecwid</span>.*?\$27\.69", html, re.DOTALL)


def _with_discount(order: Order, money: OrderMoney) -> Order:
    return replace(order, money=replace(money, platform_discount=Decimal("4.00")))


@pytest.mark.parametrize("days", ["0", "366", "-1", "abc", "", "3.5"])
async def test_days_that_cannot_be_are_refused(
    days: str, resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """Line 9: thirty by default, a year at most."""
    assert (await alice.submit(f"{base}/buyers", {"purge_days": days})).status_code == 422
    assert (await saved(resources, cast))["purge_days"] == 30
    assert (await alice.submit(f"{base}/buyers", {"purge_days": "7"})).status_code == 303
    assert (await saved(resources, cast))["purge_days"] == 7


async def test_names_of_past_orders_are_offered_and_unmapped_ones_are_marked(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S141: as Ecwid writes them, each once whatever the case and the blanks."""
    res, here = resources, cast.connection_id
    for n, name in enumerate(["UPS®", " ups® ", "Local  Courier", "local courier"]):
        await ordered.becomes(res, await ordered.one(res, here, n), source_carrier=name)
    html = (await alice.get(f"{base}/orders")).text
    assert re.findall(r'name="source_name"[^>]*value="([^"]*)"', html) == ["local courier", " ups® ", ""]
    assert html.count("Not mapped, 2 orders") == 2
    fields = [("source_name", "Local courier"), ("provider_name", "OnTrac"), ("source_name", "UPS®"),
              ("provider_name", ""), ("source_name", ""), ("provider_name", "")]  # fmt: skip
    assert (await alice.submit(f"{base}/carriers", fields)).status_code == 303
    assert await pairs(res) == [("local courier", "OnTrac", False)]
    assert (await alice.get(f"{base}/orders")).text.count("Not mapped, 2 orders") == 1


async def test_orders_that_waited_for_a_name_go_on_once_it_is_mapped(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S108, S141: the question answers itself."""
    res, here = resources, cast.connection_id
    waits, other = await ordered.one(res, here, 1), await ordered.one(res, here, 2)
    await ordered.written(res, waits, "HG-1", shipment="carrier", source_carrier="Local  Courier")
    await ordered.written(res, other, "HG-2", shipment="carrier", source_carrier="Someone")
    await alice.submit(f"{base}/carriers", [("source_name", "local courier"), ("provider_name", "UPS")])
    async with connection(res.db) as db:
        rows = await db.fetch("SELECT id, shipment FROM sales_order")
    assert {row["id"]: row["shipment"] for row in rows} == {waits: "due", other: "carrier"}


async def test_a_pair_is_taken_out_and_a_line_is_added(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S141: "Add pair" saves nothing; × takes its own line alone."""
    lines = [("source_name", "A"), ("provider_name", "UPS"), ("source_name", "B"), ("provider_name", "USPS")]
    added = await alice.submit(f"{base}/carriers", [*lines, ("then", "add")])
    assert added.status_code == 200
    assert re.findall(r'name="source_name"[^>]*value="([^"]*)"', added.text) == ["A", "B", ""]
    assert await pairs(resources) == []
    await alice.submit(f"{base}/carriers", lines)
    await alice.submit(f"{base}/carriers", [*lines, ("remove", "0")])
    assert await pairs(resources) == [("b", "USPS", False)]


async def test_a_name_without_a_choice_is_not_lost(resources: Resources, cast: Cast, alice: Browser, base: str) -> None:
    """S141: what was typed comes back and asks for its choice."""
    answer = await alice.submit(f"{base}/carriers", [("source_name", "My courier"), ("provider_name", "")])
    assert answer.status_code == 422
    assert 'value="My courier"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    uneven = await alice.submit(
        f"{base}/carriers", [("source_name", "A"), ("source_name", "B"), ("provider_name", "UPS")]
    )
    assert uneven.status_code == 422


async def test_a_learnt_pair_stays_marked_until_it_is_changed(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S108."""
    async with connection(resources.db) as db:
        await db.execute(
            """INSERT INTO carrier_mapping (connection, source_name, provider_name, learnt)
               VALUES ($1, 'a', 'UPS', true)""",
            cast.connection_id,
        )
    await alice.submit(f"{base}/carriers", [("source_name", "A"), ("provider_name", "UPS")])
    assert await pairs(resources) == [("a", "UPS", True)]
    await alice.submit(f"{base}/carriers", [("source_name", "A"), ("provider_name", "USPS")])
    assert await pairs(resources) == [("a", "USPS", False)]
