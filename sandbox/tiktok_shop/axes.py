"""Ids and names of sales attributes: built-in ones, and those the platform made up for a product."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.tiktok_shop.attributes import SALES
from sandbox.tiktok_shop.ids import OTHER
from sandbox.tiktok_shop.records import Json, Product


class AxisNames:
    """Knows every axis and value of one product by id and by name. A scope is "" for axes, an axis id for values."""

    def __init__(self, product: Product | None, new_id: Callable[[str], str]) -> None:
        self._new_id = new_id
        self._ids: dict[tuple[str, str], str] = {}
        self._shown: dict[tuple[str, str], str] = {}
        for axis in SALES:
            self._learn("", axis.id, axis.name)
            for value_id, name in axis.values:
                self._learn(axis.id, value_id, name)
        for version in (product.content, product.review, product.draft) if product else ():
            for sku in (version or {}).get("skus", ()):
                for axis_row in sku.get("sales_attributes", ()):
                    self._learn("", axis_row["id"], axis_row["name"])
                    self._learn(axis_row["id"], axis_row["value_id"], axis_row["value_name"])

    def complete(self, axis: Json) -> Json:
        """The axis of a SKU with both ids and both names; an id wins over the name sent with it."""
        id_, name = self._pair("", axis.get("id", ""), axis.get("name", ""))
        value_id, value_name = self._pair(id_, axis.get("value_id", ""), axis.get("value_name", ""))
        pictures = {k: axis[k] for k in ("sku_img", "supplementary_sku_images") if axis.get(k)}
        return {"id": id_, "name": name, "value_id": value_id, "value_name": value_name, **pictures}

    def _learn(self, scope: str, id_: str, name: str) -> None:
        self._ids.setdefault((scope, name.lower()), id_)
        self._shown.setdefault((scope, id_), name)

    def _pair(self, scope: str, id_: str, name: str) -> tuple[str, str]:
        if not id_:
            id_ = self._ids.get((scope, name.lower())) or self._new_id(OTHER)
            self._learn(scope, id_, name)
        return id_, self._shown.get((scope, id_), name)
