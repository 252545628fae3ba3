"""One order's page: both sides, what happened, the money, and a buyer nobody sees without leaving a trace."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.domain.orders import OrderStatus
from app.resources import Resources
from app.sync.order_records import place
from app.sync.relay_doubts import IN_DOUBT
from app.tables.engine import connection
from app.web import sessions
from app.web.elsewhere import elsewhere
from app.web.order_thread import coming
from tests.browsers import Browser
from tests.cast import Cast
from tests.conftest import Browsers
from tests.live import LiveServer
from tests.streams import reading
from tests.sync.catalogue import Catalogue, a_product
from tests.sync.pulling import Shop
from tests.web import ordered

Page = Callable[[int], Awaitable[str]]
SECRETS = ("Maria", "Garza", "Coleman", "5125550141", "78701", "v2b2V5")


@pytest.fixture
async def alice(browsers: Browsers, cast: Cast) -> Browser:
    return await browsers(cast.alice)


@pytest.fixture
def base(cast: Cast) -> str:
    return f"/connections/{cast.connection_id}/orders"


@pytest.fixture
def page(alice: Browser, base: str) -> Page:
    async def ask(order: int) -> str:
        answer = await alice.get(f"{base}/{order}")
        assert answer.status_code == 200
        return answer.text

    return ask


async def test_the_page_has_both_ids_both_statuses_and_what_ties_them(
    resources: Resources, cast: Cast, page: Page
) -> None:
    """B5, S95: TikTok's word and Ecwid's two stand apart from ours."""
    order = await ordered.one(resources, cast.connection_id, 1, 9)
    await ordered.written(resources, order, "HG-1")
    html = await page(order)
    for words in ("577086512123700001", "Awaiting shipment", "HG-1", "Paid, Awaiting processing", "Synced"):
        assert words in html
    await ordered.written(resources, order, "HG-1", source_fulfilment="SHIPPED", shipment="due", tracking_number="T1")
    html = await page(order)
    assert "Shipped in Ecwid, TikTok does not know yet." in html
    assert 'class="tie cut"' in html


async def test_an_order_that_is_not_written_has_no_ecwid_id(resources: Resources, cast: Cast, page: Page) -> None:
    """S91."""
    order = await ordered.one(resources, cast.connection_id, 1, None, status=OrderStatus.UNPAID, address=None)
    html = await page(order)
    assert "Not yet" in html
    assert "Waits for payment" in html
    assert "To be written to Ecwid" in html


def test_an_order_has_pages_of_its_own_at_both_platforms() -> None:
    """The menu and both ids lead to the order, not to a start page."""
    row = {"remote_id": "577086512123753912", "source_order_id": "HG-1", "store": "1003"}
    real = elsewhere(row, "")
    assert real.source == "https://my.ecwid.com/store/1003#order:id=HG-1&return=orders"
    assert real.channel == "https://seller-us.tiktok.com/order/detail?order_no=577086512123753912&shop_region=US"
    rehearsed = elsewhere(row, "http://localhost:8101/_sandbox")
    assert rehearsed.source == "http://localhost:8101/_sandbox/#ecwid-HG-1"
    assert rehearsed.channel == "http://localhost:8101/_sandbox/#tiktok-577086512123753912"
    assert not elsewhere({**row, "source_order_id": ""}, "").source


async def test_both_pages_are_linked(resources: Resources, cast: Cast, page: Page) -> None:
    order = await ordered.one(resources, cast.connection_id, 1)
    assert "my.ecwid.com" not in await page(order)
    await ordered.written(resources, order)
    text = await page(order)
    assert text.count("https://my.ecwid.com/store/1003#order:id=HG-1&amp;return=orders") == 2
    assert text.count("/order/detail?order_no=577086512123700001&amp;shop_region=US") == 2


async def test_what_happened_is_listed_with_its_attempts_and_the_next_try(
    resources: Resources, cast: Cast, page: Page
) -> None:
    """B5, S137: every event, equal attempts in one line with their times, and the countdown to the next."""
    res, here = resources, cast.connection_id
    order = await ordered.one(res, here, 1, 9)
    for _ in range(3):
        await ordered.note(res, here, order, "Not written: Ecwid did not answer", tone="warning", detail="no answer")
    await ordered.becomes(res, order, relay="retrying", attempts=4, next_try_at=res.now() + timedelta(minutes=6))
    html = await page(order)
    assert html.count("Not written: Ecwid did not answer") == 1
    assert "2 attempts before" in html
    assert re.search(r"Try 3 of 3, next in [56]:\d\d\.", html)
    assert "TikTok: Awaiting shipment" in html


@pytest.mark.parametrize(
    ("by_channel", "shipping_type", "title"),
    [(False, "SELLER", "Ship it in Ecwid"), (False, "TIKTOK", "Buy its label"), (True, "TIKTOK", "TikTok ships it")],
)
def test_what_is_to_come_says_who_ships(by_channel: bool, shipping_type: str, title: str) -> None:
    """S94, S105, S138: a label is bought here, and only the seller's own parcels are shipped in Ecwid."""
    row = {
        "status": "AWAITING_SHIPMENT", "relay": "synced", "archived_at": None, "source_order_id": "HG-1",
        "shipment": "",
        "source_fulfilment": "AWAITING_PROCESSING", "fulfilled_by_channel": by_channel,
        "shipping_type": shipping_type,
    }  # fmt: skip
    assert [step.title for step in coming(row, datetime(2025, 11, 18, tzinfo=UTC))] == [title]


