"""The demo reads pages like a person without scripts, and says where it is stuck."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from urllib.parse import parse_qsl

import httpx
import pytest

from local import demo_orders
from local.demo import authorization, sign_up
from local.pages import read_page
from local.person import Person
from local.problems import Problem
from local.rehearsal import Shops
from sandbox.panel import order_actions
from sandbox.server import serve
from sandbox.settings import SandboxSettings
from sandbox.world import World

PAGE = """<!doctype html><title>Sign up · Weft</title>
<noscript><meta http-equiv="refresh" content="5"></noscript>
<h1>Create My <b>Account</b></h1>
<p role="alert">This address <span>is taken.</span></p><p role="status">12 of 200</p>
<form method="post" action="/things?x=1">
  <input type="hidden" name="token" value="a&amp;b"><input name="name" value="Anna">
  <input type="email" name="email" aria-invalid="true">
  <input type="checkbox" name="terms" required><input type="checkbox" name="news" value="yes">
  <input type="radio" name="range" value="all"><input type="radio" name="range" value="week">
  <select name="region"><option value="us">US</option><option value="gb" selected>UK</option></select>
  <select name="unit"><option>cm</option><option value="in">in</option></select>
  <textarea name="note">two
  words</textarea><input type="file" name="file"><input name="off" disabled value="x">
  <button formaction="/elsewhere" type="submit">Else</button><button name="answer" value="yes"><i></i>Accept</button>
  <button type="button">Nothing</button>
</form><input name="outside">"""


def test_a_page_is_read_as_the_standard_says() -> None:
    page = read_page("http://shop/sign-up", 200, PAGE)
    assert (page.title, page.heading, page.refreshes) == ("Sign up · Weft", "Create My Account", True)
    assert (page.alerts, page.statuses) == (["This address is taken."], ["12 of 200"])
    form = page.form_to("/things")
    assert form is not None
    assert form.action == "http://shop/things?x=1"
    assert [control.name for control in form.fields if control.invalid] == ["email"]
    assert [(button.words, button.action) for button in form.buttons] == [
        ("Else", "http://shop/elsewhere"),
        ("Accept", ""),
    ]
    form.choose_what_is_open()
    assert form.sent() == [
        ("token", "a&b"),
        ("name", "Anna"),
        ("email", ""),
        ("terms", "on"),
        ("range", "all"),
        ("region", "gb"),
        ("unit", "cm"),
        ("note", "two words"),
    ]


def test_a_choice_that_is_not_offered_is_not_made() -> None:
    form = read_page("http://shop/", 200, PAGE).forms[0]
    assert form.fill("range", "week")
    assert not form.fill("range", "never")
    assert not form.fill("colour", "red")
    assert ("range", "week") in form.sent()


class Site(httpx.BaseTransport):
    """Answers from a table of addresses; keeps what was posted."""

    def __init__(self, answers: Mapping[str, str | httpx.Response]) -> None:
        self.answers = answers
        self.posted: list[tuple[str, dict[str, str]]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.posted.append((request.url.path, dict(parse_qsl(request.read().decode()))))
        answer = self.answers.get(f"{request.method} {request.url}", httpx.Response(404, text="<title>Nothing</title>"))
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, html=answer)


def person(answers: Mapping[str, str | httpx.Response]) -> tuple[Person, Site]:
    site = Site(answers)
    return Person("http://weft", site), site


def test_consent_is_given_until_it_leads_home() -> None:
    no, yes = '<button name="a" value="no">Cancel</button>', '<button name="a" value="yes">Accept</button>'
    consent = f'<form method="post" action="/ok">{no}{yes}</form>'
    home = httpx.Response(303, headers={"Location": "http://weft/back?code=1"})
    visitor, site = person(
        {
            "GET http://shop/ask": consent,
            "POST http://shop/ok": home,
            "GET http://weft/back?code=1": "<title>Back</title>",
        }
    )
    with visitor:
        assert visitor.agree(visitor.open("http://shop/ask")).title == "Back"
    assert site.posted == [("/ok", {"a": "yes"})]


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<title>Ask</title><p role=alert>Link has expired.</p>", "nothing on it says yes; it says: Link has expired."),
        ('<title>Ask</title><form action="/ask"><button>Accept</button></form>', "it does not lead back to Weft"),
    ],
)
def test_a_platform_that_leads_nowhere_is_named(html: str, why: str) -> None:
    visitor, _ = person({"GET http://shop/ask": html, "GET http://shop/ask?": html})
    with visitor, pytest.raises(Problem, match="On the page “Ask”") as told:
        visitor.agree(visitor.open("http://shop/ask"))
    assert str(told.value).endswith(why)


def test_a_broken_page_is_named_without_its_query() -> None:
    visitor, _ = person({"GET http://weft/back?code=secret": httpx.Response(500, html="<title>Oh</title>")})
    with visitor, pytest.raises(Problem, match="the server answered 500") as told:
        visitor.open("/back?code=secret")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(("invalid", "new"), [("email", False), (None, True)])
def test_an_account_that_exists_is_recognised(invalid: str | None, new: bool) -> None:
    form = '<form method="post" action="/sign-up"><input name="email"{}><input name="password"></form>'
    answer = form.format(' aria-invalid="true"') if invalid else "<title>Connections</title>"
    visitor, site = person({"GET http://weft/sign-up": form.format(""), "POST http://weft/sign-up": answer})
    with visitor:
        assert sign_up(visitor, "warp and weft") is new
    assert site.posted[0][1] == {"email": "demo@example.com", "password": "warp and weft"}


def test_a_page_without_its_button_is_named() -> None:
    with pytest.raises(Problem, match="no button for the authorisation"):
        authorization(read_page("http://weft/connections/7/source", 200, PAGE), "ecwid")


STATUSES = {
    "UNPAID",
    "ON_HOLD",
    "AWAITING_SHIPMENT",
    "PARTIALLY_SHIPPING",
    "AWAITING_COLLECTION",
    "IN_TRANSIT",
    "DELIVERED",
    "COMPLETED",
    "CANCELLED",
}


async def test_two_dozen_orders_in_all_states_are_played_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo has orders to show, also where nobody relays them; a second run changes nothing."""
    monkeypatch.setattr(demo_orders, "QUIET_FOR", 0.1)
    world = World(SandboxSettings(products=4))
    world.webhooks.mode = "hold"
    for number in range(3):
        order_actions.list_product(world, {"title": f"Mug {number}", "sku": f"M{number}", "price": 9, "quantity": 50})
    said: list[str] = []

    def play(url: str) -> None:
        with Shops(f"{url}/_sandbox/") as shops:
            demo_orders.play(shops, said.append)

    async with serve(world) as urls:
        await asyncio.to_thread(play, urls.ecwid_url)
        orders = world.tiktok.main.orders
        states = Counter(o.status for o in orders.values())
        assert set(states) == STATUSES
        assert len(orders) == len(demo_orders.STORIES) >= 24
        assert {o.fulfilment for o in orders.values()} == {"SELLER", "TIKTOK"}
        assert sum(c.pending for c in world.tiktok.main.cancellations.values()) == 1
        version = world.version
        await asyncio.to_thread(play, urls.ecwid_url)
        assert (world.version, len(said)) == (version, 2)


