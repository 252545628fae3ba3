"""Categories of both sides and what a channel's category asks for."""

from dataclasses import dataclass

from app.domain.products import Group, Product


@dataclass(frozen=True, slots=True)
class ChannelCategory:
    """One node of the channel's tree. `path` names it from the root, joined by " › "."""

    id: str
    parent_id: str
    name: str
    path: str
    is_leaf: bool
    invite_only: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """One question a category asks. `required` may depend on another answer (`conditions`: attribute id, value id)."""

    id: str
    name: str
    is_sales: bool
    required: bool
    values: tuple[tuple[str, str], ...] = ()
    customizable: bool = False
    multiple: bool = False
    numeric: bool = False
    conditions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """One document a category asks for. `required` may depend on an answer, as an attribute's does."""

    id: str
    name: str
    required: bool
    details: str = ""
    needs_expiry: bool = False
    conditions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Requirements:
    """Everything a category asks for, as the channel says it today."""

    category_id: str
    attributes: tuple[Attribute, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    size_chart_required: bool = False
    package_required: bool = True


class Basis:
    """Which of the source's two groupings names the category (S24)."""

    CATEGORY_THEN_TYPE = "category_then_type"
    CATEGORY = "category"
    TYPE = "type"
    ALL = (CATEGORY_THEN_TYPE, CATEGORY, TYPE)


def group_of(product: Product, basis: str) -> Group | None:
    """The group whose mapping applies, or None: the visible group "No Ecwid category" (S24)."""
    if basis == Basis.CATEGORY:
        return product.category
    if basis == Basis.TYPE:
        return product.product_type
    return product.category or product.product_type