async def test_a_sentence_without_its_values_is_no_error(resources: Resources, cast: Cast, page: Page) -> None:
    """Whatever a worker stored, the page opens."""
    res, here = resources, cast.connection_id
    order = await ordered.one(res, here, 1, 9)
    await ordered.note(res, here, order, "Told TikTok: %(carrier)s %(number)s")
    await ordered.becomes(res, order, relay="needs_you", reason="%(names)s is not linked", reason_params=None)
    html = await page(order)
    assert "Told TikTok: – –" in html
    assert "– is not linked" in html


async def test_the_money_bridge_ends_in_what_ecwid_has(resources: Resources, cast: Cast, page: Page) -> None:
    """B10: to the cent, and a difference is said."""
    order = await ordered.one(resources, cast.connection_id, 1, 9)
    await ordered.written(resources, order, "HG-1")
    html = await page(order)
    assert "Ecwid and TikTok agree to the cent" in html
    assert "Seller discount, 11.1" in html
    await ordered.written(resources, order, "HG-1", source_total=Decimal("21.60"))
    html = await page(order)
    assert "Ecwid’s total is −$0.09 away from the policy’s." in html
    assert "agree to the cent" not in html


async def test_a_buyer_is_dotted_until_somebody_asks_and_the_look_is_written_down(
    resources: Resources, cast: Cast, browsers: Browsers, page: Page, base: str
) -> None:
    """Line 9: nothing that names a person stands in the page, its stream or its log until "Show"."""
    order = await ordered.one(resources, cast.connection_id, 1, 9)
    html = await page(order)
    assert not [secret for secret in SECRETS if secret in html]
    bob = await browsers(cast.bob)
    for answer in (await bob.submit(f"{base}/{order}/looks"), await bob.swap("POST", f"{base}/{order}/looks")):
        assert answer.status_code == 200
        assert not [secret for secret in SECRETS if secret not in answer.text]
        assert answer.headers["cache-control"] == "no-store"
    notes = await _events(resources, order)
    assert [params for sentence, params in notes if sentence == "Name and address shown to %(who)s"] == [
        {"who": "Bob Lindqvist"}
    ] * 2
    assert not [secret for secret in SECRETS if secret in json.dumps(notes)]
    html = await page(order)
    assert not [secret for secret in SECRETS if secret in html]
    assert "Name and address shown to Bob Lindqvist" in html


