"""What a seller does with an order in Weft happens on TikTok (S103–S116, B9), against the rehearsal shop."""

import re
from collections.abc import AsyncIterator

import pytest
from litestar import Litestar

from app.domain.orders import OrderStatus
from app.resources import Resources
from app.sync import orders
from app.tables.engine import connection
from sandbox.panel import order_actions
from sandbox.tiktok_shop.orders.reasons import REJECT
from tests.browsers import Browser
from tests.cast import Cast
from tests.conftest import Browsers
from tests.web import ordered
from tests.web.selling import Sold, selling

UPS = "1Z999AA10123456784"


@pytest.fixture
async def sold(app: Litestar, cast: Cast) -> AsyncIterator[Sold]:
    async with selling(app, cast.alice) as made:
        yield made


@pytest.fixture
async def alice(sold: Sold, browsers: Browsers, cast: Cast) -> Browser:
    return await browsers(cast.alice)


def choices(html: str, name: str) -> dict[str, str]:
    """The options of a select: word to value."""
    select = re.search(rf'<select id="{name}".*?</select>', html, re.DOTALL)
    assert select, html
    return {word: value for value, word in re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)<', select[0])}


def boxes(html: str) -> list[str]:
    return re.findall(r'name="unit" value="([^"]+)"', html)


async def test_mark_as_shipped_tells_tiktok(sold: Sold, alice: Browser) -> None:
    """S103, S104: number and one of the carriers that TikTok takes for this order."""
    html = (await alice.get(f"{sold.path}/shipment/new")).text
    fields = [("number", "1Z 999 AA1 01 2345 6784"), ("provider", choices(html, "provider")["UPS"])]
    to = await sold.press(alice, "/shipment", [*fields, *(("unit", unit) for unit in boxes(html))])
    assert to == sold.path
    await sold.work()
    assert sold.on_tiktok()["status"] == "AWAITING_COLLECTION"
    assert [package["tracking_number"] for package in sold.on_tiktok()["packages"]] == [UPS]
    assert "Awaiting collection" in (await alice.get(sold.path)).text


async def test_a_part_of_the_order_is_a_parcel_of_its_own(sold: Sold, alice: Browser) -> None:
    """S94: several packages; the rest waits, and the dialog offers only the rest."""
    html = (await alice.get(f"{sold.path}/shipment/new")).text
    first, second = boxes(html)
    provider = choices(html, "provider")["UPS"]
    await sold.press(alice, "/shipment", [("number", UPS), ("provider", provider), ("unit", first)])
    assert sold.on_tiktok()["status"] == "PARTIALLY_SHIPPING"
    html = (await alice.get(f"{sold.path}/shipment/new")).text
    assert boxes(html) == [second]
    again = [("number", UPS), ("provider", provider), ("unit", first)]
    answer = await alice.submit(f"{sold.path}/shipment", again)
    assert answer.status_code == 422
    assert "shipped or cancelled meanwhile" in answer.text
    assert len(sold.on_tiktok()["packages"]) == 1


async def test_a_shipment_that_cannot_be_names_everything_that_is_wrong(sold: Sold, alice: Browser) -> None:
    """S104: no number, no carrier, nothing in the parcel; nothing is sent."""
    answer = await alice.swap("POST", f"{sold.path}/shipment", {"number": "", "provider": "made-up"})
    assert answer.status_code == 422
    for words in ("Type the tracking number.", "Choose a carrier", "Tick what is in the parcel."):
        assert words in answer.text
    assert answer.text.lstrip().startswith('<div class="scrim">')  # the dialog alone, for htmx
    odd = [("number", "1Z/…"), ("provider", choices(answer.text, "provider")["UPS"])]
    odd += [("unit", unit) for unit in boxes(answer.text)]
    answer = await alice.submit(f"{sold.path}/shipment", odd)
    assert answer.status_code == 422
    assert "A tracking number has letters and digits only." in answer.text
    assert sold.on_tiktok()["status"] == "AWAITING_SHIPMENT"


