"""All orders of the store, and the few ways they change: every change is dated, indexed and told."""

from __future__ import annotations

import random
import string
from typing import TYPE_CHECKING, Any

from sandbox.ecwid import webhooks
from sandbox.ecwid.errors import EcwidError
from sandbox.ecwid.orders import stock
from sandbox.ecwid.orders.mails import Mails
from sandbox.ecwid.orders.words import said
from sandbox.ecwid.search_index import SearchIndex
from sandbox.ecwid.wire import Record

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore

FIRST = 547_872_251  # of the hidden numbers; all ids of the store fit into 31 bits
_SIGNS = string.ascii_uppercase + string.digits


class OrderBook:
    """Records nearly as the wire has them, less what is derived (`render.py`). Stored ones are never changed in place:
    the index still shows the old. Keys that never leave: `internal`, `created`, `updated` (unix seconds), `taken`
    (see `stock.py`), `said` (what the keyword search reads).
    """

    def __init__(self, store: EcwidStore) -> None:
        self._store = store
        self.orders: dict[int, Record] = {}  # by hidden number, oldest first
        self.deleted: list[Record] = []
        self.customers: dict[str, Record] = {}  # by e-mail in lower case
        self.mails = Mails("owner@harborgoods.example")
        self._numbers: dict[str, int] = {}  # public id → hidden number
        self._index = SearchIndex(store.world.settings.index_lag_seconds, [])
        self._next = FIRST

    def find(self, key: str) -> Record:
        """By what people see or by the hidden number; both work in a path. Raises 404."""
        number = self._numbers.get(key) or (int(key) if key.isdigit() and len(key) < 10 else 0)
        if number not in self.orders:
            raise EcwidError(404, f"Order #{key} not found", "ORDER_NOT_FOUND")
        return self.orders[number]

    def last(self) -> Record:
        if not self.orders:
            raise EcwidError(404, "Order not found", "ORDER_NOT_FOUND")
        return max(self.orders.values(), key=lambda o: (o["created"], o["internal"]))

    def indexed(self) -> list[Record]:
        """The orders as search sees them now."""
        return self._index.seen(self._store.world.now(), self.orders)

    def lag(self, seconds: float) -> None:
        self._index.lag = seconds

    def add(self, made: Record) -> Record:
        """A new order: ids, customer, stock, mails, webhook."""
        now = self._store.world.now()
        number, self._next = self._next, self._next + 1
        order = {"internal": number, "id": self._public(number), "created": now, "updated": now, "taken": [], **made}
        self._numbers[order["id"]] = number
        if order["paymentStatus"] != "INCOMPLETE":
            self._customer(order)
        stock.follow(self._store, order)
        self._keep(order, now)
        self.mails.new_order(order, now)
        self._tell("order.created", order, _new(order))
        return order

    def save(self, changed: Record) -> None:
        """`changed`: a copy of the stored order, written on."""
        before, now = self.orders[changed["internal"]], self._store.world.now()
        changed["updated"] = now
        stock.follow(self._store, changed, before["paymentStatus"])
        self._keep(changed, now)
        self.mails.changed(changed, before, now)
        old = {f"old{k[3:]}": v for k, v in _new(before).items()}
        self._tell("order.updated", changed, {**old, **_new(changed)})

    def remove(self, key: str) -> None:
        """Its stock stays where it is: no document says otherwise."""
        order, now = self.find(key), self._store.world.now()
        del self.orders[order["internal"]]
        del self._numbers[order["id"]]
        self.deleted.append({"id": order["internal"], "orderId": order["id"], "date": now})
        self._noted(order["internal"], now)
        self._tell("order.deleted", order, {})

    def _keep(self, order: Record, now: float) -> None:
        order["said"] = said(order)
        self.orders[order["internal"]] = order
        self._noted(order["internal"], now)

    def _noted(self, number: int, now: float) -> None:
        self._index.note(number, now)
        self._store.stats["orders"] = now
        self._store.world.touch()

    def _tell(self, event: str, order: Record, data: Record) -> None:
        webhooks.notify(self._store.world, event, order["internal"], {"orderId": order["id"], **data})

    def _customer(self, order: Record) -> None:
        """An unknown e-mail makes a customer, and every order is linked to one."""
        email = str(order.get("email", "")).lower()
        if not email or order.get("customerId"):
            return
        if email not in self.customers:
            self.customers[email] = {"id": self._store.take_id(), "email": order["email"], "orders": 0}
        self.customers[email]["orders"] += 1
        order["customerId"] = self.customers[email]["id"]

    def _public(self, number: int) -> str:
        """Five signs, at random as new stores have them; the same seed makes the same ids."""
        dice = random.Random(f"{self._store.world.settings.seed}-{number}")
        while True:
            made = "".join(dice.choices(_SIGNS, k=5))
            if made not in self._numbers and not made.isdigit():
                return made

    def dump(self) -> dict[str, Any]:
        rows = {"orders": list(self.orders.values()), "deleted": self.deleted, "customers": self.customers}
        return {**rows, "mails": self.mails.rows, "next": self._next}

    def load(self, rows: dict[str, Any]) -> None:
        self.orders = {row["internal"]: row for row in rows["orders"]}
        self._numbers = {row["id"]: row["internal"] for row in rows["orders"]}
        self.deleted, self.customers, self._next = rows["deleted"], rows["customers"], rows["next"]
        self.mails.rows = rows["mails"]
        self._index = SearchIndex(self._store.world.settings.index_lag_seconds, self.orders.values(), key="internal")


def _new(order: Record) -> Record:
    return {"newPaymentStatus": order["paymentStatus"], "newFulfillmentStatus": order["fulfillmentStatus"]}
