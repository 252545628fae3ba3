"""Full and partial edits (platform-facts T6): full replacement, a second version beside a live one."""

from __future__ import annotations

from sandbox.tiktok_shop.bodies import NOT_IN_EDIT, NOT_IN_PARTIAL
from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.calls.products import save_mode, written
from sandbox.tiktok_shop.contents import content_of, merged_skus, settled
from sandbox.tiktok_shop.errors import Refused, refuse
from sandbox.tiktok_shop.listing import Listing
from sandbox.tiktok_shop.orders import stock
from sandbox.tiktok_shop.records import Json, Product

_KEEPS_V1 = frozenset({"ACTIVATE", "SELLER_DEACTIVATED"})
_AT_ONCE = ("price", "inventory", "list_price", "external_list_prices")


def full(call: Call) -> Json:
    """Everything that is not sent is blanked, except price and stock of SKUs that stay."""
    product = _editable(call)
    content = {k: v for k, v in content_of(call.body).items() if k not in NOT_IN_EDIT}
    return _edit(call, product, content, version=call.body.get("category_version", "v1"))


def partial(call: Call) -> Json:
    """What is not sent stays as it is in the draft, the version under review, or the base version."""
    product = _editable(call)
    sent = {k: v for k, v in content_of(call.body).items() if k not in NOT_IN_PARTIAL}
    return _edit(call, product, {**product.latest, **sent}, version=None)


def _editable(call: Call) -> Product:
    product = call.product()
    draft = save_mode(call.body) == "AS_DRAFT"
    if product.status in ("FREEZE", "DELETED") or (draft and product.status == "PENDING"):
        raise refuse(12052901)
    return product


def _edit(call: Call, product: Product, content: Json, *, version: str | None) -> Json:
    draft = save_mode(call.body) == "AS_DRAFT"
    skus, wrong = merged_skus(product, content.get("skus", []))
    content["skus"] = skus
    if "is_not_for_sale" in product.content:
        content["is_not_for_sale"] = product.content["is_not_for_sale"]
    if product.promotion and _price_changes(product, skus):
        raise refuse(12052038)
    listing = Listing(call.owner, call.shop, content, product, version, draft)
    for found in (*wrong, *listing.problems()):
        raise Refused(found)
    made, warnings = settled(call.owner, call.shop, content, product)
    if draft:
        _save_draft(product, made)
    else:
        _submit(call, product, made)
    product.update_time = int(call.owner.now())
    call.shop.claim(product)
    return {**written(product, made, warnings), "audit": {"status": product.audit}}


def _save_draft(product: Product, content: Json) -> None:
    """A draft of a product that was submitted before stands beside it; its stock is ignored."""
    if product.status == "DRAFT":
        product.content = content
    else:
        product.draft = content


def _submit(call: Call, product: Product, content: Json) -> None:
    product.draft = None
    _at_once(call, product, content)
    if product.status in _KEEPS_V1:
        if product.review is None and _same_to_reviewers(product.content, content):
            product.content = content  # price and stock need no review
            return
        product.review = content
    else:
        product.content, product.review = content, None
        product.status = "PENDING"
        product.product_status = "INITIAL" if product.product_status == "DRAFT" else product.product_status
    call.owner.reviews.submit(call.shop, product)


def _at_once(call: Call, product: Product, content: Json) -> None:
    """Price and stock inside an edit apply to the live version now."""
    new = {sku["id"]: sku for sku in content["skus"]}
    for sku in product.content["skus"]:
        if sku["id"] in new:
            before = stock.available(sku)
            sku |= {name: new[sku["id"]][name] for name in _AT_ONCE if name in new[sku["id"]]}
            stock.tell(call.owner, call.shop, product, sku["id"], "api_sync", stock.available(sku) - before)


def _same_to_reviewers(before: Json, after: Json) -> bool:
    return _reviewed(before) == _reviewed(after)


def _reviewed(content: Json) -> Json:
    skus = [{k: v for k, v in sku.items() if k not in _AT_ONCE} for sku in content["skus"]]
    return {**content, "skus": skus}


def _price_changes(product: Product, skus: list[Json]) -> bool:
    now = {sku["id"]: sku["price"]["amount"] for sku in product.content["skus"]}
    return any(sku.get("id") in now and sku["price"].get("amount") != now[sku["id"]] for sku in skus if "price" in sku)
