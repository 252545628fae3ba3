"""An order's row and the domain's record of it; what names a person goes into the sealed part alone."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import asyncpg
import msgspec

from app.domain.orders import Address, Order, OrderPolicy
from app.vault import Vault

_order = msgspec.json.Decoder(Order)
_WORD = re.compile(r"[^\W_]+")
MASK = "•••"


@dataclass(frozen=True, slots=True)
class Buyer:
    """Everything in an order that names a person."""

    address: Address | None
    email: str
    message: str


_buyer = msgspec.json.Decoder(Buyer)


def place(connection_id: int, remote_id: str) -> str:
    """Where a sealed buyer belongs; moved elsewhere it does not open."""
    return f"order:{connection_id}:{remote_id}:buyer"


def facts_of(order: Order) -> str:
    """The order as a document without its buyer."""
    return msgspec.json.encode(without_buyer(order)).decode()


def without_buyer(order: Order) -> Order:
    """The order with nothing in it that names a person."""
    return replace(order, address=None, buyer_email="", buyer_message="")


def seal_buyer(vault: Vault, connection_id: int, order: Order) -> bytes | None:
    """The buyer, sealed; None when the order tells nothing about one (unpaid, on hold)."""
    if order.address is None and not order.buyer_email and not order.buyer_message:
        return None
    buyer = Buyer(order.address, order.buyer_email, order.buyer_message)
    return vault.seal(msgspec.json.encode(buyer).decode(), place(connection_id, order.id))


def order_of(vault: Vault, row: asyncpg.Record) -> Order:
    """The whole order again, for writing it to the source; the only place that opens a buyer."""
    order = _order.decode(row["facts"])
    if row["buyer"] is None:
        return order
    buyer = _buyer.decode(vault.unseal(row["buyer"], place(row["connection"], row["remote_id"])))
    return replace(order, address=buyer.address, buyer_email=buyer.email, buyer_message=buyer.message)


def known_order(row: asyncpg.Record) -> Order:
    """The order without its buyer, for pages."""
    return _order.decode(row["facts"])


def masked(name: str) -> str:
    """First letter, dots, last letter (design: Words). "" for nobody, "•••" for what is masked already."""
    letters = name.strip()
    if not letters:
        return ""
    if "*" in letters or len(letters) < 2:
        return MASK
    return f"{letters[0].lower()}{MASK}{letters[-1].lower()}"


def is_readable(address: Address | None) -> bool:
    """TikTok masks addresses at times, and leaves them out at others (5.4)."""
    return address is not None and bool(address.line1) and "*" not in f"{address.name}{address.line1}"


def searchable(vault: Vault, order: Order, source_order_id: str = "") -> str:
    """The words an order is found by: ids, SKUs, tracking number, and the buyer's name as keyed hashes (below)."""
    words = [order.id, source_order_id, order.tracking_number, *(unit.seller_sku for unit in order.units)]
    found = _WORD.findall(" ".join(words).lower())
    name = order.address.name if order.address else ""
    return " ".join(dict.fromkeys([*found, *name_hashes(vault, name)]))


def name_hashes(vault: Vault, text: str) -> list[str]:
    """Each word as a keyed hash: a buyer is found by name although no name lies open in the database."""
    key = vault.derive("buyer-search")
    words = _WORD.findall(text.lower())
    return ["b" + hmac.new(key, word.encode(), hashlib.sha256).hexdigest()[:20] for word in words]


def tsquery(vault: Vault, search: str) -> str:
    """Every word typed begins an id, SKU or number, or is a word of the buyer's name."""
    words = _WORD.findall(search.lower())[:8]
    hashes: Iterable[str] = name_hashes(vault, " ".join(words))
    return " & ".join(f"({word}:* | {digest})" for word, digest in zip(words, hashes, strict=True))


def policy_of(row: asyncpg.Record) -> OrderPolicy:
    """The order policy in a `connection` row."""
    return OrderPolicy(
        fallback_email=row["fallback_email"],
        payment_method=row["payment_method"] or "TikTokPAY",
        relay_fbt=row["relay_fbt"],
        fbt_takes_stock=row["fbt_takes_stock"],
        archive_cancelled=row["archive_cancelled"],
        retry=row["retry_orders"],
        discount_policy=row["discount_policy"],
        cancel_reason=row["cancel_reason"],
        restock_cancelled=row["restock_cancelled"],
        relay_on_hold=row["relay_on_hold"],
    )
