"""Creating and changing a product: PUT merges, null keeps, lists replace (products/update-product)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.ecwid import attributes, fields, options, stock
from sandbox.ecwid.errors import EcwidError, wrong
from sandbox.ecwid.variation_writes import add_variation
from sandbox.ecwid.wire import Record

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore

MOST_VARIATIONS = 200  # per request


def blank(number: int) -> Record:
    """A product as Ecwid makes it of a name alone: enabled, stock not tracked."""
    return {
        "id": number,
        "price": 0,
        "unlimited": True,
        "enabled": True,
        "description": "",
        "productClassId": 0,
        "categoryIds": [],
        "defaultCategoryId": 0,
        "options": [],
        "combinations": [],
        "attributes": [],
        "images": [],
        "dimensions": {"length": 0, "width": 0, "height": 0},
        "isShippingRequired": True,
        "isSampleProduct": False,
        "isGiftCard": False,
        "discountsAllowed": True,
        "nameYourPriceEnabled": False,
        "productCondition": "NEW",
        "outOfStockVisibilityBehaviour": "SHOW",
        "warningLimit": 0,
        "tax": {
            "taxable": True,
            "defaultLocationIncludedTaxRate": 0,
            "enabledManualTaxes": [],
            "taxClassCode": "default",
        },
    }


def create(store: EcwidStore, body: dict[str, Any], *, with_variations: bool) -> int:
    """The new product's id. Raises `EcwidError`; then nothing is made."""
    made = draft(store, body, with_variations=with_variations)
    store.add_product(made)
    return int(made["id"])


def draft(store: EcwidStore, body: dict[str, Any], *, with_variations: bool) -> Record:
    """A product not yet in the store. Only the name is really needed."""
    if not body.get("name"):
        raise EcwidError(400, "Field Product.name is absent", "WRONG_PARAMETER")
    made = blank(store.take_id())
    _write(store, made, body)
    if not made.get("sku") and not store.any_sku:
        made["sku"] = f"{made['id'] % 100000:05d}"
    if with_variations:
        rows = body.get("combinations") or []
        if len(rows) > MOST_VARIATIONS:
            code = "COMBINATION_LIMIT_PER_REQUEST_EXCEEDED"
            raise EcwidError(400, "Too many combinations in one request", code)
        for row in rows:
            add_variation(store, made, row)
    return made


def update(store: EcwidStore, number: int, body: dict[str, Any]) -> None:
    """All of `body` or, on an error, nothing of it."""
    changed = store.draft(number)
    _write(store, changed, body)
    store.save(changed)


def _write(store: EcwidStore, product: Record, body: dict[str, Any]) -> None:
    taken = fields.writable(body, fields.PRODUCT, "Product")
    _categories(store, product, taken)
    _options(product, taken)
    _attributes(store, product, taken)
    _texts(product, taken)
    _quantity(product, taken)
    if "sku" in taken:
        store.refuse_taken_sku(taken["sku"], product["id"])
    if "externalReferenceId" in taken:
        _refuse_taken_reference(store, product, taken["externalReferenceId"])
    if taken.get("showOnFrontpage") == -1 and not product["categoryIds"]:
        raise wrong("Product without categories must be on the front page")
    for name, value in taken.items():
        if value is None:
            product.pop(name, None)
        else:
            product[name] = value


def _categories(store: EcwidStore, product: Record, taken: dict[str, Any]) -> None:
    numbers: list[int] = taken.get("categoryIds", product["categoryIds"]) or []
    for number in numbers:
        if number not in store.categories:
            raise EcwidError(404, f"Category #{number} not found", "CATEGORIES_NOT_FOUND")
    if "categoryIds" in taken:
        product["categoryIds"] = numbers
        if product["defaultCategoryId"] not in numbers:
            product["defaultCategoryId"] = numbers[0] if numbers else 0
    if taken.get("defaultCategoryId", 0) not in (0, *numbers):
        raise wrong("Field Product.defaultCategoryId is expected to be one of categoryIds")


def _options(product: Record, taken: dict[str, Any]) -> None:
    if "options" in taken:
        taken["options"] = options.checked(taken["options"])
        options.refuse_removal(taken["options"], product["combinations"])


def _attributes(store: EcwidStore, product: Record, taken: dict[str, Any]) -> None:
    product_type = store.product_class(int(taken.get("productClassId", product["productClassId"]) or 0))
    current = attributes.kept(product["attributes"], product_type)
    sent = taken.get("attributes")
    taken["attributes"] = current if sent is None else attributes.merged(current, sent, product_type)


def _texts(product: Record, taken: dict[str, Any]) -> None:
    """`name` and `nameTranslated.en` are one text, and so for the description."""
    for name in ("name", "description"):
        translated = taken.get(f"{name}Translated", {})
        if "en" in translated and name not in taken:
            taken[name] = translated["en"]
        if name in taken:
            kept = product.get(f"{name}Translated", {})
            taken[f"{name}Translated"] = {**kept, **translated, "en": taken[name]}


def _quantity(product: Record, taken: dict[str, Any]) -> None:
    quantity, unlimited = taken.pop("quantity", None), taken.pop("unlimited", None)
    if unlimited is not None:
        stock.set_unlimited(product, unlimited)
    if quantity is not None and not unlimited:
        stock.set_quantity(product, int(quantity))


def _refuse_taken_reference(store: EcwidStore, product: Record, reference: str) -> None:
    for other in store.products.values():
        if other["id"] != product["id"] and reference and other.get("externalReferenceId") == reference:
            raise EcwidError(409, f"External id {reference} is already used", "EXTERNAL_ID_ALREADY_USED")
