"""The calls Weft makes: method, path with its version, whether `shop_cipher` goes along (platform-facts T2)."""

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

ORDERS = Endpoint("POST", "/order/202309/orders/search")
ORDER_DETAIL = Endpoint("GET", "/order/202507/orders")
REFER_ORDERS = Endpoint("POST", "/order/202406/orders/external_orders")
# Both together end within the lease of whoever sends them; absolute values, so again does no harm.
SET_STOCK = Endpoint("POST", "/product/202309/products/{id}/inventory/update", total_s=12.0)
SET_PRICES = Endpoint("POST", "/product/202309/products/{id}/prices/update", total_s=12.0)
STOCK = Endpoint("POST", "/product/202309/inventory/search")
PROVIDERS = Endpoint("GET", "/logistics/202309/delivery_options/{id}/shipping_providers")
SHIP = Endpoint("POST", "/fulfillment/202309/orders/{id}/packages", repeatable=False)
CHANGE_TRACKING = Endpoint("POST", "/fulfillment/202309/packages/{id}/shipping_info/update", repeatable=False)
SHIPPING_SERVICES = Endpoint("POST", "/fulfillment/202309/orders/{id}/shipping_services/query")
BUY_LABEL = Endpoint("POST", "/fulfillment/202512/packages", repeatable=False)
LABEL = Endpoint("GET", "/fulfillment/202309/packages/{id}/shipping_documents")
CANCEL = Endpoint("POST", "/return_refund/202602/cancellations", repeatable=False)
CANCELLATIONS = Endpoint("POST", "/return_refund/202602/cancellations/search")
# These two carry a key.
APPROVE_CANCELLATION = Endpoint("POST", "/return_refund/202309/cancellations/{id}/approve")
REJECT_CANCELLATION = Endpoint("POST", "/return_refund/202309/cancellations/{id}/reject")

# Scopes these calls need (scope_list of each endpoint's page).
SCOPES = (
    "seller.authorization.info",
    "seller.product.basic",
    "seller.product.write",
    "seller.logistics",
    "seller.order.info",
    "seller.order.ext_ref.write",
    "seller.fulfillment.basic",
    "seller.return_refund.basic",
)
