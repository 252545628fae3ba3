"""A row that did not change is not written again (S25), and what was not sent yet is known (S47)."""

import timeit
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.domain.drafts import draft
from app.domain.fingerprint import draft_fingerprint, fingerprint, request_fingerprint
from app.domain.products import Group, Kind, Size
from tests.domain.samples import MUG, POLICY, SOCKS, product, variant

CHANGES: list[dict[str, Any]] = [
    {"sku": "MUG-2"},
    {"title": "Other"},
    {"description": "<p>Other</p>"},
    {"price": Decimal("18.51")},
    {"quantity": 8},
    {"quantity": None},
    {"kind": Kind.GIFT_CARD},
    {"enabled": False},
    {"category": None},
    {"category": Group("category", 1001, "Bath")},
    {"product_type": Group("type", 1001, "Kitchen"), "category": None},
    {"brand": ""},
    {"gtin": "012345678905"},
    {"weight_g": None},
    {"size": Size(120, 90, 101)},
    {"pictures": ()},
    {"variants": (variant(0),)},
    {"variants": (*MUG.variants, variant(5))},
]


@pytest.mark.parametrize("changes", CHANGES, ids=lambda c: "-".join(c))
def test_change_that_matters_is_seen(changes: dict[str, Any]) -> None:
    assert fingerprint(product(**changes)) != fingerprint(MUG)


def test_time_alone_and_trailing_zeros_do_not_matter() -> None:
    same = product(updated_at=datetime(2027, 1, 1, tzinfo=UTC), price=Decimal("18.5"))
    assert fingerprint(same) == fingerprint(MUG)
    assert len(fingerprint(MUG)) == 16


def test_neighbouring_fields_cannot_be_mistaken() -> None:
    assert fingerprint(product(sku="A', 'B", title="C")) != fingerprint(product(sku="A", title="B', 'C"))


def test_broken_text_has_a_fingerprint_too() -> None:
    assert fingerprint(product(title="half a pair \ud83d"))


def test_fingerprint_costs_little() -> None:
    """A pull of 20,000 compares each row. The goal is 15 µs; 100 leaves room for a busy machine."""
    best = min(timeit.repeat(lambda: fingerprint(MUG), number=200, repeat=5)) / 200
    assert best < 100e-6


def test_sold_piece_and_new_price_are_no_unsent_changes() -> None:
    """S55: stock and price travel on their own."""
    before = draft(MUG, POLICY, "600001")
    sku = replace(before.skus[0], quantity=3, price=Decimal("20.00"), remote_id="1729592969712207012")
    after = replace(before, skus=(sku,))
    assert draft_fingerprint(after) == draft_fingerprint(before)
    assert request_fingerprint(after) != request_fingerprint(before)


def test_new_title_category_or_variant_is_an_unsent_change() -> None:
    before = draft(SOCKS, POLICY, "600001")
    assert draft_fingerprint(replace(before, title="Other")) != draft_fingerprint(before)
    assert draft_fingerprint(replace(before, category_id="600002")) != draft_fingerprint(before)
    assert draft_fingerprint(replace(before, skus=before.skus[:2])) != draft_fingerprint(before)
