"""What is sent of a product, decided without asking anybody."""

from decimal import Decimal

import pytest

from app.domain.drafts import draft, free_text, pictures_of
from app.domain.policy import Units
from app.domain.products import Size
from tests.domain.samples import MUG, POLICY, SOCKS, policy, product, variant

RED, BLUE = "https://pictures.example/red.jpg", "https://pictures.example/blue.jpg"


def test_simple_product_is_one_sku() -> None:
    sent = draft(MUG, POLICY, "600001")
    assert (sent.source_id, sent.title, sent.category_id) == (692730761, "Speckled stoneware mug", "600001")
    assert (sent.package, sent.weight_g, sent.imperial) == (Size(120, 90, 100), 420, False)
    (sku,) = sent.skus
    assert (sku.seller_sku, sku.price, sku.quantity, sku.options) == ("MUG-1", Decimal("18.50"), 7, ())


def test_default_package_where_ecwid_has_none() -> None:
    """S133: one default is enough."""
    sent = draft(product(weight_g=None, size=None), policy(units=Units.IMPERIAL), "1")
    assert (sent.package, sent.weight_g, sent.imperial) == (Size(240, 180, 160), 500, True)
    assert draft(product(size=Size(120, 0, 100)), POLICY, "1").package == Size(240, 180, 160)


def test_without_a_package_there_is_no_draft() -> None:
    with pytest.raises(ValueError, match="not ready"):
        draft(product(weight_g=None), policy(weight_g=None), "1")


def test_variant_without_sku_gets_a_stable_one() -> None:
    """S160: nothing waits for an SKU."""
    mugs = product(variants=(variant(11, ("Color", "Red"), sku=""), variant(12, ("Color", "Blue"), sku="B 12")))
    assert [sku.seller_sku for sku in draft(mugs, POLICY, "1").skus] == ["W692730761-11", "B-12"]


def test_variants_that_share_the_products_sku_are_told_apart() -> None:
    shared = [variant(n, ("Color", c), sku="MUG-1", shares_stock=True) for n, c in ((1, "Red"), (2, "Blue"))]
    sent = draft(product(variants=tuple(shared), quantity=7), POLICY, "1")
    assert [(s.seller_sku, s.quantity) for s in sent.skus] == [("W692730761-1", 7), ("W692730761-2", 7)]


def test_empty_variant_stays_out_of_a_new_listing_and_goes_to_zero_in_an_old_one() -> None:
    """A new SKU needs at least one piece (12052055); an existing one may be sold out."""
    socks = product(variants=(*SOCKS.variants[:2], variant(3, ("Color", "Blue"), ("Size", "M"), quantity=0)))
    assert [s.combination_id for s in draft(socks, POLICY, "1").skus] == [1, 2]
    sent = draft(socks, POLICY, "1", linked={3: "1729592969712207012"})
    assert [(s.combination_id, s.quantity, s.remote_id) for s in sent.skus][-1] == (3, 0, "1729592969712207012")


@pytest.mark.parametrize(("quantity", "sent"), [(None, 9_999), (-4, 0), (250_000, 99_999), (12, 12)])
def test_stock_is_what_tiktok_can_hold(quantity: int | None, sent: int) -> None:
    """S87: unlimited stock is a number that the seller sets."""
    mug = product(quantity=quantity, variants=(variant(0, quantity=quantity),))
    assert draft(mug, POLICY, "1", linked={0: "1"}).skus[0].quantity == sent


def test_options_keep_one_order_and_the_channels_lengths() -> None:
    mugs = product(
        variants=(
            variant(1, ("Choose your favourite colour", "Red 😀"), ("Size", "M" * 60)),
            variant(2, ("Size", "L"), ("Choose your favourite colour", "Blue")),
        )
    )
    first, second = draft(mugs, POLICY, "1").skus
    assert first.options == (("Choose your", "Red"), ("Size", "M" * 8))
    assert [name for name, _ in second.options] == ["Choose your", "Size"]


def test_pictures_of_options_come_all_or_not_at_all() -> None:
    one_each = tuple(variant(n, ("Color", c), picture=p) for n, c, p in ((1, "Red", RED), (2, "Blue", BLUE)))
    assert [s.picture for s in draft(product(variants=one_each), POLICY, "1").skus] == [RED, BLUE]
    one_missing = (one_each[0], variant(2, ("Color", "Blue")))
    assert [s.picture for s in draft(product(variants=one_missing), POLICY, "1").skus] == ["", ""]


def test_one_picture_serves_all_variants_of_a_colour() -> None:
    socks = product(
        variants=(
            variant(1, ("Color", "Red"), ("Size", "M"), picture=RED),
            variant(2, ("Color", "Red"), ("Size", "L")),
            variant(3, ("Color", "Blue"), ("Size", "M"), picture=BLUE),
        )
    )
    assert [s.picture for s in draft(socks, POLICY, "1").skus] == [RED, RED, BLUE]


def test_gallery_has_each_picture_once_and_nine_at_most() -> None:
    many = tuple(f"https://pictures.example/{n}.jpg" for n in range(12))
    assert pictures_of(product(pictures=(*many[:2], *many))) == many[:9]
    assert pictures_of(product(pictures=(), variants=(variant(1, picture=RED),))) == (RED,)


def test_answers_travel_along() -> None:
    answers = (("101610", ("1000325",)), ("101623", (free_text("4"),)))
    assert draft(MUG, POLICY, "1", attributes=answers).attributes == (("101610", ("1000325",)), ("101623", ("=4",)))
