"""Orders in the stand-in: every status, how it comes about, and who hears of it (platform-facts T11; S90, S91)."""

import asyncio
import json
import time
from typing import Any

import pytest

from tests.sandbox.order_cast import HOUR, Shopkeeper, shopkeeper


async def status(shop: Shopkeeper, order: Any) -> str:
    return str((await shop.read_order(order))["status"])


async def test_an_order_goes_all_the_way() -> None:
    """S90, S107: from unpaid to completed, each step with its time."""
    async with shopkeeper() as shop:
        order = shop.order("unpaid")
        seen = [await status(shop, order)]
        for step in (shop.desk.pay, shop.desk.end_hold):
            step(order.id)
            seen.append(await status(shop, order))
        await shop.ship(order)
        seen.append(await status(shop, order))
        for step in (shop.desk.collect, shop.desk.deliver, shop.desk.complete):
            step(order.id)
            seen.append(await status(shop, order))
        assert seen == [
            "UNPAID",
            "ON_HOLD",
            "AWAITING_SHIPMENT",
            "AWAITING_COLLECTION",
            "IN_TRANSIT",
            "DELIVERED",
            "COMPLETED",
        ]
        read = await shop.read_order(order)
        times = {"paid_time", "rts_time", "collection_time", "delivery_time", "rts_sla_time", "cancel_order_sla_time"}
        assert times <= set(read)
        assert {u["display_status"] for u in read["line_items"]} == {"COMPLETED"}
        assert {u["package_status"] for u in read["line_items"]} == {"COMPLETED"}
        assert [t["order_status"] for t in shop.told(1)] == seen


async def test_the_platform_ends_the_hold_after_an_hour() -> None:
    async with shopkeeper() as shop:
        order = shop.order("paid")
        shop.world.advance(HOUR - 60)
        assert await status(shop, order) == "ON_HOLD"
        shop.world.advance(61)
        assert await status(shop, order) == "AWAITING_SHIPMENT"
        assert [(t["order_status"], t["is_on_hold_order"]) for t in shop.told(1)][-1] == ("AWAITING_SHIPMENT", True)


async def test_the_hold_ends_without_anybody_asking() -> None:
    async with shopkeeper(hold_seconds=0.05) as shop:
        order = shop.order("paid")
        deadline = time.monotonic() + 10
        while order.status == "ON_HOLD":
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)
        assert order.status == "AWAITING_SHIPMENT"
        assert shop.told(1)[-1]["order_status"] == "AWAITING_SHIPMENT"


async def test_a_shop_may_not_hold_at_all() -> None:
    async with shopkeeper(hold_seconds=0) as shop:
        order = shop.order("paid")
        assert await status(shop, order) == "AWAITING_SHIPMENT"
        assert [t["is_on_hold_order"] for t in shop.told(1)] == [False, False]


async def test_what_nobody_pays_for_is_cancelled() -> None:
    """S91: and the units come back."""
    async with shopkeeper() as shop:
        order = shop.order("unpaid")
        shop.world.advance(24 * HOUR + 1)
        read = await shop.read_order(order)
        assert (read["status"], read["cancellation_initiator"]) == ("CANCELLED", "SYSTEM")
        assert read["cancel_reason"] == "Buyer payment overdue"  # a text, not a key
        assert shop.stock() == (25, 0)


async def test_what_nobody_ships_is_cancelled() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        await shop.later(168 * HOUR + 1)
        assert await status(shop, order) == "CANCELLED"
        assert shop.told(1)[-1]["order_status"] == "CANCEL"  # the webhook's own spelling


async def test_there_is_one_line_a_unit_and_no_quantity() -> None:
    async with shopkeeper() as shop:
        items = [{"sku": "EM-012", "quantity": 3}, {"sku": "SHIRT-M", "quantity": 1}]
        read = await shop.read_order(shop.order(items=items))
        lines = read["line_items"]
        assert [line["seller_sku"] for line in lines] == ["EM-012"] * 3 + ["SHIRT-M"]
        assert len({line["id"] for line in lines}) == 4
        assert len({line["sku_id"] for line in lines}) == 2
        assert all("quantity" not in line for line in lines)
        assert (lines[0]["sku_name"], lines[3]["sku_name"]) == ("Default", "M")
        assert all(line["id"].startswith("577") and len(line["id"]) == 18 for line in lines)
        assert read["id"].startswith("576")
        assert len(read["id"]) == 18


async def test_absent_values_are_left_out() -> None:
    async with shopkeeper() as shop:
        read = await shop.read_order(shop.order("unpaid"))
        assert None not in read.values()
        assert not {"tracking_number", "cancel_reason", "paid_time", "cancel_time", "seller_note"} & set(read)
        assert read["packages"] == []


@pytest.mark.parametrize(
    ("basket", "flag", "source"),
    [
        ({"kind": "sample"}, "is_sample_order", ""),
        ({"kind": "replacement", "source_order": "576000000000000001"}, "is_replacement_order", "replaced_order_id"),
        ({"kind": "exchange", "source_order": "576000000000000001"}, "is_exchange_order", "exchange_source_order_id"),
    ],
)
async def test_special_orders_cost_nothing_and_say_what_they_are(basket: Any, flag: str, source: str) -> None:
    async with shopkeeper() as shop:
        read = await shop.read_order(shop.order(**basket))
        assert read[flag] is True
        assert read["payment"]["total_amount"] == "0"
        assert {line["sale_price"] for line in read["line_items"]} == {"0"}
        assert read.get(source, "") == basket.get("source_order", "")


