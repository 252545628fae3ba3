"""Where an order goes, and what of it may be seen when (platform-facts T12)."""

import re

import pytest

from tests.sandbox.order_cast import HOUR, shopkeeper
from tests.sandbox.tiktok_client import Json


def towns(address: Json) -> dict[str, str]:
    return {row["address_level"]: row["address_name"] for row in address["district_info"]}


async def test_a_ready_order_has_a_whole_address() -> None:
    async with shopkeeper() as shop:
        order = shop.order(state="TX")
        read = await shop.read_order(order)
        address = read["recipient_address"]
        assert address["region_code"] == "US"
        assert re.fullmatch(r"\(\+1\)\d{3}55501\d\d", address["phone_number"])  # numbers nobody has
        assert re.fullmatch(r"\d{5}", address["postal_code"])
        assert list(towns(address)) == ["L0", "L1", "L2", "L3"]
        assert (towns(address)["L0"], towns(address)["L1"]) == ("United States", "Texas")
        assert address["district_info"][1]["iso_code"] == "TX"
        assert address["name"].startswith(address["first_name"])
        assert "***" not in str(address)
        assert read["buyer_email"].endswith("@chat.seller.tiktok.com")


async def test_nothing_is_shown_on_hold() -> None:
    async with shopkeeper() as shop:
        assert (await shop.read_order(shop.order("paid")))["recipient_address"] == {}


@pytest.mark.parametrize("ending", ["unpaid", "cancelled", "long completed"])
async def test_before_payment_and_after_the_end_it_is_masked(ending: str) -> None:
    async with shopkeeper() as shop:
        order = shop.order("unpaid" if ending == "unpaid" else "ready", state="FL")
        if ending == "cancelled":
            shop.desk.cancel(order.id, "system")
        elif ending == "long completed":
            for step in (shop.desk.ship, shop.desk.collect, shop.desk.deliver, shop.desk.complete):
                step(order.id)
            assert "***" not in str((await shop.read_order(order))["recipient_address"])
            await shop.later(30 * 24 * HOUR + 1)
        address = (await shop.read_order(order))["recipient_address"]
        assert re.fullmatch(r"\(\+1\)\d{3}-\*\*\*-01\d\d", address["phone_number"])
        assert re.fullmatch(r"\d\*\*\* [A-Z].*", address["address_line1"])
        assert re.fullmatch(r"\d\d\*\*\*", address["postal_code"])
        assert re.fullmatch(r"[A-Z]\*\*\*( [A-Z]\*\*\*)?", address["name"])
        assert not {"address_line2", "delivery_preferences"} & set(address)
        assert towns(address)["L1"] == "Florida"
        assert towns(address)["L3"] == "T***"
        buyer = order.buyer
        for secret in (buyer["line1"], buyer["postal_code"], buyer["city"], buyer["phone"]):
            assert secret not in str(address)


async def test_tiktoks_own_orders_show_the_county_and_later_the_town() -> None:
    async with shopkeeper() as shop:
        order = shop.order("unpaid", fulfilment="TIKTOK")
        assert list(towns((await shop.read_order(order))["recipient_address"])) == ["L0", "L1", "L2"]
        shop.desk.pay(order.id)
        shop.desk.end_hold(order.id)
        address = (await shop.read_order(order))["recipient_address"]
        assert list(towns(address)) == ["L0", "L1", "L2", "L3"]
        assert set(address) == {"region_code", "district_info"}


async def test_the_new_masking_of_tiktoks_labels_can_be_switched_on() -> None:
    async with shopkeeper() as shop:
        order, own = shop.order(shipping_type="TIKTOK"), shop.order()
        assert "***" not in str((await shop.read_order(order))["recipient_address"])
        shop.world.tiktok.switches.mask_tiktok_shipping = True
        address = (await shop.read_order(order))["recipient_address"]
        assert "***" in address["phone_number"]
        assert "***" in address["address_line1"]
        assert order.buyer["line1"] not in str(address)
        assert "***" not in str((await shop.read_order(own))["recipient_address"])


async def test_two_buyers_are_two_people() -> None:
    async with shopkeeper() as shop:
        people = {shop.order("unpaid", quantity=1).buyer["user_id"] for _ in range(20)}
        assert len(people) == 20
