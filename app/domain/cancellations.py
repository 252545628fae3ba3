"""Cancelled on one side: what the other side is told (S111–S116). Echoes end here."""

from dataclasses import dataclass

from app.domain.orders import OrderStatus

CANCELLED_IN_SOURCE = ("CANCELLED", "REFUNDED")
# While TikTok lets a US seller cancel (platform-facts T16).
SELLER_MAY = (
    OrderStatus.UNPAID,
    OrderStatus.ON_HOLD,
    OrderStatus.AWAITING_SHIPMENT,
    OrderStatus.AWAITING_COLLECTION,
)
UNPAID_REASONS = {
    "seller_cancel_reason_out_of_stock": "seller_cancel_unpaid_reason_out_of_stock",
    "seller_cancel_reason_wrong_price": "seller_cancel_unpaid_reason_wrong_price",
    "seller_cancel_paid_reason_buyer_requested_cancellation": (
        "seller_cancel_unpaid_reason_buyer_requested_cancellation"
    ),
}
REASONS = (
    "seller_cancel_reason_out_of_stock",
    "seller_cancel_reason_wrong_price",
    "seller_cancel_paid_reason_address_not_deliver",
    "seller_cancel_paid_reason_buyer_requested_cancellation",
)
# What TikTok takes as a reason for declining a buyer's wish (US, platform-facts T16); the first is the usual one.
DECLINE_REASONS = (
    "seller_reject_apply_product_has_been_packed",
    "order_manage_list_action_respond_popup_reject_reason_delivered",
    "order_manage_list_action_respond_popup_reject_reason_buyer_agree",
    "order_manage_list_action_respond_popup_reject_reason_invalid_cancellation_reason",
)


@dataclass(frozen=True, slots=True)
class CancelOnChannel:
    """Cancel it on TikTok with this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Disagree:
    """Cancelled in Ecwid, but TikTok does not let a seller cancel any more: both sides stay, and both are shown."""


def cancelled_in_source(
    payment_before: str, payment_now: str, status: OrderStatus, reason: str
) -> CancelOnChannel | Disagree | None:
    """What a cancellation seen in Ecwid means for TikTok. None: nothing, or an echo of our own writing."""
    if payment_now not in CANCELLED_IN_SOURCE or payment_before in CANCELLED_IN_SOURCE:
        return None
    if status is OrderStatus.CANCELLED:
        return None
    if status not in SELLER_MAY:
        return Disagree()
    return CancelOnChannel(reason_for(status, reason))


def reason_for(status: OrderStatus, reason: str) -> str:
    """TikTok's reason key for this status (7.2): an unpaid order has keys of its own."""
    if status is OrderStatus.UNPAID:
        return UNPAID_REASONS.get(reason, "seller_cancel_unpaid_reason_out_of_stock")
    return reason if reason in REASONS else REASONS[0]