async def test_tiktok_ships_what_it_fulfils() -> None:
    """S138: nothing to ship for the seller, and the seller's stock is not touched."""
    async with shopkeeper() as shop:
        order = shop.order(fulfilment="TIKTOK")
        read = await shop.read_order(order)
        assert (read["fulfillment_type"], read["shipping_type"]) == ("FULFILLMENT_BY_TIKTOK", "TIKTOK")
        assert shop.stock() == (25, 0)
        assert await shop.ship_code(order) == 21008025
        shop.desk.ship(order.id)
        shop.desk.collect(order.id)
        assert await status(shop, order) == "IN_TRANSIT"


async def test_some_units_first() -> None:
    """PARTIALLY_SHIPPING until the last one goes, and only then the webhook (it has no word for the part)."""
    async with shopkeeper() as shop:
        order = shop.order(quantity=3)
        first = order.units[0].id
        got = await shop.ship(order, order_line_item_ids=[first])
        assert got["order_line_item_ids"] == [first]
        assert await status(shop, order) == "PARTIALLY_SHIPPING"
        assert shop.told(1)[-1]["order_status"] == "AWAITING_SHIPMENT"
        await shop.ship(order, number="1ZA1B2C3D45678901X", order_line_list=[{"order_line_id": order.units[1].id}])
        assert await status(shop, order) == "PARTIALLY_SHIPPING"
        await shop.ship(order, number="1ZA1B2C3D45678902X")
        assert await status(shop, order) == "AWAITING_COLLECTION"
        packages = (await shop.read_order(order))["packages"]
        assert len(packages) == 3
        shop.desk.collect(order.id, packages[0]["id"])
        assert await status(shop, order) == "AWAITING_COLLECTION"  # in transit only once all are
        shop.desk.collect(order.id)
        assert await status(shop, order) == "IN_TRANSIT"
        shop.desk.deliver(order.id, packages[0]["id"])
        assert await status(shop, order) == "IN_TRANSIT"
        shop.desk.deliver(order.id)
        assert await status(shop, order) == "DELIVERED"


async def test_after_thirty_days_nothing_can_be_returned() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        shop.desk.ship(order.id)
        shop.desk.collect(order.id)
        shop.desk.deliver(order.id)
        await shop.later(30 * 24 * HOUR + 1)
        assert await status(shop, order) == "COMPLETED"


async def test_what_is_lost_on_the_way_is_cancelled() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        shop.desk.ship(order.id)
        shop.desk.collect(order.id)
        shop.desk.lose(order.id)
        read = await shop.read_order(order)
        assert (read["status"], read["cancel_reason"]) == ("CANCELLED", "Package lost")
        assert shop.stock() == (23, 0)  # what the carrier had does not come back


async def test_orders_answer_in_the_order_asked_for_and_at_most_fifty() -> None:
    async with shopkeeper(hold_seconds=0) as shop:
        ids = [shop.order("paid", quantity=1).id for _ in range(3)]
        asked = [ids[2], ids[0], "576000000000000009"]
        data = await shop.data("GET", "/order/202507/orders", query={"ids": ",".join(asked)})
        assert [o["id"] for o in data["orders"]] == asked[:2]
        old = await shop.data("GET", "/order/202309/orders", query={"ids": ids[1]})
        assert old["orders"][0] == await shop.read_order(ids[1])
        for wrong in ("", ",".join(f"57600000000000{i:04d}" for i in range(51))):
            assert await shop.code("GET", "/order/202507/orders", query={"ids": wrong}) == 36009004


async def test_orders_of_others_stay_closed() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        tiktok = shop.world.tiktok
        other = next(s for s in tiktok.shops.values() if s is not tiktok.main)
        other.orders[order.id] = tiktok.main.orders.pop(order.id)
        assert await shop.code("GET", "/order/202507/orders", query={"ids": order.id}) == 21008111
        assert await shop.code("GET", f"/order/202407/orders/{order.id}/price_detail") == 21008111
        assert await shop.found() == []


@pytest.mark.parametrize(
    ("verb", "stage"),
    [
        ("pay", "ready"),
        ("end_hold", "unpaid"),
        ("collect", "ready"),
        ("deliver", "ready"),
        ("complete", "ready"),
        ("withdraw", "ready"),
        ("lose", "ready"),
    ],
)
async def test_nothing_happens_out_of_turn(verb: str, stage: str) -> None:
    """S110: statuses only move forward."""
    async with shopkeeper() as shop:
        order = shop.order(stage)
        before = shop.world.tiktok.dump()
        with pytest.raises(ValueError, match=r"\w"):
            getattr(shop.desk, verb)(order.id)
        assert shop.world.tiktok.dump() == before


async def test_a_changed_address_is_told() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        shop.desk.change_address(order.id, {"line1": "7 Harbour Wall", "line2": ""})
        read = await shop.read_order(order)
        assert read["has_updated_recipient_address"] is True
        assert read["recipient_address"]["address_line1"] == "7 Harbour Wall"
        assert shop.told(3) == [{"order_id": order.id, "update_time": read["update_time"]}]
        (body,) = [json.loads(d.body) for d in shop.world.webhooks.held if json.loads(d.body)["type"] == 3]
        assert "tts_notification_id" not in body  # as its sample has it


async def test_orders_survive_a_snapshot() -> None:
    async with shopkeeper() as shop:
        order, held = shop.order(), shop.order("paid", quantity=1)
        shop.desk.ask_to_cancel(order.id)
        await shop.ship(shop.order(quantity=1))
        snapshot = json.loads(json.dumps(shop.world.dump()))
        shop.world.reset()
        shop.world.load(snapshot)
        assert json.loads(json.dumps(shop.world.dump())) == snapshot
        assert (await shop.read_order(order))["is_buyer_request_cancel"] is True
        shop.world.advance(HOUR + 1)
        assert await status(shop, held) == "AWAITING_SHIPMENT"
