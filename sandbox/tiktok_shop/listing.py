"""One listing on its way in: everything the platform would refuse about it, in one place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.tiktok_shop.brands import SEEDED
from sandbox.tiktok_shop.categories import TREE, leaf_problem, version_problem
from sandbox.tiktok_shop.checks.certificates import certificate_problems
from sandbox.tiktok_shop.checks.description import description_problems
from sandbox.tiktok_shop.checks.extras import external_id_problems, other_problems, pre_sale_problems
from sandbox.tiktok_shop.checks.identifiers import identifier_problems
from sandbox.tiktok_shop.checks.package import package_problems
from sandbox.tiktok_shop.checks.pictures import main_image_problems, size_chart_problems
from sandbox.tiktok_shop.checks.prices import price_problems
from sandbox.tiktok_shop.checks.properties import chosen, property_problems
from sandbox.tiktok_shop.checks.skus import sku_picture_problems, sku_problems
from sandbox.tiktok_shop.checks.stock import stock_problems
from sandbox.tiktok_shop.checks.text import title_problems
from sandbox.tiktok_shop.errors import Problem, problem
from sandbox.tiktok_shop.media import BUCKET
from sandbox.tiktok_shop.records import Json, Product, Shop, claims
from sandbox.tiktok_shop.rules import takes_size_chart
from sandbox.tiktok_shop.seed import PREREQUISITES

if TYPE_CHECKING:
    from sandbox.tiktok_shop.shop import TikTokShop

CURRENCIES = {"US": "USD", "GB": "GBP", "DE": "EUR"}


@dataclass(frozen=True)
class Listing:
    """`content` as it would be stored; `product` None while it is created; `version` the category_version sent
    (None: not looked at); `draft`: what a listing demands may still be missing."""

    owner: TikTokShop
    shop: Shop
    content: Json
    product: Product | None = None
    version: str | None = None
    draft: bool = False

    def problems(self) -> Iterator[Problem]:
        """Everything wrong with it, the first first."""
        content = self.content
        if not self.draft and self.product is None:
            yield from self._prerequisites()
        yield from title_problems(content.get("title", ""))
        yield from description_problems(content.get("description", ""), self._is_ours)
        yield from main_image_problems(content.get("main_images", []), self.owner.media.pictures)
        yield from self._sku_problems(content.get("skus", []))
        wrong = self._category_problem()
        if wrong:
            yield wrong
        yield from self._category_rules(usable=wrong is None)
        yield from other_problems(content, self.owner.media.files, self.owner.now())
        product_id = self.product.id if self.product else ""
        yield from external_id_problems(content, self.shop.external_ids, product_id, claims(content))

    def _prerequisites(self) -> Iterator[Problem]:
        for item in self.shop.failing:
            code = PREREQUISITES[item][1]
            if code:
                yield problem(code)

    def _category_problem(self) -> Problem | None:
        if self.version is not None and (wrong := version_problem(self.version)):
            return wrong
        return leaf_problem(self.content.get("category_id", ""))

    def _category_rules(self, *, usable: bool) -> Iterator[Problem]:
        category = TREE[self.content["category_id"]] if usable else None
        needs_size = category is not None and "dims" in category.traits and not self.draft
        yield from package_problems(self.content, dimensions_required=needs_size)
        brand = SEEDED.get(self.content.get("brand_id", ""))
        if brand and brand.top and not brand.authorized:
            yield problem(12052208)
        if category is None or self.draft:
            return
        given = self.content.get("product_attributes", [])
        pictures, files = self.owner.media.pictures, self.owner.media.files
        yield from property_problems(category, given)
        certificates = self.content.get("certifications", [])
        yield from certificate_problems(category, certificates, chosen(given), pictures, files, self.owner.now())
        yield from size_chart_problems(
            self.content.get("size_chart"),
            pictures,
            supported=takes_size_chart(category),
            required="chart!" in category.traits,
        )

    def _sku_problems(self, skus: list[Json]) -> Iterator[Problem]:
        had = known_values(self.product)
        yield from sku_problems(skus, had)
        if had and not any(sku.get("sales_attributes") for sku in skus):
            yield problem(12052550)
        yield from sku_picture_problems(skus, self.owner.media.pictures)
        for sku in skus:
            yield from price_problems(sku, CURRENCIES[self.shop.region])
            yield from stock_problems(self.shop, sku, self._is_foreign, exists="id" in sku)
        yield from identifier_problems(skus, self._submitted_codes())
        yield from pre_sale_problems(skus, self.owner.now())

    def _submitted_codes(self) -> dict[str, Json]:
        if self.product is None or self.product.status == "DRAFT":
            return {}
        skus = self.product.latest["skus"]
        return {sku["id"]: sku["identifier_code"] for sku in skus if sku.get("identifier_code")}

    def _is_ours(self, url: str) -> bool:
        _, found, rest = url.partition(f"{BUCKET}/")
        return bool(found) and f"{BUCKET}/{rest.split('~', 1)[0]}" in self.owner.media.pictures

    def _is_foreign(self, warehouse_id: str) -> bool:
        others = (s for s in self.owner.shops.values() if s is not self.shop)
        return any(other.warehouse(warehouse_id) for other in others)


def known_values(product: Product | None) -> dict[str, set[str]]:
    """Axis id → ids of its values, as the platform gave them to this product."""
    made: dict[str, set[str]] = {}
    for version in (product.content, product.review, product.draft) if product else ():
        for sku in (version or {}).get("skus", ()):
            for axis in sku.get("sales_attributes", ()):
                made.setdefault(axis["id"], set()).add(axis["value_id"])
    return made
