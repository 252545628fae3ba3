"""Reading products: search, paging, shapes (platform-facts E2, E3, E5 to E7)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sandbox.ecwid_cast import Shop, open_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop() as opened:
        yield opened


async def everything(shop: Shop) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while True:
        page = await shop.call("GET", "/products", params={"offset": len(items), "sortBy": "ADDED_TIME_ASC"})
        items += page["items"]
        if page["count"] < page["limit"]:
            return items


async def test_a_page_holds_a_hundred_and_says_so(shop: Shop) -> None:
    page = await shop.call("GET", "/products", params={"limit": 500})
    assert {k: page[k] for k in ("total", "count", "offset", "limit")} == {
        "total": 200,
        "count": 100,
        "offset": 0,
        "limit": 100,
    }
    last = await shop.call("GET", "/products", params={"offset": 150})
    assert (last["count"], last["total"]) == (50, 200)


async def test_paging_meets_every_product_once(shop: Shop) -> None:
    found = await everything(shop)
    assert len({p["id"] for p in found}) == len(found) == 200
    stamps = [p["createTimestamp"] for p in found]
    assert stamps == sorted(stamps)


async def test_search_gives_the_same_whole_product_as_reading_it(shop: Shop) -> None:
    item = (await shop.call("GET", "/products", params={"limit": 1}))["items"][0]
    assert await shop.call("GET", f"/products/{item['id']}") == item
    for name in ("combinations", "options", "attributes", "media", "galleryImages", "categories"):
        assert name in item


async def test_ids_beat_all_other_filters(shop: Shop) -> None:
    first, second = list(shop.world.ecwid.products)[:2]
    params = {"productId": f"{first},{second}", "keyword": "no such thing", "enabled": "false"}
    assert {p["id"] for p in (await shop.call("GET", "/products", params=params))["items"]} == {first, second}


async def test_the_sku_of_a_variation_finds_its_product(shop: Shop) -> None:
    product = next(p for p in shop.world.ecwid.products.values() if p["combinations"] and "sku" in p["combinations"][0])
    sku = product["combinations"][0]["sku"]
    found = await shop.call("GET", "/products", params={"sku": sku, "keyword": "no such thing"})
    assert [p["id"] for p in found["items"]] == [product["id"]]
    assert (await shop.call("GET", "/products", params={"sku": sku[:-1]}))["total"] == 0


async def test_from_includes_its_second_and_to_does_not(shop: Shop) -> None:
    product = next(iter(shop.world.ecwid.products.values()))
    for name, stamp in (("created", product["created"]), ("updated", product["updated"])):
        inside = {f"{name}From": stamp, f"{name}To": stamp + 1, "keyword": product["name"]}
        outside = {f"{name}From": stamp - 5, f"{name}To": stamp, "keyword": product["name"]}
        assert (await shop.call("GET", "/products", params=inside))["total"] == 1
        assert (await shop.call("GET", "/products", params=outside))["total"] == 0


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M:%S +0000", "%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d %H:%M:%S", "seconds"])
async def test_dates_are_read_in_every_documented_form(shop: Shop, form: str) -> None:
    stamps = sorted(p["updated"] for p in shop.world.ecwid.products.values())
    middle = stamps[100]
    text = str(middle) if form == "seconds" else datetime.fromtimestamp(middle, UTC).strftime(form)
    found = await shop.call("GET", "/products", params={"updatedFrom": text})
    assert found["total"] == sum(s >= middle for s in stamps)


async def test_a_bare_day_begins_at_midnight_utc(shop: Shop) -> None:
    stamps = sorted(p["created"] for p in shop.world.ecwid.products.values())
    midnight = stamps[100] // 86400 * 86400
    day = datetime.fromtimestamp(midnight, UTC).strftime("%Y-%m-%d")
    found = await shop.call("GET", "/products", params={"createdFrom": day})
    assert found["total"] == sum(s >= midnight for s in stamps)


async def test_an_unreadable_date_or_flag_is_refused(shop: Shop) -> None:
    assert (await shop.ask("GET", "/products", params={"updatedFrom": "yesterday"})).status_code == 400
    answer = await shop.ask("GET", "/products", params={"inStock": "maybe"})
    expected = "'true', 'false', 'yes', 'no', 'on', 'off', '1', '0'"
    assert answer.json()["errorMessage"] == f"Wrong parameter 'inStock' value: expected one of {expected}"


async def test_disabled_products_come_unless_filtered(shop: Shop) -> None:
    hidden = shop.odd("disabled")["id"]
    total = (await shop.call("GET", "/products"))["total"]
    assert total == 200
    only = await shop.call("GET", "/products", params={"enabled": "no"})
    assert [p["id"] for p in only["items"]] == [hidden]


async def test_categories_hold_direct_members_unless_asked(shop: Shop) -> None:
    parent = next(c for c in shop.world.ecwid.categories.values() if c["name"] == "Kitchen & Table")["id"]
    direct = await shop.call("GET", "/products", params={"categories": parent})
    below = await shop.call("GET", "/products", params={"categories": parent, "includeProductsFromSubcategories": 1})
    front = await shop.call("GET", "/products", params={"category": 0})
    assert direct["total"] == 0
    assert below["total"] > 40
    assert all(p["categoryIds"] == [] for p in front["items"])


async def test_keywords_reach_names_options_and_prefixes(shop: Shop) -> None:
    async def count(text: str) -> int:
        return int((await shop.call("GET", "/products", params={"keyword": text}))["total"])

    assert await count("Dutch Oven") == 1
    assert await count('"Oven Dutch"') == 0
    assert await count("Bergamot") == 1
    assert await count("gooseneck*") == 1


@pytest.mark.parametrize("order", ["NAME_ASC", "PRICE_DESC", "UPDATED_TIME_ASC"])
async def test_results_are_sorted_as_asked(shop: Shop, order: str) -> None:
    items = (await shop.call("GET", "/products", params={"sortBy": order}))["items"]
    key = {"NAME_ASC": "name", "PRICE_DESC": "price", "UPDATED_TIME_ASC": "updateTimestamp"}[order]
    values = [p[key].casefold() if key == "name" else p[key] for p in items]
    assert values == sorted(values, reverse=order.endswith("DESC"))


async def test_response_fields_cut_at_any_depth(shop: Shop) -> None:
    wanted = "total,items(id,options(name,choices(text)))"
    page = await shop.call("GET", "/products", params={"responseFields": wanted, "limit": 1})
    assert set(page) == {"total", "items"}
    assert set(page["items"][0]) == {"id", "options"}
    assert set(page["items"][0]["options"][0]) == {"name", "choices"}
    assert set(page["items"][0]["options"][0]["choices"][0]) == {"text"}
    assert (await shop.ask("GET", "/products", params={"responseFields": "items(id"})).status_code == 400


async def test_stock_without_limit_has_no_quantity(shop: Shop) -> None:
    product = await shop.call("GET", f"/products/{shop.odd('unlimited stock')['id']}")
    assert product["unlimited"] is True
    assert "quantity" not in product
    assert product["inStock"] is True


async def test_negative_stock_is_shown_as_it_is(shop: Shop) -> None:
    product = await shop.call("GET", f"/products/{shop.odd('negative stock')['id']}")
    assert (product["quantity"], product["inStock"]) == (-4, False)


async def test_without_a_main_picture_the_picture_fields_are_absent(shop: Shop) -> None:
    product = await shop.call("GET", f"/products/{shop.odd('gallery picture only')['id']}")
    for name in (
        "imageUrl",
        "thumbnailUrl",
        "smallThumbnailUrl",
        "hdThumbnailUrl",
        "originalImageUrl",
        "originalImage",
    ):
        assert name not in product
    assert len(product["galleryImages"]) == 2
    assert [(i["isMain"], i["orderBy"]) for i in product["media"]["images"]] == [(False, 1), (False, 2)]


async def test_the_main_picture_is_number_zero(shop: Shop) -> None:
    product = (await shop.call("GET", "/products", params={"limit": 1}))["items"][0]
    main = product["media"]["images"][0]
    assert (main["id"], main["isMain"], main["orderBy"]) == ("0", True, 0)
    assert main["image1500pxUrl"] == product["imageUrl"]
    assert isinstance(product["media"]["images"][1]["id"], str)


async def test_whole_numbers_have_no_fraction_and_others_keep_their_noise(shop: Shop) -> None:
    odd = shop.odd("price with float noise")["id"]
    text = (await shop.ask("GET", f"/products/{odd}", params={"responseFields": "price,weight"})).text
    assert text == '{"price":14.989999999999998,"weight":1}'


async def test_ids_fit_into_thirty_one_bits(shop: Shop) -> None:
    for product in await everything(shop):
        ids = [product["id"], product["productClassId"], *product["categoryIds"]]
        ids += [c["id"] for c in product["combinations"]] + [g["id"] for g in product["galleryImages"]]
        ids += [int(i["id"]) for i in product["media"]["images"]] + [a["id"] for a in product["attributes"]]
        assert all(0 <= number < 2**31 for number in ids)


async def test_what_the_shop_keeps_for_itself_stays_inside(shop: Shop) -> None:
    body = json.dumps(await everything(shop))
    assert '"odd"' not in body
    assert '"thing"' not in body


async def test_variations_are_a_bare_list_and_inherit(shop: Shop) -> None:
    product = shop.odd("partly varied")
    found = await shop.call("GET", f"/products/{product['id']}/combinations")
    small, large = found
    assert (small["quantity"], small["inStock"], small["price"]) == (0, False, 31)
    assert "quantity" not in large
    assert "price" not in large
    assert large["defaultDisplayedPrice"] == product["price"] + 6  # two steps of the size's modifier


async def test_a_variation_without_sku_shows_the_stock_of_its_product(shop: Shop) -> None:
    product = shop.odd("no SKU anywhere")
    wire = await shop.call("GET", f"/products/{product['id']}")
    assert "sku" not in wire
    assert {c["quantity"] for c in wire["combinations"]} == {wire["quantity"]}
    assert all("sku" not in c for c in wire["combinations"])


async def test_search_lags_and_reading_does_not() -> None:
    async with open_shop(products=5, index_lag_seconds=60.0) as shop:
        number = await shop.create(name="Lagging mug", price=3)
        assert (await shop.call("GET", f"/products/{number}"))["name"] == "Lagging mug"
        found = {"params": {"productId": number}}
        assert (await shop.call("GET", "/products", **found))["total"] == 0
        shop.world.advance(61)
        assert (await shop.call("GET", "/products", **found))["total"] == 1
        await shop.call("DELETE", f"/products/{number}")
        assert (await shop.ask("GET", f"/products/{number}")).status_code == 404
        assert (await shop.call("GET", "/products", **found))["total"] == 1


async def test_the_profile_says_currency_units_and_zone(shop: Shop) -> None:
    formats = (await shop.call("GET", "/profile"))["formatsAndUnits"]
    kept = {k: formats[k] for k in ("currency", "weightUnit", "dimensionsUnit", "timezone", "currencyPrecision")}
    assert kept == {
        "currency": "USD",
        "weightUnit": "POUND",
        "dimensionsUnit": "IN",
        "timezone": "America/New_York",
        "currencyPrecision": 2,
    }


async def test_latest_stats_move_with_a_write(shop: Shop) -> None:
    before = await shop.call("GET", "/latest-stats")
    await shop.create()
    after = await shop.call("GET", "/latest-stats", params={"productCountRequired": "true"})
    assert after["productsUpdated"] > before["productsUpdated"]
    assert after["productCount"] == 201
