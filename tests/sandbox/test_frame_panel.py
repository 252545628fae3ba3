"""The control panel: plain forms for a person, JSON for tests, the same deeds (B19)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.sandbox.ecwid_cast import Shop, open_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop(products=30) as opened:
        yield opened


async def press(shop: Shop, action: str, **fields: Any) -> httpx.Response:
    return await shop.client.post(f"/_sandbox/do/{action}", data=fields)


async def api(shop: Shop, method: str, path: str, body: Any = None) -> Any:
    answer = await shop.client.request(method, f"/_sandbox/api{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def some_product(shop: Shop) -> int:
    return next(
        int(p["id"]) for p in shop.world.ecwid.products.values() if not p["combinations"] and not p["unlimited"]
    )


async def test_the_page_works_without_script_or_inline_style(shop: Shop) -> None:
    answer = await shop.client.get("/_sandbox/")
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert not re.search(r"\sstyle=|\son\w+=", answer.text)
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for action in set(re.findall(r"/_sandbox/do/([\w-]+)", answer.text)):
        assert (await shop.client.post(f"/_sandbox/do/{action}")).status_code in (303, 422)


async def test_every_label_belongs_to_a_field(shop: Shop) -> None:
    page = (await shop.client.get("/_sandbox/")).text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', page)) <= set(ids)


async def test_stock_and_price_are_changed_as_by_the_owner(shop: Shop) -> None:
    number = some_product(shop)
    assert (await press(shop, "change", product=number, field="quantity", value="7")).status_code == 303
    assert (await press(shop, "change", product=number, field="price", value="9,50")).status_code == 303
    product = shop.world.ecwid.products[number]
    assert (product["quantity"], product["price"]) == (7, 9.5)
    assert [(t["eventType"], t["entityId"]) for t in shop.told()] == [("product.updated", number)] * 2


async def test_a_variations_stock_is_its_own(shop: Shop) -> None:
    product = next(p for p in shop.world.ecwid.products.values() if p["combinations"] and "sku" in p["combinations"][0])
    variation = product["combinations"][0]["id"]
    await press(shop, "change", product=f"{product['id']}:{variation}", field="quantity", value="33")
    assert shop.world.ecwid.products[product["id"]]["combinations"][0]["quantity"] == 33


async def test_products_are_created_renamed_and_deleted(shop: Shop) -> None:
    await press(shop, "create", name="Panel mug", price="12", quantity="4", sku="PANEL-1", description="A mug.")
    number = max(shop.world.ecwid.products)
    wire = await shop.call("GET", f"/products/{number}")
    assert (wire["name"], wire["price"], wire["quantity"], wire["sku"]) == ("Panel mug", 12, 4, "PANEL-1")
    assert (await shop.client.get(wire["imageUrl"])).headers["content-type"] == "image/jpeg"
    await press(shop, "rename", product=number, name="Renamed mug")
    assert (await shop.call("GET", f"/products/{number}"))["name"] == "Renamed mug"
    await press(shop, "delete", product=number)
    assert number not in shop.world.ecwid.products
    assert [t["eventType"] for t in shop.told()] == ["product.created", "product.updated", "product.deleted"]


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("change", {"product": "7", "field": "price", "value": "1"}),
        ("change", {"product": "", "field": "price", "value": "1"}),
        ("change", {"product": "7", "field": "price", "value": "much"}),
        ("create", {"name": "", "price": "1", "quantity": "1"}),
        ("rename", {"product": "7", "name": ""}),
        ("webhook", {"number": "99", "how": "again"}),
        ("rule", {"id": "1", "verdict": "approve"}),
        ("faults", {"on": "ecwid.stall", "share": "x", "seconds": "1"}),
    ],
)
async def test_what_cannot_be_done_is_said_on_the_page(shop: Shop, action: str, fields: dict[str, str]) -> None:
    before = shop.world.ecwid.dump()
    answer = await press(shop, action, **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert shop.world.ecwid.dump() == {**before, "next_id": shop.world.ecwid.next_id}


async def test_ticked_faults_are_on_and_the_others_off(shop: Shop) -> None:
    shop.world.faults.turn_on("tiktok", "stall")
    form = {"on": ["ecwid.rate_limited", "tiktok.webhook_late"], "count": "3", "share": "50", "seconds": "5"}
    assert (await press(shop, "faults", **form)).status_code == 303
    on = {(f.platform, f.name): f for f in shop.world.faults.on()}
    assert set(on) == {("ecwid", "rate_limited"), ("tiktok", "webhook_late")}
    limited = on["ecwid", "rate_limited"]
    assert (limited.remaining, limited.probability, limited.seconds) == (3, 0.5, 5)
    page = (await shop.client.get("/_sandbox/")).text
    assert "2 on" in page
    assert "next 3 calls" in page
    await press(shop, "faults-off")
    assert shop.world.faults.on() == []


async def test_a_webhook_can_be_sent_again_late_and_forged(shop: Shop) -> None:
    await shop.create()
    number = shop.world.webhooks.log[-1].number
    for how in ("again", "late", "forged"):
        assert (await press(shop, "webhook", number=number, how=how)).status_code == 303
    held = shop.world.webhooks.held
    assert len({d.event_id for d in held}) == 1
    assert [d.forged for d in held] == [False, False, False, True]


async def test_uninstall_and_reset_are_one_button_each(shop: Shop) -> None:
    await press(shop, "uninstall")
    assert (await shop.ask("GET", "/profile")).status_code == 403
    shop.world.ecwid.remove_product(some_product(shop))
    await press(shop, "reset")
    assert len(shop.world.ecwid.products) == 30


async def test_forms_of_other_sites_are_refused(shop: Shop) -> None:
    answer = await shop.client.post("/_sandbox/do/reset", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert (await shop.client.post("/_sandbox/do/nothing")).status_code == 404


async def test_the_json_twin_does_the_same(shop: Shop) -> None:
    made = await api(shop, "POST", "/ecwid/products", {"name": "API mug", "price": 4, "quantity": 2})
    await api(shop, "PUT", f"/ecwid/products/{made['id']}", {"quantity": 1})
    assert shop.world.ecwid.products[made["id"]]["quantity"] == 1
    await api(shop, "DELETE", f"/ecwid/products/{made['id']}")
    log = await api(shop, "GET", "/webhooks?platform=ecwid")
    assert [row["topic"] for row in log] == ["product.created", "product.updated", "product.deleted"]
    again = await api(shop, "POST", f"/webhooks/{log[0]['number']}", {"how": "forged"})
    assert again["forged"] is True
    switch = {"platform": "ecwid", "name": "stall", "count": 2, "seconds": 1, "path": "/x"}
    assert (await api(shop, "POST", "/faults", switch))["remaining"] == 2
    assert [f["name"] for f in await api(shop, "GET", "/faults")] == ["stall"]
    await api(shop, "POST", "/faults", {**switch, "on": False})
    assert await api(shop, "GET", "/faults") == []
    await shop.call("GET", "/profile")
    assert [c["path"] for c in await api(shop, "GET", "/journal?platform=ecwid&part=profile")] == [
        "/api/v3/10000001/profile"
    ]
    before = (await api(shop, "GET", "/state"))["now"]
    assert (await api(shop, "POST", "/advance", {"seconds": 60}))["now"] >= before + 60
    assert (await api(shop, "POST", "/webhooks", {"mode": "send"}))["mode"] == "send"
    await api(shop, "POST", "/reset")
    assert (await api(shop, "GET", "/state"))["ecwid"] == {"products": 30, "orders": 0, "installed": False}


async def test_the_json_twin_says_what_it_refuses(shop: Shop) -> None:
    for path, body in (
        ("/faults", {"platform": "ecwid", "name": "flood"}),
        ("/faults", {}),
        ("/ecwid/products", {"price": 4}),
        ("/webhooks", {"mode": "shout"}),
        ("/webhooks/99", {"how": "again"}),
        ("/advance", {"seconds": "soon"}),
    ):
        answer = await shop.client.post(f"/_sandbox/api{path}", json=body)
        assert (answer.status_code, set(answer.json())) == (422, {"error"})


async def test_faults_never_strike_the_panel(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "down")
    assert (await shop.client.get("/_sandbox/")).status_code == 200