async def test_looking_is_no_address_that_can_be_followed(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """Line 9: a link, a prefetch or a reload shows nobody."""
    order = await ordered.one(resources, cast.connection_id, 1, 9)
    assert (await alice.get(f"{base}/{order}/looks")).status_code == 405
    assert (await alice.post(f"{base}/{order}/looks")).status_code == 403
    assert "Name and address shown to %(who)s" not in await ordered.notes(resources, order)


async def test_an_erased_buyer_stays_erased(
    resources: Resources, cast: Cast, alice: Browser, page: Page, base: str
) -> None:
    """Line 9: after the setting's days there is nothing to show."""
    order = await ordered.one(resources, cast.connection_id, 1, None, status=OrderStatus.COMPLETED)
    await ordered.becomes(resources, order, buyer=None, purged_at=resources.now())
    html = await page(order)
    assert "Name and address were erased." in html
    assert f"{base}/{order}/looks" not in html
    assert (await alice.submit(f"{base}/{order}/looks")).status_code == 409


async def test_a_buyer_sealed_for_another_order_does_not_open(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """Line 9: rows that were mixed up show nobody to nobody."""
    order = await ordered.one(resources, cast.connection_id, 1, 9)
    foreign = resources.vault.seal("{}", place(cast.charlies_connection_id, "577"))
    await ordered.becomes(resources, order, buyer=foreign)
    answer = await alice.submit(f"{base}/{order}/looks")
    assert answer.status_code == 500
    assert "Name and address shown to %(who)s" not in await ordered.notes(resources, order)


async def test_an_unlinked_line_leads_to_the_dialog_that_links_it(resources: Resources, cast: Cast, page: Page) -> None:
    """S88, S96, S160: which SKU, which products of Ecwid it may be, and that the order then goes by itself."""
    shop = Shop(resources, cast.alice.account_id, cast.connection_id)
    await shop.pull(Catalogue(a_product(101, sku="MUG-101", title="Camp mug in navy"), a_product(102)))
    order = await ordered.one(resources, cast.connection_id, 1, 9)
    html = await page(order)
    assert f'href="/connections/{cast.connection_id}/orders/{order}/links/new?sku=7001"' in html
    assert "Perhaps “Camp mug in navy”." in html
    assert "Written to Ecwid by itself" in html
    unknown = replace(ordered.MUG, sku_id="7002", seller_sku="NOWHERE-9")
    other = await ordered.one(resources, cast.connection_id, 2, 9, units=(unknown,))
    assert "Weft knows no product with this SKU." in await page(other)


async def test_the_doubt_is_asked_once_and_a_missing_number_is_said_at_its_field(
    resources: Resources, cast: Cast, alice: Browser, page: Page, base: str
) -> None:
    """S96: only the seller decides, and only once the key's hour has passed."""
    order = await ordered.one(resources, cast.connection_id, 1, 9)
    assert "Is this order in Ecwid?" not in await page(order)
    await ordered.becomes(resources, order, relay="needs_you", reason=IN_DOUBT)
    assert "Is this order in Ecwid?" in await page(order)
    wrong = await alice.submit(f"{base}/{order}/doubt", {"answer": "there", "source_order_id": ""})
    assert wrong.status_code == 422
    assert "Type the number that Ecwid shows." in wrong.text
    created = await alice.submit(f"{base}/{order}/doubt", {"answer": "create"})
    assert created.status_code == 303
    again = await alice.submit(f"{base}/{order}/doubt", {"answer": "create"})
    assert again.status_code == 409


async def test_the_page_follows_by_itself(resources: Resources, cast: Cast, live: LiveServer, base: str) -> None:
    """B5: what happens to the order stands on its page a moment later."""
    res, here = resources, cast.connection_id
    order = await ordered.one(res, here, 1, 9)
    session_id = await sessions.create(res.redis, cast.alice.id, 1, res.now().timestamp())
    client = live.client({"weft": session_id})
    async with client, reading(client, f"{base}/{order}/stream") as stream:
        first = await stream.next()
        assert first is not None
        assert "Needs linking" in first.data
        await ordered.written(res, order, "HG-1")
        await ordered.take(res, here, ordered.an_order(res, 1, None, status=OrderStatus.IN_TRANSIT,
                                                       updated_at=res.now()))  # fmt: skip
        later = await stream.next()
        while later is not None and "In transit" not in later.data:
            later = await stream.next()
        assert later is not None
        assert "HG-1" in later.data
        assert not [secret for secret in SECRETS if secret in later.data]


async def _events(res: Resources, order: int) -> list[tuple[str, dict[str, str]]]:
    async with connection(res.db) as db:
        rows = await db.fetch("SELECT sentence, parameters FROM order_event WHERE sales_order = $1", order)
    return [(row["sentence"], json.loads(row["parameters"] or "{}")) for row in rows]
