"""Why orders are cancelled: the keys of the US tables (D25 cancel-reasons) and what people read instead of them."""

from __future__ import annotations

_BUYER = "ecom_order_to_ship_canceled_reason_"
_UNPAID = "ecom_order_unpaid_canceled_reason_"

SELLER_UNPAID = {
    "seller_cancel_unpaid_reason_out_of_stock": "Out of stock",
    "seller_cancel_unpaid_reason_wrong_price": "Pricing error",
    "seller_cancel_unpaid_reason_buyer_hasnt_paid_within_time_allowed": "Buyer did not pay on time",
    "seller_cancel_unpaid_reason_buyer_requested_cancellation": "Buyer requested cancellation",
}
SELLER_PAID = {
    "seller_cancel_reason_out_of_stock": "Out of stock",
    "seller_cancel_reason_wrong_price": "Pricing error",
    "seller_cancel_paid_reason_address_not_deliver": "Unable to deliver to buyer address",
    "seller_cancel_paid_reason_buyer_requested_cancellation": "Buyer requested cancellation",
}
# Still known to the platform, offered to nobody any more. Which keys these are is not published; this is one.
RETIRED = {"seller_cancel_reason_other": "Other"}
BUYER_UNPAID = {
    f"{_UNPAID}payment_method_not_available": "Preferred payment method not available",
    f"{_UNPAID}created_by_mistakes": "Ordered by mistake",
    f"{_UNPAID}better_price": "Better price available",
    f"{_UNPAID}no_longer_needed": "No longer needed",
    f"{_UNPAID}other": "Other",
}
BUYER_PAID = {
    f"{_BUYER}no_longer_needed": "No longer needed",
    f"{_BUYER}change_payment_method": "Need to change payment method",
    f"{_BUYER}discount_not_expected": "Discount not as expected",
    f"{_BUYER}created_by_mistakes": "Bought by mistake",
    f"{_BUYER}high_delivery_costs": "High shipping fee",
    f"{_BUYER}better_price": "Better price available",
    f"{_BUYER}wrong_delivery_info": "Incorrect shipping address",
    f"{_BUYER}not_shipped_on_time": "Item wasn't shipped on time",
    f"{_BUYER}forgot_to_apply_coupons": "Forgot to apply coupons",
}
SYSTEM = {
    "system_cancel_unpaid_time_out": "Buyer payment overdue",
    "system_cancel_order_reason_shipping_timeout": "Automatically cancelled due to collection time out",
    "system_cancel_order_untracked": "Automatically cancelled due to untraceable tracking number",
    "package_lost": "Package lost",
    "package_damaged": "Package damaged",
    "returned_to_shipper_refused": "Package rejected",
    "returned_to_shipper_other": "Package delivery failed",
    "threepl_breach": "Late delivery",
    "platform_cancel": "Order cancelled by system",
    "package_cancel": "Order cancelled by system",
    "system_cancel_order_reason_potential_fraud": (
        "We have identified a risk involved with your order and cancelled your order for safety reasons to protect "
        "your transaction."
    ),
    "operator_cancel_risk_control_block": "Failed to pass risk review",
}
REJECT = {
    "order_manage_list_action_respond_popup_reject_reason_invalid_cancellation_reason": (
        "Invalid reason for cancellation"
    ),
    "order_manage_list_action_respond_popup_reject_reason_delivered": "Product delivery is on schedule",
    "order_manage_list_action_respond_popup_reject_reason_buyer_agree": "Reached an agreement with the buyer",
    "seller_reject_apply_product_has_been_packed": "Product has been packed",
}
SELLER = SELLER_UNPAID | SELLER_PAID
TEXTS = SELLER | RETIRED | BUYER_UNPAID | BUYER_PAID | SYSTEM
NOT_BACK = frozenset({"seller_cancel_unpaid_reason_out_of_stock", "seller_cancel_reason_out_of_stock"})


def sellers(status: str) -> dict[str, str]:
    """What a seller may give as the reason while an order has this status; {} when they may not cancel it."""
    if status == "UNPAID":
        return SELLER_UNPAID
    # The table ends at AWAITING_SHIPMENT; in the US a seller may cancel until the carrier has the parcel.
    return (
        SELLER_PAID if status in ("ON_HOLD", "AWAITING_SHIPMENT", "PARTIALLY_SHIPPING", "AWAITING_COLLECTION") else {}
    )


def buyers(status: str) -> dict[str, str]:
    return BUYER_UNPAID if status == "UNPAID" else BUYER_PAID
