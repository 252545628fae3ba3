"""TikTok's own shipping: services, labels in three ways, and the papers (platform-facts T14; S105)."""

import io
import re
import zlib
from typing import Any

import httpx
import pytest
from PIL import Image

from sandbox.tiktok_shop.orders.barcode import code128
from sandbox.tiktok_shop.orders.pdf import Page, document
from tests.sandbox.order_cast import HOUR, Shopkeeper, shopkeeper
from tests.sandbox.tiktok_client import Json

BUY = "/fulfillment/202512/packages"
SMALL = {
    "weight": {"value": "1.5", "unit": "POUND"},
    "dimension": {"length": "9", "width": "6", "height": "3", "unit": "INCH"},
}


def a_tiktok_order(shop: Shopkeeper, **basket: Any) -> Any:
    return shop.order(shipping_type="TIKTOK", **basket)


async def services(shop: Shopkeeper, order: Any, **body: Any) -> list[Json]:
    path = f"/fulfillment/202309/orders/{order.id}/shipping_services/query"
    found: list[Json] = (await shop.data("POST", path, {**SMALL, **body}))["shipping_services"]
    return found


async def bought(shop: Shopkeeper, order: Any, **body: Any) -> Json:
    return await shop.data("POST", BUY, {"ship_type": "1", "order_id": order.id, **SMALL, **body})


async def paper(shop: Shopkeeper, package: str, **query: str) -> Json:
    asked = {"document_type": "SHIPPING_LABEL", **query}
    return await shop.data("GET", f"/fulfillment/202309/packages/{package}/shipping_documents", query=asked)


async def fetch(shop: Shopkeeper, url: str) -> httpx.Response:
    return await shop.http.get(url.removeprefix(shop.world.tiktok_url))


def check_pdf(content: bytes) -> int:
    """A valid file: header, a table whose places are right, a page tree, and streams as long as they say. → pages."""
    assert content.startswith(b"%PDF-1.4\n")
    assert content.endswith(b"%%EOF\n")
    start = int(re.search(rb"startxref\n(\d+)\n", content)[1])  # type: ignore[index]
    table = content[start:]
    size = int(re.match(rb"xref\n0 (\d+)\n", table)[1])  # type: ignore[index]
    entries = re.findall(rb"(\d{10}) (\d{5}) ([fn]) \n", table)
    assert len(entries) == size
    for number, (place, _, kind) in enumerate(entries):
        if kind == b"n":
            assert content[int(place) :].startswith(f"{number} 0 obj\n".encode())
    for length, stream in re.findall(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", content, re.DOTALL):
        assert len(stream) == int(length)
    assert b"/Root 1 0 R" in table
    count = int(re.search(rb"/Type /Pages /Kids \[[^]]*\] /Count (\d+)", content)[1])  # type: ignore[index]
    assert len(re.findall(rb"/Type /Page /Parent", content)) == count
    return count


async def test_services_have_prices_and_one_is_the_default() -> None:
    async with shopkeeper() as shop:
        order = a_tiktok_order(shop)
        rows = await services(shop, order)
        assert [r["is_default"] for r in rows] == [True, False, False, False]
        assert all(re.fullmatch(r"\d+\.\d\d", r["price"]) for r in rows)
        assert all(r["earliest_delivery_days"] <= r["latest_delivery_days"] for r in rows)
        heavy = await services(shop, order, weight={"value": "27000", "unit": "GRAM"})  # 59.5 lb
        assert len(heavy) == 3
        assert float(heavy[0]["price"]) > float(rows[0]["price"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"weight": {"value": "71", "unit": "POUND"}}, 21011037),
        ({"weight": {"value": "0", "unit": "POUND"}}, 21001001),
        ({"weight": {"value": "1", "unit": "OUNCE"}}, 21001001),
        ({"weight": {"value": "much", "unit": "GRAM"}}, 21001001),
        ({"dimension": {"length": "59", "width": "6", "height": "3", "unit": "INCH"}}, 11021014),
        ({"dimension": {"length": "50", "width": "30", "height": "30", "unit": "INCH"}}, 11021014),
        ({"dimension": {"length": "9", "width": "6", "height": "3", "unit": "METRE"}}, 21001001),
        ({"shipping_service_id": "1"}, 21004008),
    ],
)
async def test_parcels_no_service_takes(change: Json, code: int) -> None:
    async with shopkeeper() as shop:
        order = a_tiktok_order(shop)
        body = {"ship_type": "1", "order_id": order.id, **SMALL, **change}
        assert await shop.code("POST", BUY, body) == code
        if "shipping_service_id" not in change:
            path = f"/fulfillment/202309/orders/{order.id}/shipping_services/query"
            assert await shop.code("POST", path, {**SMALL, **change}) == code
        assert (await shop.read_order(order))["packages"] == []


