"""The money bridge as bars and amounts (B10)."""

from dataclasses import dataclass
from decimal import Decimal

from app.domain.money_bridge import Bridge, Step, bridge
from app.domain.orders import OrderMoney
from app.domain.words import N_
from app.web.formats import percent
from app.web.language import Sentence, locale


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: `x` and `width` in percent of the widest; `kind` "", "less" or "sumline"; `sign` before the amount."""

    label: Sentence
    amount: Decimal
    sign: str
    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Money:
    """What orders/_money.html shows. `agree`: both sides to the cent; `unexplained`, `apart`: how far not."""

    currency: str
    paid: list[Bar]
    written: Bar
    earned: list[Bar]
    agree: bool
    is_written: bool
    unexplained: Decimal
    apart: Decimal


def money_view(money: OrderMoney, policy: str, source_total: Decimal | None) -> Money:
    """The bridge of one order; `source_total` is what Ecwid has, None while it has nothing."""
    made = bridge(money, policy, source_total)
    widest = max((abs(value) for step in _steps(made) for value in (step.start, step.end)), default=Decimal(0))
    bars = [_bar(step, widest, money, first=n == 0) for n, step in enumerate(made.paid)]
    return Money(
        currency=money.currency,
        paid=bars,
        written=_bar(made.written, widest, money),
        earned=[_bar(step, widest, money) for step in made.earned],
        agree=not made.unexplained and not made.apart,
        is_written=source_total is not None,
        unexplained=made.unexplained,
        apart=made.apart,
    )


def _steps(made: Bridge) -> tuple[Step, ...]:
    return (*made.paid, made.written, *made.earned)


def _bar(step: Step, widest: Decimal, money: OrderMoney, *, first: bool = False) -> Bar:
    low, high = min(step.start, step.end), max(step.start, step.end)
    scale = float(100 / widest) if widest else 0.0
    return Bar(
        label=_label(step, money),
        amount=step.amount,
        sign="+" if step.amount > 0 and not step.is_sum and not first else "",
        kind="sumline" if step.is_sum else "less" if step.amount < 0 else "",
        x=max(0.0, float(low) * scale),
        width=max(0.5, float(high - low) * scale) if step.amount else 0.0,
    )


def _label(step: Step, money: OrderMoney) -> Sentence:
    """The seller's own discount is said in percent as well: that is how it was set."""
    if step.label == "Seller discount" and money.original_products:
        share = float(100 * money.seller_discount / money.original_products)
        return (N_("Seller discount, %(share)s"), {"share": percent(share, locale())})
    return step.label
