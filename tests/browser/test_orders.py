"""Orders, watched on a desk and on a phone while buyers, carrier and owner act in the shops (S88–S116, B4, B5, B9).

Nobody loads a page again to see what happened, and what is seen is what both rehearsal shops and the rows say.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from app.resources import Resources
from sandbox.panel import ecwid_order_actions, order_actions
from tests.browser import order_rows, screens, steps
from tests.browser.comparing import is_marked, mark, same
from tests.browser.conftest import sign_in
from tests.browser.looking import look
from tests.browser.windows import DESK, PHONE, Window, window
from tests.cast import Player
from tests.stage import SMALL, Stage, staged
from tests.stagehands import ONE_PICTURE

pytestmark = pytest.mark.browser

UPS = "1Z999AA10123456784"
NOBODYS = "ABX88123450", "ABX88123451"  # no carrier's format


@dataclass(frozen=True, slots=True)
class Counter:
    """Alice's shops, with something on sale."""

    stage: Stage
    connection: int
    base: str
    sku: str

    def sell(self, **more: Any) -> str:
        """A buyer orders on TikTok, pays, and the hold is over."""
        return order_actions.place(self.stage.world, {"sku": self.sku, "stage": "ready"} | more)[0]

    def on_tiktok(self, remote_id: str, verb: str, **body: Any) -> None:
        """The buyer, the carrier or TikTok does something."""
        order_actions.act(self.stage.world, remote_id, verb, body)

    async def in_ecwid(self, remote_id: str, verb: str, **body: Any) -> None:
        """The owner does something in Ecwid's admin."""
        number = await self.stage.value("SELECT source_order_id FROM sales_order WHERE remote_id = $1", remote_id)
        ecwid_order_actions.act(self.stage.world, number, verb, body)

    async def becomes(self, remote_id: str, condition: str) -> int:
        """Wait until the order's row is so; returns its id."""
        await self.stage.until(f"SELECT {condition} FROM sales_order WHERE remote_id = $1", remote_id)  # noqa: S608
        return int(await self.stage.value("SELECT id FROM sales_order WHERE remote_id = $1", remote_id))

    async def relayed(self, **more: Any) -> tuple[str, int]:
        """Sold on TikTok, and written to Ecwid."""
        remote_id = self.sell(**more)
        return remote_id, await self.becomes(remote_id, "relay = 'synced' AND referenced_at IS NOT NULL")

    async def list_is_right(self, *windows: Window) -> None:
        """The list says what the rows say, and what both shops say."""
        for w in windows:
            await same(w, screens.on_orders, lambda: order_rows.in_database(self.stage, self.connection))
            await same(w, screens.on_orders, lambda: order_rows.in_shops(self.stage))

    async def page_is_right(self, w: Window, remote_id: str) -> None:
        """One order's page says what both shops say."""
        await same(w, screens.on_order, lambda: order_rows.one(self.stage, remote_id))


@pytest.fixture
async def stage(resources: Resources, servers: dict[str, str]) -> AsyncIterator[Stage]:
    """Fewer products than elsewhere, and quick reviews: what is sold matters, not how it got there."""
    async with staged(resources, servers, replace(SMALL, products=8, review_seconds=0.2), ONE_PICTURE) as made:
        yield made


@pytest.fixture
async def counter(stage: Stage, alice: Player, connection: int) -> Counter:
    """Everything is on sale on TikTok."""
    await stage.push(alice, connection)
    sku = await stage.value("SELECT remote_id FROM listing_sku WHERE stock_sent BETWEEN 20 AND 900 ORDER BY id LIMIT 1")
    return Counter(stage, connection, f"/connections/{connection}", sku)


Windows = tuple[Window, Window]


@pytest.fixture
async def both(chromium: Browser, counter: Counter, alice: Player) -> AsyncIterator[Windows]:
    """Alice looks at the Orders tab, on the desk and on the phone."""
    async with AsyncExitStack() as stack:
        made = [await stack.enter_async_context(window(chromium, counter.stage.url, kind)) for kind in (DESK, PHONE)]
        for w in made:
            await sign_in(w, counter.stage, alice)
            w.base = counter.base
            await w.open(counter.base)
            await steps.go(w, "Orders")
        yield made[0], made[1]


def line(w: Window, order: int) -> Locator:
    return w.page.locator(f"#o{order}")


def why(w: Window, order: int) -> Locator:
    return w.page.locator(f"#o{order}-why")


