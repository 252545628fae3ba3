"""What a connection decides for all its products: the package they travel in, where stock goes, in which units."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.categories import Basis
from app.domain.products import Size


class Units(StrEnum):
    """The system of measures a seller types and the channel shows; both measures of a package use the same one."""

    METRIC = "metric"
    IMPERIAL = "imperial"


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings of one connection that the rules read.

    `package` (whole millimetres) and `weight_g` (whole grams) are the defaults for products without their own (S133).
    `currency` is the one the source's prices are in. `unlimited_cap` is the stock sent for untracked products (S87).
    """

    package: Size | None = None
    weight_g: int | None = None
    units: Units = Units.METRIC
    warehouse_id: str = ""
    currency: str = "USD"
    unlimited_cap: int = 9_999
    category_basis: str = Basis.CATEGORY_THEN_TYPE
