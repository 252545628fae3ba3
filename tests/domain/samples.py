"""A mug as Ecwid has it, and the settings of a shop that sells it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.domain.policy import Policy
from app.domain.products import Group, Kind, Product, Size, Variant
from app.domain.readiness import Known

MUG = Product(
    source_id=692730761,
    sku="MUG-1",
    title="Speckled stoneware mug",
    description="<p>Holds 350 ml.</p>",
    price=Decimal("18.50"),
    quantity=7,
    kind=Kind.ORDINARY,
    enabled=True,
    category=Group("category", 1001, "Kitchen"),
    product_type=None,
    brand="Acme",
    gtin="",
    weight_g=420,
    size=Size(120, 90, 100),
    pictures=("https://pictures.example/mug.jpg",),
    variants=(Variant(0, "MUG-1", Decimal("18.50"), 7),),
    updated_at=datetime(2026, 11, 18, 12, 4, tzinfo=UTC),
)
POLICY = Policy(package=Size(240, 180, 160), weight_g=500, warehouse_id="7068517275539719942")
KNOWN = Known(category_id="600001")


def product(**changes: Any) -> Product:
    """The mug, changed."""
    return replace(MUG, **changes)


def variant(number: int, /, *options: tuple[str, str], **changes: Any) -> Variant:
    """Variant `number` of the mug with an SKU of its own."""
    plain = Variant(number, f"MUG-1-{number}", Decimal("18.50"), 3, options)
    return replace(plain, **changes)


def policy(**changes: Any) -> Policy:
    """The settings, changed."""
    return replace(POLICY, **changes)


def known(**changes: Any) -> Known:
    """What is known, changed."""
    return replace(KNOWN, **changes)


SOCKS = product(
    variants=(
        variant(1, ("Color", "Red"), ("Size", "M")),
        variant(2, ("Color", "Red"), ("Size", "L")),
        variant(3, ("Color", "Blue"), ("Size", "M")),
    )
)
