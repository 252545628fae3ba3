"""Writing: merging, stock, variations, types, categories (platform-facts E2, E5 to E7)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.sandbox.ecwid_cast import Shop, open_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop(products=40) as opened:
        yield opened


SIZES = {"type": "SELECT", "name": "Size", "choices": [{"text": "S"}, {"text": "M", "priceModifier": 2}]}


async def varied(shop: Shop) -> tuple[int, int]:
    """A product of 10 with one variation of 4 that has its own SKU: (product, variation)."""
    number = await shop.create(sku="P", price=5, quantity=10, options=[SIZES])
    body = {"options": [{"name": "Size", "value": "S"}], "sku": "P-S", "quantity": 4}
    return number, (await shop.call("POST", f"/products/{number}/combinations", body))["id"]


async def test_a_name_is_enough(shop: Shop) -> None:
    product = await shop.call("GET", f"/products/{await shop.create()}")
    assert (product["enabled"], product["unlimited"], product["price"]) == (True, True, 0)
    answer = await shop.ask("POST", "/products", {"price": 4})
    assert (answer.status_code, answer.json()["errorMessage"]) == (400, "Field Product.name is absent")


async def test_a_quantity_makes_the_stock_tracked(shop: Shop) -> None:
    product = await shop.call("GET", f"/products/{await shop.create(quantity=6)}")
    assert (product["quantity"], product["unlimited"]) == (6, False)


async def test_an_update_merges_and_null_keeps(shop: Shop) -> None:
    number = await shop.create(price=9, quantity=3, description="<p>Old</p>", sku="A-1")
    before = await shop.call("GET", f"/products/{number}")
    assert await shop.call("PUT", f"/products/{number}", {"price": 10.5, "name": None, "sku": None, "id": 5}) == {
        "updateCount": 1
    }
    after = await shop.call("GET", f"/products/{number}")
    assert after["price"] == 10.5
    for name in ("id", "name", "sku", "description", "quantity", "created"):
        assert after[name] == before[name]


async def test_empty_values_clear(shop: Shop) -> None:
    category = next(iter(shop.world.ecwid.categories))
    number = await shop.create(description="<p>Old</p>", categoryIds=[category])
    await shop.call("PUT", f"/products/{number}", {"description": "", "categoryIds": []})
    after = await shop.call("GET", f"/products/{number}")
    assert (after["description"], after["categoryIds"], after["defaultCategoryId"]) == ("", [], 0)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"price": "12"}, 400, "WRONG_PARAMETER"),
        ({"quantity": 1.5}, 400, "WRONG_PARAMETER"),
        ({"enabled": "yes"}, 400, "WRONG_PARAMETER"),
        ({"costPrice": -1}, 400, "COST_PRICE_CANT_BE_NEGATIVE"),
        ({"wholesalePrices": [{"quantity": 1, "price": 2}]}, 400, "WHOLESALE_PRICES_QUANTITY_TOO_SMALL"),
        ({"categoryIds": [7]}, 404, "CATEGORIES_NOT_FOUND"),
        ({"productClassId": 7}, 404, "PRODUCT_CLASS_NOT_FOUND"),
        ({"locationInventory": {"1": 4}}, 409, "NOT_ALLOWED_TO_UPDATE_PARAMETER"),
    ],
)
async def test_a_wrong_value_changes_nothing(shop: Shop, body: dict[str, Any], status: int, code: str) -> None:
    number = await shop.create(price=9)
    before = await shop.call("GET", f"/products/{number}")
    answer = await shop.ask("PUT", f"/products/{number}", {"name": "Changed", **body})
    assert (answer.status_code, answer.json()["errorCode"]) == (status, code)
    assert await shop.call("GET", f"/products/{number}") == before


async def test_a_delta_below_zero_is_applied_and_warned_of(shop: Shop) -> None:
    number = await shop.create(quantity=15)
    answer = await shop.call("PUT", f"/products/{number}/inventory", {"quantityDelta": -20})
    assert answer == {"updateCount": 1, "warning": "Product has negative stock."}
    assert (await shop.call("GET", f"/products/{number}"))["quantity"] == -5


async def test_a_delta_on_unlimited_stock_does_nothing(shop: Shop) -> None:
    number = await shop.create(unlimited=True)
    assert await shop.call("PUT", f"/products/{number}/inventory", {"quantityDelta": -2}) == {"updateCount": 0}


async def test_a_variation_with_sku_has_its_own_stock(shop: Shop) -> None:
    number, variation = await varied(shop)
    await shop.call("PUT", f"/products/{number}/combinations/{variation}/inventory", {"quantityDelta": -1})
    product = await shop.call("GET", f"/products/{number}")
    assert (product["quantity"], product["combinations"][0]["quantity"]) == (10, 3)


async def test_a_variation_without_sku_shares_stock_and_takes_no_delta(shop: Shop) -> None:
    number = await shop.create(sku="P", quantity=10, options=[SIZES])
    path = f"/products/{number}/combinations"
    shared = (await shop.call("POST", path, {"options": [{"name": "Size", "value": "M"}]}))["id"]
    answer = await shop.ask("PUT", f"{path}/{shared}/inventory", {"quantityDelta": -1})
    assert (answer.status_code, answer.json()["errorMessage"]) == (400, "SKU for combination is not set")
    answer = await shop.ask("PUT", f"{path}/{shared}", {"quantity": 3})
    assert answer.json()["errorCode"] == "DIFFERENT_COMBINATION_STOCK"
    assert (await shop.call("GET", f"{path}/{shared}"))["quantity"] == 10


async def test_giving_up_the_sku_gives_up_the_stock(shop: Shop) -> None:
    number, variation = await varied(shop)
    path = f"/products/{number}/combinations/{variation}"
    await shop.call("PUT", path, {"sku": ""})
    wire = await shop.call("GET", path)
    assert "sku" not in wire
    assert wire["quantity"] == 10


async def test_variations_are_made_changed_and_deleted(shop: Shop) -> None:
    number, variation = await varied(shop)
    path = f"/products/{number}/combinations"
    twin = await shop.ask("POST", path, {"options": [{"name": "Size", "value": "S"}]})
    assert (twin.status_code, twin.json()["errorCode"]) == (409, "COMBINATION_DUPLICATED")
    assert (await shop.ask("POST", path, {"sku": "X"})).status_code == 400
    await shop.call("POST", path, {"options": [{"name": "Size", "value": "XL"}]})
    texts = [c["text"] for c in (await shop.call("GET", f"/products/{number}"))["options"][0]["choices"]]
    assert texts == ["S", "M", "XL"]  # an unknown value is added
    await shop.call("PUT", f"{path}/{variation}", {"price": 8})
    assert (await shop.call("GET", f"{path}/{variation}"))["defaultDisplayedPrice"] == 8
    assert await shop.call("DELETE", f"{path}/{variation}") == {"deleteCount": 1}
    assert (await shop.ask("GET", f"{path}/{variation}")).status_code == 404
    assert await shop.call("DELETE", path) == {"deleteCount": 1}


async def test_a_choice_in_use_cannot_be_removed(shop: Shop) -> None:
    number, _ = await varied(shop)
    less = {**SIZES, "choices": [{"text": "M"}]}
    answer = await shop.ask("PUT", f"/products/{number}", {"options": [less]})
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "COMBINATION_CONTAINS_REMOVED_OPTION_VALUE")
    answer = await shop.ask("PUT", f"/products/{number}", {"options": []})
    assert answer.json()["errorCode"] == "COMBINATION_CONTAINS_REMOVED_OPTION"


async def test_a_product_can_be_made_with_its_variations(shop: Shop) -> None:
    rows = [{"options": [{"name": "Size", "value": v}], "sku": f"S-{v}", "quantity": 1} for v in ("S", "M")]
    body = {"name": "Set", "combinations": rows}
    number = (await shop.call("POST", "/products?saveCombinations=true", body))["id"]
    assert len((await shop.call("GET", f"/products/{number}"))["combinations"]) == 2
    body["combinations"] = rows * 101
    answer = await shop.ask("POST", "/products?saveCombinations=true", body)
    assert answer.json()["errorCode"] == "COMBINATION_LIMIT_PER_REQUEST_EXCEEDED"


async def test_equal_skus_are_refused_only_where_the_store_says_so(shop: Shop) -> None:
    await shop.create(sku="SAME")
    await shop.create(sku="SAME")
    shop.world.ecwid.any_sku = False
    answer = await shop.ask("POST", "/products", {"name": "Third", "sku": "SAME"})
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "SKU_ALREADY_EXISTS")
    made = await shop.call("GET", f"/products/{await shop.create(name='No SKU')}")
    assert made["sku"]  # such a store makes one


async def test_an_outside_id_is_used_once(shop: Shop) -> None:
    await shop.create(externalReferenceId="pos-1")
    answer = await shop.ask("POST", "/products", {"name": "Other", "externalReferenceId": "pos-1"})
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "EXTERNAL_ID_ALREADY_USED")


async def test_brand_and_code_are_written_by_alias_and_read_by_type(shop: Shop) -> None:
    sent = [{"alias": "BRAND", "value": "Acme"}, {"alias": "UPC", "value": "012345678905"}]
    number = await shop.create(attributes=sent)
    read = {a["type"]: a["value"] for a in (await shop.call("GET", f"/products/{number}"))["attributes"]}
    assert read == {"BRAND": "Acme", "UPC": "012345678905"}
    await shop.call("PUT", f"/products/{number}", {"attributes": [{"alias": "UPC", "value": ""}]})
    read = {a["type"]: a["value"] for a in (await shop.call("GET", f"/products/{number}"))["attributes"]}
    assert read == {"BRAND": "Acme"}


async def test_a_deleted_product_is_gone_and_listed_as_deleted(shop: Shop) -> None:
    number = await shop.create()
    now = int(shop.world.now())
    assert await shop.call("DELETE", f"/products/{number}") == {"deleteCount": 1}
    answer = await shop.ask("GET", f"/products/{number}")
    assert answer.json()["errorMessage"] == f"Product #{number} not found"
    window = {"from_date": now - 10, "to_date": now + 10}
    gone = await shop.call("GET", "/products/deleted", params=window)
    assert [row["id"] for row in gone["items"]] == [number]
    assert gone["items"][0]["date"].endswith(" +0000")
    assert (await shop.call("GET", "/products/deleted", params={"to_date": now - 10}))["total"] == 0


async def test_every_write_moves_updated_and_sends_a_webhook(shop: Shop) -> None:
    number, variation = await varied(shop)
    shop.world.webhooks.held.clear()
    writes = [
        ("PUT", f"/products/{number}", {"price": 6}),
        ("PUT", f"/products/{number}/inventory", {"quantityDelta": 1}),
        ("PUT", f"/products/{number}/combinations/{variation}", {"price": 7}),
        ("PUT", f"/products/{number}/combinations/{variation}/inventory", {"quantityDelta": 1}),
        ("DELETE", f"/products/{number}/combinations/{variation}", None),
    ]
    for method, path, body in writes:
        before = (await shop.call("GET", f"/products/{number}"))["updateTimestamp"]
        shop.world.advance(5)
        await shop.call(method, path, body)
        assert (await shop.call("GET", f"/products/{number}"))["updateTimestamp"] > before
    assert [(t["eventType"], t["entityId"]) for t in shop.told()] == [("product.updated", number)] * len(writes)


async def test_the_general_type_has_no_name_and_stays(shop: Shop) -> None:
    classes = await shop.call("GET", "/classes")
    assert isinstance(classes, list)
    assert "name" not in classes[0]
    assert classes[0]["id"] == 0
    assert (await shop.ask("DELETE", "/classes/0")).status_code == 400


async def test_attributes_left_out_of_a_type_are_deleted(shop: Shop) -> None:
    body = {"name": "Kites", "attributes": [{"name": "Span"}, {"name": "Tail"}]}
    number = (await shop.call("POST", "/classes", body))["id"]
    span = (await shop.call("GET", f"/classes/{number}"))["attributes"][0]
    product = await shop.create(productClassId=number, attributes=[{"name": "Span", "value": "5 ft"}])
    await shop.call("PUT", f"/classes/{number}", {"attributes": [{"id": span["id"], "name": "Wingspan"}]})
    read = await shop.call("GET", f"/products/{product}")
    assert [(a["name"], a["value"]) for a in read["attributes"]] == [("Wingspan", "5 ft")]
    assert await shop.call("DELETE", f"/classes/{number}") == {"deleteCount": 1}
    assert (await shop.call("GET", f"/products/{product}"))["productClassId"] == 0


async def test_disabled_categories_hide_unless_asked(shop: Shop) -> None:
    shown = await shop.call("GET", "/categories")
    everything = await shop.call("GET", "/categories", params={"hidden_categories": "true"})
    assert everything["total"] == shown["total"] + 1
    roots = await shop.call("GET", "/categories", params={"parent": 0})
    assert all("parentId" not in c for c in roots["items"])
    deep = await shop.call("GET", "/categories", params={"parent": 0, "withSubcategories": "true"})
    assert deep["total"] == shown["total"]


async def test_categories_are_made_filled_and_deleted(shop: Shop) -> None:
    parent = (await shop.call("POST", "/categories", {"name": "Boats"}))["id"]
    child = (await shop.call("POST", "/categories", {"name": "Dinghies", "parentId": parent}))["id"]
    product = await shop.create()
    await shop.call("POST", f"/categories/{child}/assignProducts", {"productIds": [product]})
    read = await shop.call("GET", f"/categories/{parent}")
    assert (read["productCount"], read["productCountWithoutSubcategories"]) == (1, 0)
    assert (await shop.call("GET", f"/products/{product}"))["defaultCategoryId"] == child
    await shop.call("PUT", f"/categories/{child}", {"enabled": False})
    assert await shop.call("DELETE", f"/categories/{parent}") == {"deleteCount": 2}
    assert (await shop.call("GET", f"/products/{product}"))["categoryIds"] == []