async def test_a_label_ships_the_whole_order() -> None:
    async with shopkeeper() as shop:
        order = a_tiktok_order(shop)
        wanted = (await services(shop, order))[1]
        got = await bought(shop, order, shipping_service_id=wanted["id"])
        assert got["shipping_service_info"]["id"] == wanted["id"]
        assert (got["weight"], got["dimension"]) == (SMALL["weight"], SMALL["dimension"])
        read = await shop.read_order(order)
        assert (read["status"], read["packages"]) == ("AWAITING_COLLECTION", [{"id": got["package_id"]}])
        assert read["tracking_number"]
        assert shop.told(1)[-1]["order_status"] == "AWAITING_COLLECTION"
        assert await shop.code("POST", BUY, {"ship_type": "1", "order_id": order.id, **SMALL}) == 21022025
        path = f"/fulfillment/202309/orders/{order.id}/shipping_services/query"
        assert await shop.code("POST", path, SMALL) == 21011006


async def test_some_units_get_a_label_of_their_own() -> None:
    async with shopkeeper() as shop:
        order = a_tiktok_order(shop)
        one = {"ship_type": "2", "order_line_item": [{"order_line_id": order.units[0].id}], **SMALL}
        await shop.data("POST", BUY, one)
        assert (await shop.read_order(order))["status"] == "PARTIALLY_SHIPPING"
        assert await shop.code("POST", BUY, one) == 21011020
        old = {"order_id": order.id, "order_line_item_ids": [order.units[1].id], **SMALL}
        await shop.data("POST", "/fulfillment/202309/packages", old)
        assert (await shop.read_order(order))["status"] == "AWAITING_COLLECTION"


async def test_several_orders_of_one_buyer_share_a_parcel() -> None:
    async with shopkeeper() as shop:
        same = {"user_id": "7021000000000000001", "line1": "7 Harbour Wall", "postal_code": "97209"}
        first, second = (a_tiktok_order(shop, quantity=1, buyer=same) for _ in range(2))
        got = await shop.data("POST", BUY, {"ship_type": "3", "order_list_ids": [first.id, second.id], **SMALL})
        for order in (first, second):
            read = await shop.read_order(order)
            assert (read["packages"], read["split_or_combine_tag"]) == ([{"id": got["package_id"]}], "COMBINED")
        news = shop.told(4)[-1]
        assert (news["sc_type"], news["package_list"][0]["order_id_list"]) == ("COMBINE", [first.id, second.id])
        shop.desk.collect(first.id)
        assert (await shop.read_order(second))["status"] == "IN_TRANSIT"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda shop: shop.order("paid", shipping_type="TIKTOK"), 21042057),
        (lambda shop: shop.order("unpaid", shipping_type="TIKTOK"), 21042057),
        (lambda shop: shop.order(), 21011012),
        (lambda shop: shop.order(fulfilment="TIKTOK"), 21008025),
        (lambda shop: shop.desk.after_sale(a_tiktok_order(shop).id, is_open=True), 21011007),
    ],
)
async def test_orders_that_get_no_label(make: Any, code: int) -> None:
    async with shopkeeper() as shop:
        order = make(shop)
        assert await shop.code("POST", BUY, {"ship_type": "1", "order_id": order.id, **SMALL}) == code


async def test_bodies_that_make_no_sense() -> None:
    async with shopkeeper() as shop:
        order, stranger = a_tiktok_order(shop, quantity=1), a_tiktok_order(shop, quantity=1)
        for body, code in (
            ({"ship_type": "4"}, 21001001),
            ({"ship_type": "1"}, 21001001),
            ({"ship_type": "1", "order_id": "576000000000000001"}, 21011001),
            ({"ship_type": "2"}, 21001001),
            ({"ship_type": "2", "order_line_item": [{"order_line_id": "577000000000000001"}]}, 21011029),
            ({"ship_type": "3", "order_list_ids": [order.id]}, 21001001),
            ({"ship_type": "3", "order_list_ids": [order.id, stranger.id]}, 21001001),
            ({}, 36009004),
        ):
            assert await shop.code("POST", BUY, {**body, **SMALL}) == code, body