async def test_which_carrier_is_one_question_whose_answer_is_sent_and_remembered(sold: Sold, alice: Browser) -> None:
    """S108, S141, B9: likely ones first, the rest in a drawer; the next order of this method is not asked about."""
    await ordered.written(sold.shops.res, sold.id, "HG-1", shipment="carrier", tracking_number="9400111202555842119033",
                          source_carrier="Standard shipping", source_fulfilment="SHIPPED")  # fmt: skip
    html = (await alice.get(f"{sold.path}/carrier")).text
    assert "9400 1112 0255 5842 1190 33" in html
    offered = dict(re.findall(r'name="carrier" value="(\w+)"><span[^>]*><b>([^<]+)</b>', html))
    assert next(iter(offered.values())) == "USPS"
    usps = next(iter(offered))
    await sold.press(alice, "/carrier", {"carrier": usps, "asked": "9400111202555842119033", "remember": "1"})
    await sold.work()
    assert sold.on_tiktok()["status"] == "AWAITING_COLLECTION"
    learnt = await sold.shops.rows("SELECT source_name, provider_name, learnt FROM carrier_mapping")
    assert learnt == [{"source_name": "standard shipping", "provider_name": "USPS", "learnt": True}]
    answer = await alice.get(f"{sold.path}/carrier")
    assert answer.headers["location"] == sold.path  # answered: there is no question any more


async def test_a_wrong_number_is_corrected_and_asked_about_again(sold: Sold, alice: Browser) -> None:
    """B9: "The number is wrong" sends nothing; the corrected one goes with the answer."""
    await ordered.written(sold.shops.res, sold.id, "HG-1", shipment="carrier", tracking_number="1Z999AA1",
                          source_fulfilment="SHIPPED")  # fmt: skip
    to = await sold.press(alice, "/carrier", {"carrier": "correct", "number": f" {UPS} "})
    assert to == f"{sold.path}/carrier?number={UPS}"
    html = (await alice.get(to)).text
    assert "1Z99 9AA1 0123 4567 84" in html
    ups = re.search(r'name="carrier" value="(\w+)"><span[^>]*><b>UPS</b>', html)
    assert ups
    await sold.press(alice, "/carrier", {"carrier": ups[1], "asked": UPS})
    await sold.work()
    assert [package["tracking_number"] for package in sold.on_tiktok()["packages"]] == [UPS]
    assert await sold.shops.rows("SELECT * FROM carrier_mapping") == []


async def test_a_carrier_that_tiktok_does_not_take_is_not_sent(sold: Sold, alice: Browser) -> None:
    """S104: whatever a form says."""
    await ordered.written(
        sold.shops.res, sold.id, "HG-1", shipment="carrier", tracking_number="1", source_fulfilment="X"
    )
    for fields, said in (
        ({"carrier": "999"}, "Choose another."),
        ({"carrier": "other", "other": "'; --"}, "Choose another."),
        ({"carrier": "other", "other": ""}, "Choose a carrier:"),
    ):
        answer = await alice.submit(f"{sold.path}/carrier", fields)
        assert answer.status_code == 422
        assert said in answer.text
    assert (await sold.row())["shipment"] == "carrier"


async def test_the_seller_cancels_the_whole_order(sold: Sold, alice: Browser) -> None:
    """S111, S114: with a reason of TikTok's."""
    html = (await alice.get(f"{sold.path}/cancellation/new")).text
    reason = choices(html, "reason")["Pricing error"]
    units = [("unit", unit) for unit in boxes(html)]
    await sold.press(alice, "/cancellation", [("reason", reason), *units])
    await sold.work()
    assert sold.on_tiktok()["status"] == "CANCELLED"
    assert "Cancelled on TikTok" in await ordered.notes(sold.shops.res, sold.id)


async def test_single_items_are_cancelled_only_when_they_are_out_of_stock(sold: Sold, alice: Browser) -> None:
    """S116."""
    html = (await alice.get(f"{sold.path}/cancellation/new")).text
    reasons, unit = choices(html, "reason"), boxes(html)[0]
    wrong = await alice.submit(f"{sold.path}/cancellation", [("reason", reasons["Pricing error"]), ("unit", unit)])
    assert wrong.status_code == 422
    assert "only when they are out of stock" in wrong.text
    none = await alice.submit(f"{sold.path}/cancellation", [("reason", reasons["Out of stock"])])
    assert "Tick what is cancelled." in none.text
    await sold.press(alice, "/cancellation", [("reason", reasons["Out of stock"]), ("unit", unit)])
    await sold.work()
    states = [unit["status"] for unit in sold.on_tiktok()["order"]["units"]]
    assert sorted(states).count("CANCELLED") == 1


