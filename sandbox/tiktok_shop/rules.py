"""What a category demands beside attributes: certificates, size chart, dimensions (platform-facts T4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.tiktok_shop.attributes import Conditions, conditions_rows
from sandbox.tiktok_shop.categories import Category


@dataclass(frozen=True)
class Certificate:
    """One kind of document. Mandatory always, or when one of `conditions` is met, or never."""

    id: str
    name: str
    details: str
    required: bool = False
    conditions: Conditions = ()
    expires: bool = False

    def row(self) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "is_required": self.required,
            "document_details": self.details,
        }
        if self.conditions:
            row["requirement_conditions"] = conditions_rows(self.conditions)
        return {**row, "expiration_date": {"is_required": self.expires}}


CERTIFICATES: dict[str, Certificate] = {
    "cpc": Certificate(
        "602401",
        "Children's Product Certificate (CPC)",
        "Upload the certificate issued by the manufacturer or importer. It must name the product, the safety rules "
        "it was tested for and the laboratory.",
        required=True,
    ),
    "lead": Certificate(
        "602402",
        "Lead and phthalates test report",
        "Upload the test report of a CPSC-accepted laboratory, not older than one year.",
        required=True,
        expires=True,
    ),
    "ul": Certificate(
        "602403",
        "UL, ETL or CSA safety report",
        "Upload the safety report of an accredited laboratory. It is needed for products with batteries.",
        conditions=(("101610", "1024358"), ("101610", "1024359")),
    ),
    "sds": Certificate(
        "602404",
        "Safety Data Sheet (SDS) for flammable liquids",
        "Upload all pages of the safety data sheet in English.",
        conditions=(("101574", "1000058"),),
    ),
    "food": Certificate(
        "602405", "FDA facility registration", "Upload the registration of the facility if you have one.", expires=True
    ),
}


def certificates_of(category: Category) -> tuple[Certificate, ...]:
    return tuple(c for trait, c in CERTIFICATES.items() if trait in category.traits)


def takes_size_chart(category: Category) -> bool:
    return bool(category.traits & {"chart", "chart!"})


def rules_row(category: Category) -> dict[str, Any]:
    """`data` of Get Category Rules for a US shop."""
    special = [] if "food" in category.traits else ["PRE_ORDER", "MADE_TO_ORDER", "CUSTOM"]
    return {
        "product_certifications": [c.row() for c in certificates_of(category)],
        "size_chart": {"is_supported": takes_size_chart(category), "is_required": "chart!" in category.traits},
        "package_dimension": {"is_required": "dims" in category.traits},
        "allowed_special_product_types": special,
    }
