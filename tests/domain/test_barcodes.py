"""A wrong barcode is left out instead of blocking the listing (S38)."""

import pytest

from app.domain.barcodes import identifier
from app.domain.skus import barcodes
from tests.domain.samples import product, variant


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("012345678905", ("012345678905", "UPC")),
        ("4006381333931", ("4006381333931", "EAN")),
        ("400-6381 333931", ("4006381333931", "EAN")),
        ("9780306406157", ("9780306406157", "ISBN")),
        ("080442957X", ("080442957X", "ISBN")),
        ("96385074", ("96385074", "EAN")),
        ("10012345678902", ("10012345678902", "GTIN")),
        ("4006381333932", None),
        ("000000000000", None),
        ("12345", None),
        ("ABC", None),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", None),
        ("", None),
    ],
)
def test_type_and_check_digit(code: str, found: tuple[str, str] | None) -> None:
    assert identifier(code) == found


def test_simple_product_gives_its_own_code_to_its_only_variant() -> None:
    assert barcodes(product(gtin="012345678905")) == {0: "012345678905"}


def test_code_of_two_variants_is_nobodys() -> None:
    """12052592: TikTok takes each code once."""
    mugs = product(
        variants=(
            variant(1, ("Color", "Red"), gtin="012345678905"),
            variant(2, ("Color", "Blue"), gtin="012345678905"),
            variant(3, ("Color", "Green"), gtin="4006381333931"),
        )
    )
    assert barcodes(mugs) == {3: "4006381333931"}
