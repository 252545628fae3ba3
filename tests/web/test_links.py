"""Linking by hand what somebody listed on TikTok without Weft, so that its orders flow (S50–S54, S88, S89)."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from litestar import Litestar

from app.sync import orders, sweep
from sandbox.panel import ecwid_order_actions, order_actions
from tests.browsers import Browser
from tests.cast import Cast, Player
from tests.conftest import Browsers
from tests.shops import Shops, open_shops
from tests.web import ordered

PRICE = "33.33"


@dataclass(frozen=True, slots=True)
class HandMade:
    """A shop that is pulled and not pushed, two products made by hand on TikTok, and an order of each."""

    shops: Shops
    connection: int
    ours: list[dict[str, Any]]
    theirs: list[dict[str, Any]]
    orders: list[int]

    def path(self, number: int = 0) -> str:
        return f"/connections/{self.connection}/orders/{self.orders[number]}"

    def choice(self, number: int = 0) -> str:
        return f"{self.ours[number]['id']}:0"

    async def link(self, browser: Browser, number: int = 0, ours: int | None = None, **fields: str) -> Any:
        """Fill in the dialog of order `number`."""
        choice = self.choice(number if ours is None else ours)
        usual = {"sku": self.theirs[number]["sku_id"], "choice": choice, "then": "link"}
        return await browser.submit(f"{self.path(number)}/links", usual | fields)

    async def row(self, number: int = 0) -> dict[str, Any]:
        return (await self.shops.rows("SELECT * FROM sales_order WHERE id = $1", self.orders[number]))[0]

    async def links(self) -> dict[str, int]:
        """Which product each SKU of TikTok's goes with."""
        rows = await self.shops.rows(
            "SELECT s.remote_id, l.product FROM listing_sku s JOIN listing l ON l.id = s.listing ORDER BY s.id"
        )
        return {row["remote_id"]: row["product"] for row in rows}

    def in_ecwid(self) -> list[str]:
        return [row["external_transaction_id"] for row in ecwid_order_actions.rows(self.shops.world, 100)]


async def _made(shops: Shops, player: Player) -> HandMade:
    connection = await shops.connect(player)
    await shops.pull(player, connection)
    ours = await shops.rows(
        """SELECT id, sku, title, price, quantity FROM product WHERE connection = $1 AND variant_count = 1
           AND kind = 'ordinary' AND quantity > 5 AND sku <> '' ORDER BY id LIMIT 2""",
        connection,
    )
    theirs = [
        order_actions.list_product(
            shops.world, {"title": f"By hand {n}", "sku": f" {one['sku'].lower()}", "price": PRICE}
        )
        for n, one in enumerate(ours)
    ]
    ids = [
        order_actions.place(shops.world, {"sku": one["sku_id"], "quantity": 2, "stage": "ready"})[0] for one in theirs
    ]
    await orders.guard(shops.res, connection)
    rows = await shops.rows("SELECT id, remote_id FROM sales_order")
    known = {row["remote_id"]: row["id"] for row in rows}
    return HandMade(shops, connection, ours, theirs, [known[id_] for id_ in ids])


@pytest.fixture
async def made(app: Litestar, cast: Cast) -> AsyncIterator[HandMade]:
    async with open_shops(app.state.resources, products=12) as shops:
        app.state.resources = shops.res
        yield await _made(shops, cast.alice)


@pytest.fixture
async def alice(made: HandMade, browsers: Browsers, cast: Cast) -> Browser:
    return await browsers(cast.alice)


