"""The seeded store holds what real catalogues hold, and most of it can be listed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from sandbox.catalogue import Catalogue, build
from sandbox.catalogue.peculiar import ODDITIES

TODAY = 1_790_000_000 // 86_400 * 86_400
UNLISTABLE = {o.odd for o in ODDITIES if not o.listable}


@pytest.fixture(scope="module")
def seeded() -> Catalogue:
    return build(7, 200, TODAY)


def odd(seeded: Catalogue, oddity: str) -> dict[str, Any]:
    return next(p for p in seeded.products if p.get("odd") == oddity)


def test_the_same_seed_gives_the_same_store(seeded: Catalogue) -> None:
    assert build(7, 200, TODAY) == seeded
    assert build(8, 200, TODAY) != seeded


def test_about_one_in_ten_cannot_be_listed(seeded: Catalogue) -> None:
    refused = [p for p in seeded.products if p.get("odd") in UNLISTABLE]
    assert len(seeded.products) == 200
    assert 12 <= len(refused) <= 22


def test_every_oddity_is_there(seeded: Catalogue) -> None:
    assert {p["odd"] for p in seeded.products if "odd" in p} == {o.odd for o in ODDITIES}
    assert len(odd(seeded, "title over 255 characters")["name"]) > 255
    assert len(odd(seeded, "one-character title")["name"]) == 1
    assert len(odd(seeded, "description over 10,000 characters")["description"]) > 10_000
    nasty = odd(seeded, "nasty HTML")["description"]
    assert all(piece in nasty for piece in ("<script", "<iframe", "<table", "onclick=", "onerror=", "javascript:"))
    assert max(i["width"] for i in odd(seeded, "huge picture")["images"]) == 6000
    assert odd(seeded, "tiny picture")["images"][0]["width"] == 200
    assert odd(seeded, "no description and no picture")["images"] == []
    assert "weight" not in odd(seeded, "no weight")
    assert odd(seeded, "price 0")["price"] == 0
    assert odd(seeded, "price above the limit")["price"] == 9999
    assert odd(seeded, "negative stock")["quantity"] < 0
    assert odd(seeded, "no category")["categoryIds"] == []
    assert odd(seeded, "neither category nor product type")["productClassId"] == 0
    assert not odd(seeded, "disabled")["enabled"]


def test_variations_come_in_all_kinds(seeded: Catalogue) -> None:
    kinds: Counter[str] = Counter()
    for product in seeded.products:
        skus = ["sku" in c for c in product["combinations"]]
        kinds["own"] += bool(skus) and all(skus)
        kinds["shared"] += bool(skus) and not any(skus)
        kinds["options only"] += bool(product["options"]) and not skus
        kinds["simple"] += not product["options"]
    assert kinds["own"] >= 40
    assert kinds["shared"] >= 12
    assert kinds["options only"] >= 6
    assert kinds["simple"] >= 90


def test_every_pick_is_a_choice_of_the_product(seeded: Catalogue) -> None:
    for product in seeded.products:
        choices = {(o["name"], c["text"]) for o in product["options"] for c in o.get("choices", [])}
        for combination in product["combinations"]:
            assert {(p["name"], p["value"]) for p in combination["options"]} <= choices


def test_ids_skus_and_names_are_distinct(seeded: Catalogue) -> None:
    ids = [p["id"] for p in seeded.products] + [c["id"] for p in seeded.products for c in p["combinations"]]
    names = [p["name"] for p in seeded.products]
    skus = [p["sku"] for p in seeded.products if p.get("sku") not in (None, "HG-TWIN")]
    skus += [c["sku"] for p in seeded.products for c in p["combinations"] if "sku" in c]
    for values in (ids, names, skus):
        assert [v for v, n in Counter(values).items() if n > 1] == []


def test_stock_is_unlimited_none_or_some(seeded: Catalogue) -> None:
    assert sum(p["unlimited"] for p in seeded.products) >= 10
    assert sum(p.get("quantity") == 0 for p in seeded.products) >= 5
    assert all("quantity" not in p for p in seeded.products if p["unlimited"])


def test_barcodes_are_valid_apart_from_the_junk(seeded: Catalogue) -> None:
    codes = [a["value"] for p in seeded.products for a in p["attributes"] if a["type"] == "UPC"]
    good = [c for c in codes if c.isdigit()]
    assert len(good) >= 15
    assert [c for c in codes if not c.isdigit()] == ["N/A"]
    for code in good:
        digits = [int(d) for d in code]
        assert len(digits) == 12
        assert (sum(digits[::2]) * 3 + sum(digits[1::2])) % 10 == 0


def test_dates_lie_in_the_past_and_some_in_the_last_week(seeded: Catalogue) -> None:
    assert all(p["created"] <= p["updated"] < TODAY for p in seeded.products)
    assert sum(p["updated"] >= TODAY - 7 * 86_400 for p in seeded.products) >= 5


def test_categories_and_types_are_a_tree_and_a_list(seeded: Catalogue) -> None:
    ids = {c["id"] for c in seeded.categories}
    assert all(c.get("parentId", next(iter(ids))) in ids for c in seeded.categories)
    assert all(set(p["categoryIds"]) <= ids for p in seeded.products)
    assert sum(not c["enabled"] for c in seeded.categories) == 1
    assert seeded.classes[0]["id"] == 0
    assert "name" not in seeded.classes[0]


@pytest.mark.parametrize("count", [0, 1, 25, 500])
def test_a_store_of_any_size_can_be_seeded(count: int) -> None:
    products = build(7, count, TODAY).products
    assert len({p["id"] for p in products}) == count
    assert len({p["name"] for p in products}) == count
    if count == 25:
        assert any("odd" in p for p in products)
        assert any("odd" not in p for p in products)
