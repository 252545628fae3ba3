"""Activate, deactivate, delete, recover: up to 20 products, failures one by one under code 0 (platform-facts T7)."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.errors import problem, refuse
from sandbox.tiktok_shop.records import Json, Product
from sandbox.tiktok_shop.review import status_data

MOST = 20
Change = Callable[[Call, Product], bool]


def activate(call: Call) -> Json:
    """Failures are nested here, and only here."""
    return _each(call, _activate, nested=True)


def deactivate(call: Call) -> Json:
    return _each(call, _deactivate)


def delete(call: Call) -> Json:
    return _each(call, _delete)


def recover(call: Call) -> Json:
    return _each(call, _recover)


def _each(call: Call, change: Change, *, nested: bool = False) -> Json:
    ids = call.body["product_ids"]
    if not ids:
        raise refuse(12052910)
    if len(ids) > MOST:
        raise refuse(12019120)
    errors = []
    for id_ in ids:
        code = _try(call, id_, change)
        if code:
            errors.append(_error(id_, code, nested=nested))
    return {"errors": errors} if errors else {}


def _try(call: Call, id_: str, change: Change) -> int:
    """Changes one product. 0, or the code it is refused with."""
    product = call.shop.products.get(id_)
    if product is None:
        foreign = any(id_ in shop.products for shop in call.owner.shops.values())
        return 12052048 if foreign else 12052032
    if not change(call, product):
        return 12052901
    product.update_time = int(call.owner.now())
    call.shop.claim(product)
    return 0


def _error(id_: str, code: int, *, nested: bool) -> Json:
    text = problem(code).message
    if not nested:
        return {"code": code, "message": text, "detail": {"product_id": id_}}
    detail = {"product_id": id_, "extra_errors": [{"code": code, "message": text}]}
    return {"code": 12052990, "message": problem(12052990).message, "detail": detail}


def _activate(call: Call, product: Product) -> bool:
    if product.status not in ("SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED"):
        return False
    product.status = "PENDING"
    call.owner.reviews.submit(call.shop, product)
    return True


def _deactivate(call: Call, product: Product) -> bool:
    if product.status != "ACTIVATE":
        return False
    _put(call, product, "SELLER_DEACTIVATED")
    return True


def _delete(call: Call, product: Product) -> bool:
    if product.status in ("FREEZE", "DELETED"):
        return False
    product.review = product.draft = None
    _put(call, product, "DELETED")
    return True


def _recover(call: Call, product: Product) -> bool:
    if product.status != "DELETED":
        return False
    _put(call, product, "SELLER_DEACTIVATED")
    return True


def _put(call: Call, product: Product, status: str) -> None:
    product.status = product.product_status = status
    if product.review is None:
        product.audit = "NONE"
    call.owner.notify(call.shop, "PRODUCT_STATUS_CHANGE", status_data(product, "PRODUCT_STATUS_CHANGED"))