@pytest.mark.parametrize("accept", [True, False])
async def test_a_buyers_wish_is_answered_once(accept: bool, sold: Sold, alice: Browser) -> None:
    """S113, S115: accept or decline in Weft; the answer stands, whoever answers again."""
    order_actions.act(sold.shops.world, sold.remote_id, "ask-to-cancel", {})
    await sold.shops.deliver()
    html = (await alice.get(f"{sold.path}/cancellation")).text
    assert "The buyer asks to cancel. Accept?" in html
    assert "to answer" in html
    await sold.press(alice, "/cancellation/answer", {"answer": "accept" if accept else "decline"})
    await sold.shops.deliver()
    assert (sold.on_tiktok()["status"] == "CANCELLED") is accept
    assert not sold.on_tiktok()["buyer_asks_to_cancel"]
    again = await alice.submit(f"{sold.path}/cancellation/answer", {"answer": "decline" if accept else "accept"})
    assert again.status_code == 409
    gone = await alice.get(f"{sold.path}/cancellation")
    assert gone.headers["location"] == sold.path


async def test_a_buyer_is_declined_with_one_of_tiktoks_reasons_and_no_other(sold: Sold, alice: Browser) -> None:
    """S113, S115: the four that TikTok takes, packed already first; what is no reason of TikTok's is not sent."""
    order_actions.act(sold.shops.world, sold.remote_id, "ask-to-cancel", {})
    await sold.shops.deliver()
    html = (await alice.get(f"{sold.path}/cancellation")).text
    offered = re.findall(r'name="reason" value="(\w+)" (checked)?', html)
    assert {value for value, _ in offered} == set(REJECT)
    assert offered[0][0] == "seller_reject_apply_product_has_been_packed"
    assert [bool(checked) for _, checked in offered] == [True, False, False, False]
    for text in REJECT.values():
        assert text in html
    made_up = {"answer": "decline", "reason": "because"}
    assert (await alice.submit(f"{sold.path}/cancellation/answer", made_up)).status_code == 422
    assert sold.on_tiktok()["buyer_asks_to_cancel"]
    await sold.press(alice, "/cancellation/answer", {"answer": "decline", "reason": offered[2][0]})
    assert not sold.on_tiktok()["buyer_asks_to_cancel"]
    row = await sold.shops.rows("SELECT detail FROM order_event WHERE sentence LIKE '%was declined'")
    assert row == [{"detail": "order_manage_list_action_respond_popup_reject_reason_buyer_agree"}]


@pytest.mark.parametrize("answer", ["accepted", "rejected"])
async def test_an_answer_that_never_left_is_asked_for_again(answer: str, sold: Sold, alice: Browser) -> None:
    """S115: the process ended between our row and the call; TikTok still waits, and accepts by itself after a day."""
    order_actions.act(sold.shops.world, sold.remote_id, "ask-to-cancel", {})
    await sold.shops.deliver()
    await sold.shops.rows("UPDATE cancellation SET state = $1", answer)
    await orders.guard(sold.shops.res, sold.connection)
    assert "The buyer asks to cancel. Accept?" in (await alice.get(f"{sold.path}/cancellation")).text


async def test_a_label_is_bought_once_and_printed(app: Litestar, cast: Cast, browsers: Browsers) -> None:
    """S105, S134: weight and size in whole numbers, a service, TikTok's own PDF."""
    async with selling(app, cast.alice, shipping_type="TIKTOK") as sold:
        alice = await browsers(cast.alice)
        assert "Buy Shipping Label" in (await alice.get(sold.path)).text
        size = {"units": "imperial", "weight": "2.4", "length": "12", "width": "9", "height": "6.5"}
        html = (await alice.get(f"{sold.path}/label", params=size)).text
        assert "3 lb, 12 × 9 × 7 in" in html
        service = re.search(r'name="service" value="([^"]+)"', html)
        assert service
        nothing = await alice.submit(f"{sold.path}/label", size)
        assert "Choose a shipping service." in nothing.text
        await sold.press(alice, "/label", {**size, "service": service[1]})
        assert sold.on_tiktok()["status"] == "AWAITING_COLLECTION"
        html = (await alice.get(f"{sold.path}/label")).text
        price = (await sold.shops.rows("SELECT price, currency FROM package"))[0]
        assert price["price"] > 0
        assert f"Label bought, ${price['price']}" in html
        document = re.search(r'href="([^"]*/label/document\?package=\d+)"', html)
        assert document
        answer = await alice.get(document[1])
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("http")
        twice = await alice.submit(f"{sold.path}/label", {**size, "service": service[1]})
        assert twice.status_code == 422
        assert len(sold.on_tiktok()["packages"]) == 1


