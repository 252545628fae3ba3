"""What a webhook is about, in plain words, beside the type as the shop sent it (platform-facts E11, T17)."""

from app.domain.words import N_
from app.web.language import Sentence

# TikTok numbers its webhooks; the names are those of Partner Center. Without a name: it has none there.
_TIKTOK: dict[str, tuple[Sentence, str]] = {
    "1": (N_("Order status changed"), "ORDER_STATUS_CHANGE"),
    "2": (N_("Cancellation or return changed"), "REVERSE_STATUS_UPDATE"),
    "3": (N_("Delivery address changed"), "RECIPIENT_ADDRESS_UPDATE"),
    "4": (N_("Parcel changed"), "PACKAGE_UPDATE"),
    "5": (N_("Product status changed"), "PRODUCT_STATUS_CHANGE"),
    "6": (N_("Access was withdrawn"), "SELLER_DEAUTHORIZATION"),
    "7": (N_("Access ends soon"), "UPCOMING_AUTHORIZATION_EXPIRATION"),
    "11": (N_("Cancellation changed"), "CANCELLATION_STATUS_CHANGE"),
    "12": (N_("Return changed"), "RETURN_STATUS_CHANGE"),
    "15": (N_("Product content changed"), "PRODUCT_INFORMATION_CHANGE"),
    "16": (N_("Product was created"), "PRODUCT_CREATION"),
    "18": (N_("Product category changed"), "PRODUCT_CATEGORY_CHANGE"),
    "27": (N_("Stock is running low"), ""),
    "37": (N_("Product was reviewed"), "PRODUCT_AUDIT_STATUS_CHANGE"),
    "38": (N_("Sale price ended"), ""),
    "50": (N_("SKU status changed"), ""),
    "68": (N_("Stock changed"), ""),
    "71": (N_("Stock changed"), ""),
}
_ECWID: dict[str, Sentence] = {
    "order.created": N_("Order was placed in Ecwid"),
    "order.updated": N_("Order changed"),
    "order.deleted": N_("Order was deleted"),
    "product.created": N_("Product was created"),
    "product.updated": N_("Product changed"),
    "product.deleted": N_("Product was deleted"),
    "category.created": N_("Category was created"),
    "category.updated": N_("Category changed"),
    "category.deleted": N_("Category was deleted"),
    "profile.updated": N_("Store settings changed"),
    "application.installed": N_("Weft was installed"),
    "application.uninstalled": N_("Weft was removed from the store"),
    "application.subscriptionStatusChanged": N_("Ecwid plan changed"),
}
OTHER = N_("Something else")


def words_of(platform: str, their_type: str) -> tuple[Sentence, str]:
    """The plain words, and the shop's own name of it, number and all."""
    if platform != "tiktok_shop":
        return _ECWID.get(their_type, OTHER), their_type
    plain, name = _TIKTOK.get(their_type, (OTHER, ""))
    return plain, f"{their_type} {name}".strip()


def types_like(search: str) -> list[str]:
    """TikTok's numbers whose name begins with what somebody typed: the log keeps the number alone."""
    typed = search.upper()
    return [number for number, (_, name) in _TIKTOK.items() if typed and name.startswith(typed)]