async def test_an_unlinked_order_waits_and_flows_by_itself_once_it_is_linked(made: HandMade, alice: Browser) -> None:
    """S88, S89, S96: parked whole; after the link nobody does anything more, and the passport says who was linked."""
    assert [(await made.row(n))["relay"] for n in (0, 1)] == ["needs_linking"] * 2
    assert made.in_ecwid() == []
    answer = await made.link(alice)
    assert (answer.status_code, answer.headers["location"]) == (303, made.path())
    await orders.relay(made.shops.res, made.connection)
    assert made.in_ecwid() == [(await made.row())["remote_id"]]
    assert [(await made.row(n))["relay"] for n in (0, 1)] == ["synced", "needs_linking"]
    said = await ordered.notes(made.shops.res, made.orders[0])
    wanted = ["Parked: %(names)s is not linked", "Linked by hand: %(theirs)s on TikTok is %(ours)s in Ecwid",
              "Everything in it is linked now", "Written to Ecwid as %(id)s"]  # fmt: skip
    assert [sentence for sentence in said if sentence in wanted] == wanted
    html = (await alice.get(made.path())).text
    assert "Linked by hand:" in html
    assert "%(" not in html


async def test_the_lost_bell_of_a_link_is_rung_again(made: HandMade, alice: Browser) -> None:
    """Row first, doorbell second: the timetable finds the order that may go on."""

    await made.link(alice)
    await made.shops.rows("UPDATE sales_order SET decided_at = now() + interval '1 hour'")
    assert await sweep.ring_due(made.shops.res) > 0
    await orders.relay(made.shops.res, made.connection)
    assert len(made.in_ecwid()) == 1


async def test_the_equal_sku_is_chosen_beforehand(made: HandMade, alice: Browser) -> None:
    """S53, S54: trimmed and without case; the seller confirms."""
    html = (await alice.get(f"{made.path()}/links/new")).text
    checked = re.findall(r'name="choice" value="([^"]+)" checked', html)
    assert checked == [made.choice()]
    assert "Same SKU" in html
    assert await made.links() == {}
    act = (await alice.get(f"/connections/{made.connection}/orders?show=needs_you")).text
    assert f'href="{made.path()}/links/new"' in act


async def test_another_sku_is_searched_for_by_name(made: HandMade, alice: Browser) -> None:
    """S51: by SKU, name or barcode; a search links nothing."""
    words = {"then": "search", "q": made.ours[1]["title"], "choice": ""}
    answer = await made.link(alice, **words)
    assert answer.status_code == 200
    assert f'value="{made.choice(1)}"' in answer.text
    empty = await made.link(alice, then="search", q="nothing has these words")
    assert "Nothing in Ecwid is found by these words." in empty.text
    assert await made.links() == {}


async def test_stock_follows_at_once_and_the_price_stays(made: HandMade, alice: Browser) -> None:
    """S55, S89: nothing is oversold, and a price that somebody chose on TikTok is not changed by linking."""
    await made.link(alice)
    await orders.relay(made.shops.res, made.connection)
    await orders.send_stock(made.shops.res, made.connection)
    sku = (await made.shops.rows("SELECT * FROM listing_sku"))[0]
    assert sku["stock_sent"] == made.ours[0]["quantity"] - 2
    listing = made.shops.world.tiktok.main.products[made.theirs[0]["product_id"]]
    assert Decimal(str(listing.content["skus"][0]["price"]["amount"])) == Decimal(PRICE)


@pytest.mark.parametrize(
    "choice", ["", "0:0", "999999999:0", "1", "a:b", "1:-1", "9" * 19 + ":0", "1:0:0", "x" * 41, "'; --", "²:0"]
)
async def test_what_was_not_offered_is_not_linked(choice: str, made: HandMade, alice: Browser) -> None:
    """S52: empty, foreign, made-up and oversized values are said at the field, or refused."""
    answer = await made.link(alice, choice=choice)
    assert answer.status_code == 422
    assert await made.links() == {}


async def test_neither_products_nor_orders_of_another_account_can_be_linked(
    made: HandMade, alice: Browser, browsers: Browsers, cast: Cast
) -> None:
    """S54: per connection; ids in a form are as good as ids in an address."""
    foreign = await made.shops.value(
        """INSERT INTO product (connection, source_id, title, price, pictures, variants, source_updated_at, fingerprint)
           VALUES ($1, 1, 'Charlie''s', 1, '[]',
               '[{"combination_id": 0, "sku": "C", "price": "1", "quantity": 1}]', now(), '\\x00') RETURNING id""",
        cast.charlies_connection_id,
    )
    assert (await made.link(alice, choice=f"{foreign}:0")).status_code == 422
    assert (await made.link(alice, sku="7002")).status_code == 404
    charlie = await browsers(cast.charlie)
    assert (await charlie.submit(f"{made.path()}/links", {"sku": "1", "choice": made.choice()})).status_code == 404
    assert await made.links() == {}


