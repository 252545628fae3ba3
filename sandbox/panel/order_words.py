"""What the panel calls the states of orders, and what can be done in them."""

from __future__ import annotations

from sandbox.pages import N_

Button = tuple[str, str]  # verb of `order_actions`, what stands on the button

STATUSES = {
    "UNPAID": (N_("Unpaid"), "neutral"),
    "ON_HOLD": (N_("On hold"), "neutral"),
    "AWAITING_SHIPMENT": (N_("Awaiting shipment"), "warning"),
    "PARTIALLY_SHIPPING": (N_("Partially shipping"), "warning"),
    "AWAITING_COLLECTION": (N_("Awaiting collection"), "info"),
    "IN_TRANSIT": (N_("In transit"), "info"),
    "DELIVERED": (N_("Delivered"), "success"),
    "COMPLETED": (N_("Completed"), "success"),
    "CANCELLED": (N_("Cancelled"), "neutral"),
}
_CANCEL: Button = ("cancel", N_("Cancel"))
BUTTONS: dict[str, tuple[Button, ...]] = {
    "UNPAID": (("pay", N_("Pay")), ("ask-to-cancel", N_("Cancel"))),
    "ON_HOLD": (("end-hold", N_("End the hold")), ("ask-to-cancel", N_("Cancel"))),
    "AWAITING_SHIPMENT": (("ask-to-cancel", N_("Buyer asks to cancel")), ("ship", N_("Ship")), _CANCEL),
    "PARTIALLY_SHIPPING": (("ship", N_("Ship the rest")), _CANCEL),
    "AWAITING_COLLECTION": (("collect", N_("Collect")), _CANCEL),
    "IN_TRANSIT": (("deliver", N_("Deliver")), ("lose", N_("Lose"))),
    "DELIVERED": (("complete", N_("Complete")),),
}
ASKED: tuple[Button, ...] = (("withdraw", N_("Buyer withdraws")), ("ship", N_("Ship")))
STAGES = {"paid": N_("Paid"), "unpaid": N_("Unpaid"), "ready": N_("Paid, hold over")}
WAYS = {"SELLER": N_("By the seller"), "TIKTOK": N_("With TikTok’s label"), "FBT": N_("By TikTok (FBT)")}

PAYMENT = {
    "AWAITING_PAYMENT": N_("Awaiting payment"),
    "PAID": N_("Paid"),
    "CANCELLED": N_("Cancelled"),
    "REFUNDED": N_("Refunded"),
    "PARTIALLY_REFUNDED": N_("Partly refunded"),
    "INCOMPLETE": N_("Unfinished"),
}
FULFILMENT = {
    "AWAITING_PROCESSING": N_("Awaiting processing"),
    "PROCESSING": N_("Processing"),
    "SHIPPED": N_("Shipped"),
    "DELIVERED": N_("Delivered"),
    "WILL_NOT_DELIVER": N_("Will not deliver"),
    "RETURNED": N_("Returned"),
    "READY_FOR_PICKUP": N_("Ready for pickup"),
    "OUT_FOR_DELIVERY": N_("Out for delivery"),
}
