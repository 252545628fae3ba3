"""From the seller's prices to what the buyer paid, what Ecwid was told and what TikTok pays out (B10)."""

from dataclasses import dataclass
from decimal import Decimal

from app.domain.discounts import POLICIES, added_back
from app.domain.orders import ZERO, OrderMoney
from app.domain.words import N_


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the bridge: it begins at `start` and ends at `end`, both amounts. `is_sum`: a total, from zero."""

    label: str
    amount: Decimal
    start: Decimal
    end: Decimal
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Bridge:
    """`paid` leads from the seller's prices to what the buyer paid, `written` is what Ecwid has (or will have),
    `earned` leads from there to the payout. TikTok's fees are in its statement, not in the order: they are left out.

    `unexplained` is what TikTok's own parts do not add up to its total by, `apart` by how much Ecwid's total is away
    from what the policy says; both zero when both sides agree to the cent.
    """

    paid: tuple[Step, ...]
    written: Step
    earned: tuple[Step, ...]
    unexplained: Decimal
    apart: Decimal


def written_total(money: OrderMoney, policy: str) -> Decimal:
    """The total an order is written into the source with (relay.source_order comes to the same)."""
    products = added_back(policy, seller=money.seller_discount, platform=money.platform_discount)
    return money.total + products + shipping_back(money, policy)


def shipping_back(money: OrderMoney, policy: str) -> Decimal:
    """What is added to the shipping fee the buyer paid."""
    seller, platform = money.shipping_seller_discount, money.shipping_platform_discount
    return added_back(policy, seller=seller, platform=platform)


def bridge(money: OrderMoney, policy: str, source_total: Decimal | None = None) -> Bridge:
    """`source_total` is the total that Ecwid has; None while it has none: then the policy says what it will be."""
    paid, unexplained = _to_the_buyer(money)
    expected = written_total(money, policy)
    total = expected if source_total is None else source_total
    label = N_("To be written to Ecwid") if source_total is None else N_("Written to Ecwid")
    # An order written under the other policy is right as well.
    right = source_total is None or total in {written_total(money, other) for other in POLICIES}
    return Bridge(
        paid=paid,
        written=Step(label, total, ZERO, total, is_sum=True),
        earned=_to_the_seller(money),
        unexplained=unexplained,
        apart=ZERO if right else total - expected,
    )


def _to_the_buyer(money: OrderMoney) -> tuple[tuple[Step, ...], Decimal]:
    prices = money.original_products or money.sub_total + money.seller_discount + money.platform_discount
    shipping = money.original_shipping or (
        money.shipping_fee + money.shipping_seller_discount + money.shipping_platform_discount
    )
    parts = [
        (N_("Items, your prices"), prices),
        (N_("Seller discount"), -money.seller_discount),
        (N_("TikTok discount"), -money.platform_discount),
        (N_("Shipping"), shipping),
        (N_("Shipping discount, yours"), -money.shipping_seller_discount),
        (N_("Shipping subsidy of TikTok"), -money.shipping_platform_discount),
        (N_("Tax"), money.tax),
        (N_("State delivery fee"), money.delivery_fee),
        (N_("Item insurance"), money.insurance),
    ]
    left_over = money.total - sum((amount for _, amount in parts), ZERO)
    parts.append((N_("Not explained by TikTok"), left_over))
    steps = _walk(parts, ZERO)
    return (*steps, Step(N_("Buyer paid"), money.total, ZERO, money.total, is_sum=True)), left_over


def _to_the_seller(money: OrderMoney) -> tuple[Step, ...]:
    parts = [
        (N_("Tax, which TikTok remits"), -money.tax),
        (N_("State delivery fee, which TikTok remits"), -money.delivery_fee),
        (N_("Item insurance, which TikTok keeps"), -money.insurance),
        (N_("TikTok discount, paid to you"), money.platform_discount),
        (N_("Shipping subsidy, paid to you"), money.shipping_platform_discount),
    ]
    payout = money.total + sum((amount for _, amount in parts), ZERO)
    label = N_("Expected payout, before TikTok’s fees")
    return (*_walk(parts, money.total), Step(label, payout, ZERO, payout, is_sum=True))


def _walk(parts: list[tuple[str, Decimal]], at: Decimal) -> tuple[Step, ...]:
    """Each part begins where the one before ended; parts of nothing are left out."""
    steps = []
    for label, amount in parts:
        if amount:
            steps.append(Step(label, amount, at, at + amount))
            at += amount
    return tuple(steps)
