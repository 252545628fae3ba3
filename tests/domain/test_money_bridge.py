"""The money bridge: every line leads to the next, and the totals are TikTok's own (B10)."""

from dataclasses import replace
from decimal import Decimal

from app.domain.discounts import BUYER_PAID, LIST_PRICE, POLICIES, WITH_PLATFORM_DISCOUNT
from app.domain.money_bridge import Bridge, bridge, written_total
from app.domain.orders import ZERO, Link, Order, OrderMoney, OrderPolicy, OrderStatus, OrderUnit
from app.domain.relay import source_order
from tests.domain.samples import MUG

# The order of the design: two items of $76.00, discounts of both sides, shipping and tax.
MONEY = OrderMoney(
    currency="USD",
    total=Decimal("78.55"),
    sub_total=Decimal("67.92"),
    shipping_fee=Decimal("4.49"),
    tax=Decimal("6.14"),
    seller_discount=Decimal("6.08"),
    platform_discount=Decimal("2.00"),
    original_products=Decimal("76.00"),
    original_shipping=Decimal("4.49"),
)


def amounts(made: Bridge) -> dict[str, Decimal]:
    return {step.label: step.amount for step in (*made.paid, made.written, *made.earned)}


def test_every_line_begins_where_the_one_before_ended() -> None:
    """B10."""
    made = bridge(MONEY, BUYER_PAID)
    at = ZERO
    for step in made.paid[:-1]:
        assert (step.start, step.end) == (at, at + step.amount)
        at = step.end
    assert at == made.paid[-1].amount == MONEY.total
    at = MONEY.total
    for step in made.earned[:-1]:
        assert (step.start, step.end) == (at, at + step.amount)
        at = step.end
    assert at == made.earned[-1].amount


def test_the_payout_is_what_the_buyer_paid_without_tax_and_with_tiktoks_discount() -> None:
    """B10: TikTok remits the tax and pays the seller for its own discount; its fees are not known here."""
    found = amounts(bridge(MONEY, BUYER_PAID))
    assert found["Expected payout, before TikTok’s fees"] == Decimal("74.41")
    assert found["Tax, which TikTok remits"] == Decimal("-6.14")
    assert found["TikTok discount, paid to you"] == Decimal("2.00")


def test_parts_of_nothing_are_left_out() -> None:
    """B10: no line says $0.00, whatever the order is worth."""
    assert all(step.amount for step in bridge(MONEY, BUYER_PAID).paid)
    free = bridge(OrderMoney("USD", ZERO, ZERO), BUYER_PAID)
    assert [step.label for step in free.paid] == ["Buyer paid"]


def test_a_subsidy_of_shipping_is_paid_to_the_seller() -> None:
    """B10: the buyer paid $1.99 of $6.99 shipping; TikTok pays the rest."""
    money = replace(
        MONEY,
        shipping_fee=Decimal("1.99"),
        original_shipping=Decimal("6.99"),
        shipping_platform_discount=Decimal("5.00"),
        total=Decimal("76.05"),
    )
    found = amounts(bridge(money, BUYER_PAID))
    assert found["Shipping"] == Decimal("6.99")
    assert found["Shipping subsidy of TikTok"] == Decimal("-5.00")
    assert found["Shipping subsidy, paid to you"] == Decimal("5.00")
    assert bridge(money, BUYER_PAID).unexplained == ZERO


def test_a_cent_that_tiktok_does_not_explain_is_a_line_of_its_own() -> None:
    """B10, S96: differences are listed, not hidden."""
    made = bridge(replace(MONEY, total=Decimal("78.57")), BUYER_PAID)
    assert made.unexplained == Decimal("0.02")
    assert amounts(made)["Not explained by TikTok"] == Decimal("0.02")


def test_without_original_prices_they_are_worked_out() -> None:
    """TikTok leaves out fields without a value (platform-facts T10)."""
    made = bridge(replace(MONEY, original_products=ZERO, original_shipping=ZERO), BUYER_PAID)
    assert amounts(made)["Items, your prices"] == Decimal("76.00")
    assert made.unexplained == ZERO


def test_ecwids_own_total_is_shown_once_there_is_one() -> None:
    """B10: what is shown as written is what was written, whatever the policy is today."""
    waiting, written = bridge(MONEY, BUYER_PAID), bridge(MONEY, WITH_PLATFORM_DISCOUNT, Decimal("78.55"))
    assert (waiting.written.label, waiting.written.amount) == ("To be written to Ecwid", MONEY.total)
    assert (written.written.label, written.written.amount, written.apart) == ("Written to Ecwid", MONEY.total, ZERO)
    assert bridge(MONEY, BUYER_PAID, Decimal("78.50")).apart == Decimal("-0.05")


def test_the_bridge_and_the_relay_write_the_same_total() -> None:
    """S96, B10: the page promises what the relay does."""
    unit = OrderUnit("1", "sku", "product", "MUG-1", MUG.title, "", Decimal("76.00"), Decimal("67.92"), Decimal("6.08"),
                     Decimal("2.00"), Decimal("6.14"))  # fmt: skip
    order = Order("577", OrderStatus.AWAITING_SHIPMENT, MUG.updated_at, MUG.updated_at, MONEY, (unit,))
    links = {"sku": Link(MUG.source_id, 0, "MUG-1")}
    for policy in POLICIES:
        draft = source_order(order, links, OrderPolicy(discount_policy=policy))
        assert draft.total == written_total(MONEY, policy) == bridge(MONEY, policy).written.amount
        assert draft.difference == ZERO


def test_the_three_policies_are_three_totals() -> None:
    """B10: what the buyer paid; TikTok's discount added back; the seller's as well."""
    assert [written_total(MONEY, policy) for policy in (BUYER_PAID, WITH_PLATFORM_DISCOUNT, LIST_PRICE)] == [
        Decimal("78.55"),
        Decimal("80.55"),
        Decimal("86.63"),
    ]
    assert bridge(MONEY, BUYER_PAID, Decimal("86.63")).apart == ZERO
