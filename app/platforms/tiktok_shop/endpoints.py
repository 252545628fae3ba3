"""The calls Weft makes: method, path with its version, whether `shop_cipher` goes along (tiktok-shop.md 0.1)."""

from dataclasses import dataclass

from app.platforms.calls import MEGABYTE


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation. `repeatable`: twice does no harm, so an unknown outcome is tried again at once.

    Creating is not, in spite of its key: after an unknown outcome the outbox looks first, then sends the same key.
    `shop_cipher` is refused where it does not belong (36009004) and missed where it does (106013).
    """

    method: str
    path: str
    cipher: bool = True
    repeatable: bool = True
    total_s: float = 30.0
    max_bytes: int = 8 * MEGABYTE

    @property
    def name(self) -> str:
        """What logs and the allowance call it: no id in it."""
        return f"{self.method} {self.path}"


SHOPS = Endpoint("GET", "/authorization/202309/shops", cipher=False)
WEBHOOKS = Endpoint("GET", "/event/202309/webhooks")
SET_WEBHOOK = Endpoint("PUT", "/event/202309/webhooks")
PREREQUISITES = Endpoint("GET", "/product/202312/prerequisites")
WAREHOUSES = Endpoint("GET", "/logistics/202309/warehouses")
# The whole tree in one answer: thousands of rows on live shops.
CATEGORIES = Endpoint("GET", "/product/202309/categories", total_s=60.0, max_bytes=32 * MEGABYTE)
RECOMMEND = Endpoint("POST", "/product/202309/categories/recommend")
ATTRIBUTES = Endpoint("GET", "/product/202309/categories/{id}/attributes")
RULES = Endpoint("GET", "/product/202309/categories/{id}/rules")
UPLOAD_IMAGE = Endpoint("POST", "/product/202309/images/upload", cipher=False, total_s=60.0)
CREATE = Endpoint("POST", "/product/202309/products", repeatable=False)
EDIT = Endpoint("PUT", "/product/202509/products/{id}", repeatable=False)
PRODUCT = Endpoint("GET", "/product/202309/products/{id}")
SEARCH = Endpoint("POST", "/product/202502/products/search")

# Scopes these calls need (scope_list of each endpoint's page).
SCOPES = ("seller.authorization.info", "seller.product.basic", "seller.product.write", "seller.logistics")