async def test_what_is_shipped_in_ecwid_waits_for_weft() -> None:
    """An order Weft has relayed is shipped in Ecwid, with its number; TikTok hears of it from Weft alone."""
    world = World(SandboxSettings(products=4))
    world.webhooks.mode = "hold"
    order_actions.list_product(world, {"title": "Mug", "sku": "M1", "price": 9, "quantity": 90})

    def play(url: str) -> None:
        with Shops(f"{url}/_sandbox/") as shops:
            demo_orders.play(shops, lambda _: None)

    async def relay() -> None:
        """Somebody who does what Weft does: an Ecwid order for each, and its id back to TikTok."""
        while True:
            for order in list(world.tiktok.main.orders.values()):
                if order.status == "AWAITING_SHIPMENT" and not order.references:
                    made = world.ecwid.orders.add(
                        {"paymentStatus": "PAID", "fulfillmentStatus": "AWAITING_PROCESSING", "items": []}
                        | {"subtotal": 0, "total": 0, "tax": 0}
                    )
                    order.references["ORDER_MANAGEMENT_SYSTEM"] = {"id": made["id"], "line_items": []}
            await asyncio.sleep(0.02)

    async with serve(world) as urls:
        relaying = asyncio.create_task(relay())
        await asyncio.to_thread(play, urls.ecwid_url)
        relaying.cancel()
    shipped = [o for o in world.ecwid.orders.orders.values() if o["fulfillmentStatus"] == "SHIPPED"]
    assert [o["trackingNumber"] for o in shipped] == [demo_orders.UPS, demo_orders.USPS]


def test_the_panels_refusal_is_a_sentence() -> None:
    site = Site({"POST http://shop/_sandbox/api/tiktok/orders": httpx.Response(422, json={"error": "nothing on sale"})})
    with Shops("http://shop/_sandbox/", site) as shops, pytest.raises(Problem, match="nothing on sale"):
        shops.do("/tiktok/orders", sku="X")
    with Shops("http://shop/_sandbox/", site) as shops, pytest.raises(Problem, match="404"):
        shops.ask("/state")