async def test_the_label_is_a_pdf_that_can_be_fetched_for_a_day() -> None:
    async with shopkeeper() as shop:
        got = await bought(shop, a_tiktok_order(shop))
        made = await paper(shop, got["package_id"])
        answer = await fetch(shop, made["doc_url"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert check_pdf(answer.content) == 1
        assert made["tracking_number"].encode() in answer.content
        assert b"[0 0 298 420]" in answer.content  # A6
        spoilt = made["doc_url"].replace("SHIPPING_LABEL", "PACKING_SLIP")
        assert (await fetch(shop, spoilt)).status_code == 404
        assert (await fetch(shop, made["doc_url"].split("?")[0])).status_code == 404
        shop.world.advance(24 * HOUR + 1)
        assert (await fetch(shop, made["doc_url"])).status_code == 404


async def test_papers_of_every_kind() -> None:
    async with shopkeeper() as shop:
        order = a_tiktok_order(shop)
        package = (await bought(shop, order))["package_id"]
        both = await paper(shop, package, document_type="SHIPPING_LABEL_AND_PACKING_SLIP", document_size="A5")
        content = (await fetch(shop, both["doc_url"])).content
        assert check_pdf(content) == 2
        assert b"[0 0 420 595]" in content
        assert b"2 x Enamel Camp Mug" in content
        slip = await paper(shop, package, document_type="PACKING_SLIP")
        assert check_pdf((await fetch(shop, slip["doc_url"])).content) == 1
        picture = await paper(shop, package, document_type="SHIPPING_LABEL_PICTURE")
        answer = await fetch(shop, picture["doc_url"])
        assert answer.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(answer.content)).size == (812, 1218)


async def test_when_there_is_no_paper() -> None:
    async with shopkeeper(label_seconds=30) as shop:
        order, own = a_tiktok_order(shop), shop.order()
        package = (await bought(shop, order))["package_id"]
        seller = (await shop.ship(own))["package_id"]
        path = "/fulfillment/202309/packages/{}/shipping_documents"

        async def code(id_: str, **query: str) -> int:
            return await shop.code("GET", path.format(id_), query={"document_type": "SHIPPING_LABEL", **query})

        assert await code(package) == 11034037  # still being made
        shop.world.advance(31)
        assert await code(package) == 0
        assert await code(seller) == 11034002
        assert await code("115200000000000001") == 21011001
        assert await code(package, document_type="HAZMAT_LABEL") == 11034025
        assert await code(package, document_type="POSTER") == 36009004
        assert await code(package, document_size="A4") == 36009004
        shop.desk.collect(order.id)
        assert await code(package) == 21042102
        gone = a_tiktok_order(shop)
        package = (await bought(shop, gone))["package_id"]
        shop.desk.cancel(gone.id, "system")
        assert await code(package) == 21023059
        fbt = shop.order(fulfilment="TIKTOK", quantity=1)
        assert await code(shop.desk.ship(fbt.id).id) == 21008043


def test_bars_are_code_128() -> None:
    """Every sign is eleven modules wide, the stop thirteen; the check sum of “Wikipedia” is published as 88."""
    widths = code128("Wikipedia")
    signs = [widths[i : i + 6] for i in range(0, 6 * 11, 6)]
    assert [sum(sign) for sign in signs] == [11] * 11
    assert sum(widths[66:]) == 13
    assert code128("x")[:6] == [2, 1, 1, 2, 1, 4]  # start B
    check = signs[10]
    assert check == code128(chr(32 + 88))[6:12]


def test_a_pdf_escapes_what_it_must() -> None:
    page = Page(100, 100)
    page.text(1, 1, 8, r"a (b) \c – é")
    content = document([page])
    assert check_pdf(content) == 1
    assert rb"(a \(b\) \\c ? " + "é".encode("latin-1") in content
    assert zlib.crc32(content) == zlib.crc32(document([page]))  # the same page, the same file