async def test_one_ecwid_sku_goes_with_one_tiktok_sku_and_the_seller_says_which(made: HandMade, alice: Browser) -> None:
    """S54: a conflict is shown with both sides; the link that was there stays unless the seller says otherwise."""
    await made.link(alice)
    first, second = (one["sku_id"] for one in made.theirs)
    taken = await made.link(alice, 1, ours=0)
    assert taken.status_code == 422
    assert "Which link stays?" in taken.text
    assert await made.links() == {first: made.ours[0]["id"]}
    kept = await made.link(alice, 1, ours=0, conflict="old", taken=made.choice(0))
    assert kept.status_code == 200
    assert await made.links() == {first: made.ours[0]["id"]}
    # An answer given for another choice counts for nothing.
    assert (await made.link(alice, 1, ours=0, conflict="new", taken=made.choice(1))).status_code == 422
    assert (await made.link(alice, 1, ours=0, conflict="new", taken=made.choice(0))).status_code == 303
    assert await made.links() == {second: made.ours[0]["id"]}


async def test_linked_twice_is_linked_once(made: HandMade, alice: Browser) -> None:
    """S54: a doubled form does no harm, and somebody who was slower is told."""
    assert (await made.link(alice)).status_code == 303
    assert (await made.link(alice)).status_code == 303
    assert len(await made.links()) == 1
    late = await made.link(alice, 0, ours=1)
    assert late.status_code in (303, 422)
    assert await made.links() == {made.theirs[0]["sku_id"]: made.ours[0]["id"]}


async def test_a_product_on_its_way_is_not_linked(made: HandMade, alice: Browser) -> None:
    """S37: a push may be making a listing of it; two would be tied to one product."""
    await made.shops.rows(
        """INSERT INTO outbox_write (connection, platform, kind, subject, key, request_hash, state)
           VALUES ($1, 'tiktok_shop', 'create_listing', $2, 'k', '', 'maybe')""",
        made.connection,
        made.ours[0]["id"],
    )
    answer = await made.link(alice)
    assert answer.status_code == 422
    assert "is sending this product to TikTok just now" in answer.text
    assert await made.links() == {}


async def test_a_link_is_undone_and_what_is_not_written_waits_again(made: HandMade, alice: Browser) -> None:
    """S54: unlink is possible, and undoable by linking again."""
    await made.link(alice)
    assert "Undo link" in (await alice.get(made.path())).text
    undo = await alice.submit(f"{made.path()}/unlinks", {"sku": made.theirs[0]["sku_id"]})
    assert undo.status_code == 303
    assert await made.links() == {}
    await orders.relay(made.shops.res, made.connection)
    assert (await made.row())["relay"] == "needs_linking"
    assert made.in_ecwid() == []
    assert (await alice.submit(f"{made.path()}/unlinks", {"sku": made.theirs[0]["sku_id"]})).status_code == 409
    state = await made.shops.value("SELECT sync_state FROM product WHERE id = $1", made.ours[0]["id"])
    assert state == "not_synced"
    await made.link(alice)
    await orders.relay(made.shops.res, made.connection)
    assert len(made.in_ecwid()) == 1


async def test_the_dialog_is_a_fragment_for_htmx_and_a_page_without_it(made: HandMade, alice: Browser) -> None:
    """B20: works without a script; nothing to link leads back to the order."""
    fragment = await alice.swap("GET", f"{made.path()}/links/new")
    assert fragment.text.lstrip().startswith('<div class="scrim">')
    assert "<html" in (await alice.get(f"{made.path()}/links/new")).text
    await made.link(alice)
    gone = await alice.get(f"{made.path()}/links/new")
    assert (gone.status_code, gone.headers["location"]) == (303, made.path())