async def test_one_order_is_read_again_on_demand(sold: Sold, alice: Browser) -> None:
    """S92: Refresh order; the page comes back with what TikTok says now."""
    order_actions.act(sold.shops.world, sold.remote_id, "ship", {"tracking_number": UPS, "carrier": "UPS"})
    await sold.press(alice, "/readings")
    assert "Awaiting collection" in (await alice.get(sold.path)).text


async def test_tiktok_that_is_silent_leaves_pages_usable(resources: Resources, cast: Cast, browsers: Browsers) -> None:
    """Nobody listens here: dialogs open all the same and say what is missing."""
    alice, order = await browsers(cast.alice), await ordered.one(resources, cast.connection_id, 1, 9)
    path = f"/connections/{cast.connection_id}/orders/{order}"
    dialog = await alice.get(f"{path}/shipment/new")
    assert dialog.status_code == 200
    assert "TikTok did not answer, so its carriers are missing." in dialog.text
    assert (await alice.submit(f"{path}/readings")).status_code == 502


async def test_orders_are_put_away_and_taken_out_again(resources: Resources, cast: Cast, browsers: Browsers) -> None:
    """S140: in Weft's list alone, and the list keeps the filter it was pressed in."""
    alice, order = await browsers(cast.alice), await ordered.one(resources, cast.connection_id, 1, 9)
    base = f"/connections/{cast.connection_id}/orders"
    fields = {"order": str(order), "archived": "1", "show": "awaiting_shipment", "sort": "newest"}
    answer = await alice.submit(f"{base}/archive", fields)
    assert answer.headers["location"] == f"{base}?show=awaiting_shipment&sort=newest"
    assert f'id="o{order}"' not in (await alice.get(base)).text
    answer = await alice.submit(f"{base}/archive", {"order": str(order), "then": "order"})
    assert answer.headers["location"] == f"{base}/{order}"
    assert f'id="o{order}"' in (await alice.get(base)).text


async def test_nobody_acts_on_another_accounts_orders_through_his_own_connection(
    resources: Resources, cast: Cast, browsers: Browsers
) -> None:
    """Ids in a form are as good as ids in an address: his connection has none of hers."""
    order = await ordered.one(resources, cast.connection_id, 1, None, status=OrderStatus.IN_TRANSIT)
    charlie, his = await browsers(cast.charlie), f"/connections/{cast.charlies_connection_id}/orders"
    await ordered.becomes(resources, order, tracking_number="T1", status="AWAITING_SHIPMENT")
    for path in ("relays", "shipments", "archive", "missed"):
        await charlie.submit(f"{his}/{path}", {"order": str(order), "archived": "1"})
    row = await _row(resources, order)
    assert (row["archived_at"], row["shipment"]) == (None, "")
    assert not row["asked"]


async def test_resending_goes_for_the_filter_or_for_one(resources: Resources, cast: Cast, browsers: Browsers) -> None:
    """S94: what TikTok does not know of is due again; what it knows is left alone."""
    res, here = resources, cast.connection_id
    lost, other, sent = [await ordered.one(res, here, n, 9) for n in (1, 2, 3)]
    for order in (lost, other):
        await ordered.written(res, order, f"HG-{order}", tracking_number="T1", shipment="refused")
    await ordered.written(res, sent, "HG-9", tracking_number="T9", shipment="sent", status="IN_TRANSIT")
    alice, base = await browsers(cast.alice), f"/connections/{here}/orders"
    await alice.submit(f"{base}/shipments", {"order": str(lost)})
    assert [(await _row(res, order))["shipment"] for order in (lost, other, sent)] == ["due", "refused", "sent"]
    await alice.submit(f"{base}/shipments", {"show": "awaiting_shipment"})
    assert [(await _row(res, order))["shipment"] for order in (lost, other, sent)] == ["due", "due", "sent"]


async def _row(res: Resources, order: int) -> dict[str, object]:
    async with connection(res.db) as db:
        return dict(await db.fetchrow("SELECT * FROM sales_order WHERE id = $1", order))
