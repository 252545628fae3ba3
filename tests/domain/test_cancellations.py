"""Cancelled in Ecwid: what TikTok is told (S111–S116)."""

import pytest

from app.domain.cancellations import CancelOnChannel, Disagree, cancelled_in_source
from app.domain.orders import OrderStatus

REASON = "seller_cancel_reason_wrong_price"


def test_cancelled_in_ecwid_is_cancelled_on_tiktok_with_the_connections_reason() -> None:
    """S112, S114"""
    assert cancelled_in_source("PAID", "CANCELLED", OrderStatus.AWAITING_SHIPMENT, REASON) == CancelOnChannel(REASON)
    assert cancelled_in_source("PAID", "REFUNDED", OrderStatus.AWAITING_COLLECTION, REASON) == CancelOnChannel(REASON)


def test_unpaid_orders_have_reasons_of_their_own() -> None:
    decision = cancelled_in_source("AWAITING_PAYMENT", "CANCELLED", OrderStatus.UNPAID, REASON)
    assert decision == CancelOnChannel("seller_cancel_unpaid_reason_wrong_price")


def test_our_own_writing_comes_back_as_an_echo_and_ends() -> None:
    """S114"""
    assert cancelled_in_source("CANCELLED", "CANCELLED", OrderStatus.AWAITING_SHIPMENT, REASON) is None
    assert cancelled_in_source("PAID", "CANCELLED", OrderStatus.CANCELLED, REASON) is None


@pytest.mark.parametrize("status", [OrderStatus.IN_TRANSIT, OrderStatus.DELIVERED, OrderStatus.COMPLETED])
def test_too_late_is_shown_as_disagree(status: OrderStatus) -> None:
    """S114"""
    assert cancelled_in_source("PAID", "CANCELLED", status, REASON) == Disagree()


def test_a_partial_refund_cancels_nothing() -> None:
    assert cancelled_in_source("PAID", "PARTIALLY_REFUNDED", OrderStatus.AWAITING_SHIPMENT, REASON) is None


def test_an_unknown_reason_becomes_one_that_tiktok_takes() -> None:
    decision = cancelled_in_source("PAID", "CANCELLED", OrderStatus.ON_HOLD, "nonsense")
    assert decision == CancelOnChannel("seller_cancel_reason_out_of_stock")
