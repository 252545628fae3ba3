"""TikTok's cancellations as ours (platform-facts T16). Pure."""

from datetime import UTC, datetime

from app.platforms.order_roles import Cancellation
from app.platforms.tiktok_shop import order_wire as wire
from app.platforms.tiktok_shop.order_parse import moment, text

# One documented sample still has the old word.
_BUYER_REQUEST = ("BUYER_CANCEL", "REQUEST_CANCEL_REFUND")
_RESPOND = "SELLER_RESPOND_CANCEL"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cancellation(row: wire.CancellationRow) -> Cancellation:
    """One cancellation, its status in one spelling. Raises ValueError, OverflowError for times nobody can read."""
    actions = row.seller_next_action_response or ()
    return Cancellation(
        id=text(row.cancel_id),
        order_id=text(row.order_id),
        by_buyer_request=row.cancel_type in _BUYER_REQUEST,
        role=row.role or "",
        status=status_of(row.cancel_status),
        reason=row.cancel_reason or "",
        reason_text=row.cancel_reason_text or "",
        unit_ids=tuple(
            text(unit.order_line_item_id) for unit in row.cancel_line_items or () if unit.order_line_item_id
        ),
        restock=bool(row.should_replenish_stock),
        deadline=next((moment(action.deadline) for action in actions if action.action == _RESPOND), None),
        updated_at=moment(row.update_time) or moment(row.create_time) or _EPOCH,
    )


def status_of(word: str | None) -> str:
    """TikTok's word; of its two spellings of "withdrawn or rejected" always CANCELLATION_REQUEST_CANCEL."""
    return "CANCELLATION_REQUEST_CANCEL" if word == "CANCELLATION_REQUEST_CANCELLED" else word or ""
