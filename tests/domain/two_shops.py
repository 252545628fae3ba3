"""One SKU in both shops and the rules between them, in memory: whatever happens, in whatever order, at whatever time.

The rules are the domain's own; what is played here are the shops, the delays, and the rows' small movements.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.domain.restock import stock_move
from app.domain.stock_follow import after_sale, figure, is_open, lacks, may_be_off

BEGAN = datetime(2026, 11, 24, tzinfo=UTC)
CAP = 9_999
# Longer takes no call, and no batch of orders.
LONGEST_SEND, LONGEST_BATCH = timedelta(seconds=40), timedelta(seconds=100)


@dataclass(slots=True)
class Sale:
    """One order at TikTok, and what Weft and Ecwid made of it."""

    units: int
    placed_at: datetime
    is_known: bool = False
    cancelled_at: datetime | None = None
    cancel_known: bool = False
    booked_at: datetime | None = None
    given_back: bool = False

    @property
    def cancelled(self) -> bool:
        return self.cancelled_at is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """The product as somebody saw it."""

    quantity: int
    changed_at: datetime
    began: datetime


@dataclass(slots=True)
class TwoShops:
    """Ecwid has `quantity`, TikTok offers `shelf`; the rest is Weft's row. `late` are readings not written yet."""

    quantity: int = 50
    changed_at: datetime = BEGAN
    shelf: int = 50
    now: datetime = BEGAN + timedelta(hours=1)
    sales: list[Sale] = field(default_factory=list)
    late: list[Reading] = field(default_factory=list)
    row: Reading = Reading(50, BEGAN, BEGAN)
    sent: int | None = 50
    sent_at: datetime = BEGAN
    is_dirty: bool = False
    calls: int = 0

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def change(self, by: int) -> None:
        """A sale in the storefront, a delivery, somebody's correction."""
        self.quantity += by
        self.changed_at = self.now

    def sell(self, units: int) -> None:
        """TikTok sells what it offers, and nobody has heard of it."""
        if 0 < units <= self.shelf:
            self.shelf -= units
            self.sales.append(Sale(units, self.now))

    def cancel(self, place: int) -> None:
        """TikTok puts the units back by itself."""
        if self.sales and not (sale := self.sales[place % len(self.sales)]).cancelled:
            sale.cancelled_at = self.now
            self.shelf += sale.units

    def hear(self, place: int) -> None:
        """Weft reads an order, for the first time or again: a webhook, twice, late, or the sweep."""
        if not self.sales:
            return
        sale = self.sales[place % len(self.sales)]
        if not sale.is_known and not sale.cancelled:
            self.sent = after_sale(self.sent, self.sent_at, sale.placed_at, sale.units)
            self.is_dirty = True
        if sale.cancelled and sale.is_known and not sale.cancel_known:
            self.sent, self.is_dirty = None, True
        if sale.cancelled_at and not sale.is_known:
            if may_be_off(self.sent_at, sale.placed_at, sale.cancelled_at):
                self.sent, self.is_dirty = None, True
            sale.given_back = True
        sale.is_known, sale.cancel_known = True, sale.cancelled

    def book(self, seconds: float, reading: bool) -> None:
        """Known orders become Ecwid's, in a batch whose answer takes its time; the product may be read meanwhile."""
        due = [sale for sale in self.sales if sale.is_known and not sale.cancel_known and sale.booked_at is None]
        for sale in due:
            self.change(-sale.units)
        self.wait(min(seconds, LONGEST_BATCH.total_seconds()) / 2)
        if reading:
            self.read()
        self.wait(min(seconds, LONGEST_BATCH.total_seconds()) / 2)
        for sale in due:
            sale.booked_at = self.now

    def give_back(self) -> None:
        """Cancelled units go back into Ecwid's stock, once."""
        for sale in self.sales:
            if sale.cancel_known and sale.booked_at is not None and not sale.given_back:
                sale.given_back = True
                self.change(sale.units * stock_move(wanted=True, source_payment="PAID", moved=0))

    def read(self) -> None:
        """Somebody asks Ecwid for the product; it is written later."""
        self.late.append(Reading(self.quantity, self.changed_at, self.now))

    def write(self, place: int = 0) -> None:
        """One of the readings is written, unless the row is newer."""
        if not self.late:
            return
        found = self.late.pop(place % len(self.late))
        if found.changed_at >= self.row.changed_at:
            self.row = Reading(found.quantity, found.changed_at, max(found.began, self.row.began))
            self.is_dirty = True

    def send(self, seconds: float = 0.0, sold_meanwhile: int = 0) -> None:
        """The stock lane: claim, reckon, call. TikTok may sell between the reckoning and the call."""
        if not self.is_dirty:
            return
        claimed_at, wanted = self.now, self.figure()
        self.is_dirty = False
        if wanted == self.sent:
            return
        self.wait(min(seconds, LONGEST_SEND.total_seconds()))
        self.sell(sold_meanwhile)
        self.shelf, self.sent, self.sent_at = wanted, wanted, claimed_at
        self.calls += 1

    def figure(self) -> int:
        """What TikTok should be told, by what Weft knows."""
        held = sum(sale.units for sale in self.sales if self._is_held(sale))
        return figure(self.row.quantity, held, CAP).sent

    def _is_held(self, sale: Sale) -> bool:
        known = sale.is_known and not sale.cancel_known
        return known and lacks(sale.booked_at, self.row.began, self.row.changed_at)

    def settle(self) -> None:
        """Nothing new happens: the webhooks that were not lost, the gap guard and the lanes do what they do."""
        for _ in range(3):
            self.wait(600)
            for place in range(len(self.sales)):
                self.hear(place)
            self.book(1, reading=False)
            self.give_back()
            if any(sale.booked_at and is_open(sale.booked_at, self.row.began) for sale in self.sales):
                self.read()
            # The gap guard's page: what changed since the last time and a little before, read after its last change.
            self.late.append(Reading(self.quantity, self.changed_at, self.changed_at))
            if any(self._is_held(sale) and sale.booked_at for sale in self.sales):
                self.read()
            while self.late:
                self.write()
            self.send()

    def in_step(self) -> bool:
        """TikTok offers what Ecwid has; everything that was sold is booked there."""
        return self.shelf == figure(self.quantity, 0, CAP).sent == self.sent
