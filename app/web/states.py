"""The words of states, each with its tone and glyph. A word that is not in its table is an error (design: States)."""

from app.domain.listings import ListingStatus
from app.domain.orders import OrderStatus, RelayState
from app.domain.products import SyncState
from app.domain.words import N_

# Our words, filled badges: word -> tone, glyph.
STATES = {
    N_("Not synced"): ("neutral", "not"),
    N_("Queued"): ("neutral", "queued"),
    N_("Sending"): ("info", "sending"),
    N_("In review"): ("review", "review"),
    N_("Synced"): ("success", "synced"),
    N_("Sync failed"): ("danger", "failed"),
    N_("Update failed"): ("danger", "update"),
    N_("Deactivated"): ("neutral", "off"),
    N_("Unsent changes"): ("warning", "dot"),
    N_("Draft"): ("neutral", "not"),
    N_("In step"): ("success", "synced"),
    N_("Paused"): ("warning", "paused"),
    N_("Needs reauthorising"): ("warning", "needs"),
    N_("Disconnected by TikTok"): ("danger", "failed"),
    N_("Disconnected"): ("neutral", "off"),
    N_("Running"): ("info", "sending"),
    N_("Completed"): ("success", "synced"),
    N_("Error"): ("danger", "failed"),
    N_("Stopped"): ("neutral", "paused"),
    N_("Live"): ("success", "synced"),
    N_("Refused"): ("danger", "failed"),
    N_("Skipped"): ("neutral", "off"),
    N_("Sent"): ("success", "synced"),
    N_("Unchanged"): ("neutral", "off"),
    N_("Locked"): ("warning", "clock"),
    N_("Done"): ("success", "synced"),
    N_("Failed"): ("danger", "failed"),
    N_("Received"): ("neutral", "queued"),
    N_("Duplicate"): ("neutral", "off"),
    N_("Active"): ("success", "synced"),
    N_("Suggested"): ("info", "dot"),
    N_("Invite only"): ("warning", "needs"),
    N_("Retrying"): ("info", "sending"),
    N_("Not on TikTok yet"): ("warning", "needs"),
    N_("Needs linking"): ("warning", "needs"),
    N_("Needs you"): ("warning", "needs"),
    N_("Waiting for payment"): ("neutral", "clock"),
    N_("On hold"): ("neutral", "clock"),
    N_("Disagree"): ("danger", "update"),
    N_("Archived"): ("neutral", "off"),
}

# Their words, outlined badges: word -> tone of the dot.
TTS = {
    N_("Live"): "success",
    N_("Pending"): "review",
    N_("Failed"): "danger",
    N_("Deactivated"): "neutral",
    N_("Suspended"): "danger",
    N_("Frozen"): "danger",
    N_("Draft"): "neutral",
    N_("Deleted"): "neutral",
    N_("Unknown"): "neutral",
    # TikTok's nine words of an order, and no other.
    N_("Unpaid"): "neutral",
    N_("On hold"): "neutral",
    N_("Awaiting shipment"): "warning",
    N_("Partially shipping"): "info",
    N_("Awaiting collection"): "info",
    N_("In transit"): "info",
    N_("Delivered"): "success",
    N_("Completed"): "success",
    N_("Cancelled"): "neutral",
}

SYNC_WORDS = {
    SyncState.NOT_SYNCED: "Not synced",
    SyncState.QUEUED: "Queued",
    SyncState.SENDING: "Sending",
    SyncState.IN_REVIEW: "In review",
    SyncState.SYNCED: "Synced",
    SyncState.SYNC_FAILED: "Sync failed",
    SyncState.UPDATE_FAILED: "Update failed",
    SyncState.DEACTIVATED: "Deactivated",
}
LISTING_WORDS = {
    ListingStatus.DRAFT: "Draft",
    ListingStatus.PENDING: "Pending",
    ListingStatus.SCHEDULED: "Pending",
    ListingStatus.FAILED: "Failed",
    ListingStatus.ACTIVATE: "Live",
    ListingStatus.SELLER_DEACTIVATED: "Deactivated",
    ListingStatus.PLATFORM_DEACTIVATED: "Suspended",
    ListingStatus.FREEZE: "Frozen",
    ListingStatus.DELETED: "Deleted",
    ListingStatus.UNKNOWN: "Unknown",
}
ORDER_WORDS = {
    OrderStatus.UNPAID: "Unpaid",
    OrderStatus.ON_HOLD: "On hold",
    OrderStatus.AWAITING_SHIPMENT: "Awaiting shipment",
    OrderStatus.PARTIALLY_SHIPPING: "Partially shipping",
    OrderStatus.AWAITING_COLLECTION: "Awaiting collection",
    OrderStatus.IN_TRANSIT: "In transit",
    OrderStatus.DELIVERED: "Delivered",
    OrderStatus.COMPLETED: "Completed",
    OrderStatus.CANCELLED: "Cancelled",
    OrderStatus.UNKNOWN: "Unknown",
}
RELAY_WORDS = {
    RelayState.WAITING_FOR_PAYMENT: "Waiting for payment",
    RelayState.ON_HOLD: "On hold",
    RelayState.NEEDS_LINKING: "Needs linking",
    RelayState.QUEUED: "Queued",
    RelayState.SENDING: "Sending",
    RelayState.MAYBE: "Retrying",
    RelayState.RETRYING: "Retrying",
    RelayState.NEEDS_YOU: "Needs you",
    RelayState.SYNCED: "Synced",
    RelayState.SKIPPED: "Skipped",
    RelayState.CANCELLED: "Skipped",
}
# Ecwid's two statuses of an order (S95), each as a word of its own.
SOURCE_WORDS = {
    "AWAITING_PAYMENT": N_("Awaiting payment"),
    "PAID": N_("Paid"),
    "CANCELLED": N_("Cancelled"),
    "REFUNDED": N_("Refunded"),
    "PARTIALLY_REFUNDED": N_("Partially refunded"),
    "INCOMPLETE": N_("Incomplete"),
    "AWAITING_PROCESSING": N_("Awaiting processing"),
    "PROCESSING": N_("Processing"),
    "SHIPPED": N_("Shipped"),
    "OUT_FOR_DELIVERY": N_("Out for delivery"),
    "DELIVERED": N_("Delivered"),
    "WILL_NOT_DELIVER": N_("Will not deliver"),
    "RETURNED": N_("Returned"),
    "READY_FOR_PICKUP": N_("Ready for pickup"),
}
# Three words are the family (S126, S127); a task stopped by a person did not fail.
TASK_WORDS = {
    "queued": "Running",
    "running": "Running",
    "paused": "Running",
    "finished": "Completed",
    "stopped": "Completed",
    "died": "Error",
}
ITEM_WORDS = {
    "queued": "Queued",
    "sending": "Sending",
    "in_review": "In review",
    "live": "Live",
    "refused": "Refused",
    "skipped": "Skipped",
    "stopped": "Stopped",
    "due": "Queued",
    "sent": "Sent",
    "unchanged": "Unchanged",
    "locked": "Locked",
}
# state of a connection -> word, thread between the two shops
CONNECTION_WORDS = {
    "draft": ("Draft", "half"),
    "active": ("In step", "whole"),
    "paused": ("Paused", "slack"),
    "reauthorise": ("Needs reauthorising", "cut"),
    "disconnected": ("Disconnected by TikTok", "cut"),
}