async def test_an_order_from_the_buyer_to_the_last_day(both: Windows, counter: Counter) -> None:
    """S90, S93, S94, S103–S108, B4, B9: it arrives, the phone answers which carrier, the parcel is followed."""
    desk, phone = both
    for w in both:
        await expect(w.page.locator("main")).to_contain_text("No orders yet")
        await look(w, "orders-empty")
        await mark(w)

    remote_id, order = await counter.relayed(quantity=2)
    for w in both:
        await expect(line(w, order)).to_contain_text("Synced")
    await counter.list_is_right(*both)

    await counter.in_ecwid(remote_id, "ship", tracking_number=NOBODYS[0])
    for w in both:
        await expect(why(w, order)).to_contain_text(f"Which carrier is {NOBODYS[0]}?")
    await counter.list_is_right(*both)
    for w in both:
        await look(w, "orders")
        assert await is_marked(w)

    await answer_which_carrier(phone, order, NOBODYS[0], "USPS")
    await expect(phone.page.locator(".pass")).to_contain_text("Awaiting collection")
    await counter.page_is_right(phone, remote_id)
    await expect(line(desk, order)).to_contain_text("Awaiting collection")
    await counter.list_is_right(desk)
    await mark(phone)
    await mark(desk)

    for verb, word in (("collect", "In transit"), ("deliver", "Delivered"), ("complete", "Completed")):
        counter.on_tiktok(remote_id, verb)
        await expect(phone.page.locator(".pass")).to_contain_text(word)
        await expect(line(desk, order)).to_contain_text(word)
        await counter.page_is_right(phone, remote_id)
        await counter.list_is_right(desk)
    assert await is_marked(phone)
    assert await is_marked(desk)
    await look(phone, "order-completed")

    await the_answer_is_remembered(desk, counter)


async def answer_which_carrier(w: Window, order: int, number: str, carrier: str) -> None:
    """From the list to the question; nothing is offered for a number that looks like nobody's."""
    await w.press("link", "Answer", within=why(w, order), exact=False)
    await expect(w.page.get_by_role("heading", level=1)).to_contain_text(number)
    await look(w, "carrier")
    await w.page.locator("#other").select_option(label=carrier)
    await w.press("button", "Send to TikTok")
    await expect(w.page).to_have_url(re.compile(rf"/orders/{order}$"))


async def the_answer_is_remembered(desk: Window, counter: Counter) -> None:
    """S108, S141: the next parcel of this shipping method is not asked about."""
    remote_id, order = await counter.relayed()
    await counter.in_ecwid(remote_id, "ship", tracking_number=NOBODYS[1])
    await expect(line(desk, order)).to_contain_text("Awaiting collection")
    await counter.list_is_right(desk)
    assert (
        await counter.stage.value("SELECT provider_name FROM package WHERE tracking_number = $1", NOBODYS[1]) == "USPS"
    )


async def test_cancellations_go_both_ways(both: Windows, counter: Counter) -> None:
    """S111–S116, B9: by the owner in Ecwid, by the owner in Weft, by buyers whom Alice answers."""
    desk, phone = both
    mine, mine_id = await counter.relayed()
    yes, yes_id = await counter.relayed()
    no, no_id = await counter.relayed()
    weft, weft_id = await counter.relayed()
    for w in both:
        await expect(line(w, weft_id)).to_contain_text("Synced")
        await mark(w)

    await counter.in_ecwid(mine, "cancel")
    for remote_id in (yes, no):
        counter.on_tiktok(remote_id, "ask-to-cancel")
    for w in both:
        await expect(line(w, mine_id)).to_contain_text("Cancelled")
        for order in (yes_id, no_id):
            await expect(why(w, order)).to_contain_text("The buyer asks to cancel")
    await counter.list_is_right(*both)
    for w in both:
        assert await is_marked(w)

    await phone.press("link", "Answer", within=why(phone, yes_id), exact=False)
    await expect(phone.page.get_by_role("heading", level=1)).to_contain_text("The buyer asks to cancel")
    await look(phone, "cancellation")
    await phone.touch(phone.page.get_by_role("button", name=re.compile("^Accept")))
    await expect(phone.page.locator(".pass")).to_contain_text("Cancelled, Will not deliver")
    await counter.page_is_right(phone, yes)
    await look(phone, "order-cancelled")

    await desk.press("link", "Answer", within=why(desk, no_id), exact=False)
    await expect(desk.page.get_by_role("heading", level=1)).to_contain_text("The buyer asks to cancel")
    await look(desk, "cancellation")
    await desk.touch(desk.page.locator("summary", has_text="Decline"))
    await desk.press("button", "Decline")
    await expect(desk.page.locator(".pass")).to_contain_text("Synced")
    await counter.page_is_right(desk, no)

    await phone.open(f"{counter.base}/orders/{weft_id}")
    await phone.press("link", "Cancel order")
    await expect(phone.page.get_by_role("dialog")).to_be_visible()
    await look(phone, "order-cancel", picture=False)
    await phone.press("button", "Cancel order", within=phone.page.get_by_role("dialog"))
    await expect(phone.page.locator(".pass")).to_contain_text("Cancelled, Will not deliver")
    await counter.page_is_right(phone, weft)

    for w in both:
        await steps.go(w, "Orders")
    await counter.list_is_right(*both)
    statuses = [order_actions.row(counter.stage.world, remote_id)["status"] for remote_id in (mine, yes, weft, no)]
    assert statuses == ["CANCELLED", "CANCELLED", "CANCELLED", "AWAITING_SHIPMENT"]


async def test_a_label_is_bought_and_a_parcel_shipped_from_weft(both: Windows, counter: Counter) -> None:
    """S104, S105, S134: weight and size, a service, TikTok's PDF; and another order shipped by its number."""
    desk, phone = both
    remote_id, order = await counter.relayed(shipping_type="TIKTOK")
    await phone.open(f"{counter.base}/orders/{order}")
    await look(phone, "order-to-label")
    await phone.press("link", "Buy Shipping Label")
    await phone.touch(phone.page.get_by_text("lb, in", exact=True))
    for field, value in (("Weight", "2.4"), ("Length", "12"), ("Width", "9"), ("Height", "6.5")):
        await phone.page.get_by_label(field).fill(value)
    await phone.press("button", "Show prices")
    await expect(phone.page.locator("main")).to_contain_text("3 lb, 12 × 9 × 7 in")
    await look(phone, "label")
    await phone.touch(phone.page.locator(".rate").nth(1))
    chosen = (await phone.page.locator(".rate b").nth(2).inner_text()).strip()
    await phone.press("button", "Buy label")
    await expect(phone.page.locator("main")).to_contain_text("Label bought")
    await look(phone, "label-bought")
    package = order_actions.whole(counter.stage.world, remote_id)["packages"][0]
    assert package["service"]["name"] == chosen
    assert package["weight"] == {"value": "1361", "unit": "GRAM"}  # three pounds
    assert package["dimension"]["height"] == "7"
    async with phone.page.context.expect_event("response", lambda answer: "fulfillment_doc" in answer.url) as opened:
        await phone.press("link", "Print label")
    paper = await opened.value
    assert paper.headers["content-type"] == "application/pdf"
    assert (await (await phone.page.context.request.get(paper.url)).body()).startswith(b"%PDF-")
    await expect(line(desk, order)).to_contain_text("Awaiting collection")

    other, other_id = await counter.relayed(quantity=2)
    await desk.open(f"{counter.base}/orders/{other_id}")
    await look(desk, "order")
    await desk.press("link", "Mark as Shipped")
    dialog = desk.page.get_by_role("dialog")
    await dialog.get_by_label("Tracking number").fill(UPS)
    await dialog.get_by_label("Carrier").select_option(label="UPS")
    await look(desk, "order-ship")
    await desk.press("button", "Mark as Shipped", within=dialog)
    await expect(desk.page.locator(".pass")).to_contain_text("Awaiting collection")
    await counter.becomes(other, "source_fulfilment = 'SHIPPED'")
    await counter.page_is_right(desk, other)
    assert UPS in str(order_actions.whole(counter.stage.world, other)["packages"])

    for w in both:
        await steps.go(w, "Orders")
    await counter.list_is_right(*both)


async def test_the_key_steps_without_scripts(chromium: Browser, counter: Counter, alice: Player) -> None:
    """S104, S108, S113: which carrier, and a buyer's wish, on a phone whose scripts are off."""
    shipped, shipped_id = await counter.relayed()
    asked, asked_id = await counter.relayed()
    await counter.in_ecwid(shipped, "ship", tracking_number=NOBODYS[0])
    counter.on_tiktok(asked, "ask-to-cancel")
    await counter.becomes(shipped, "shipment = 'carrier'")
    await counter.stage.until("SELECT count(*) = 1 FROM cancellation WHERE state = 'pending'")
    async with window(chromium, counter.stage.url, PHONE, scripts=False) as w:
        await sign_in(w, counter.stage, alice)
        w.base = counter.base
        await w.open(f"{w.base}/orders")
        await counter.list_is_right(w)
        await answer_which_carrier(w, shipped_id, NOBODYS[0], "USPS")
        await counter.becomes(shipped, "status = 'AWAITING_COLLECTION'")
        await w.page.reload()
        await counter.page_is_right(w, shipped)

        await steps.go(w, "Orders")
        await w.press("link", "Answer", within=why(w, asked_id), exact=False)
        await w.touch(w.page.get_by_role("button", name=re.compile("^Accept")))
        await expect(w.page).to_have_url(re.compile(rf"/orders/{asked_id}$"))
        await counter.becomes(asked, "source_payment = 'CANCELLED'")
        await w.page.reload()
        await counter.page_is_right(w, asked)
        await steps.go(w, "Orders")
        await counter.list_is_right(w)
