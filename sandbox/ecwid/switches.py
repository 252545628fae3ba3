"""What can be changed of the rehearsal store, beside faults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Switches:
    """`awaiting_payment_takes_stock`: the weakest fact of all (platform-facts E12). `batch_item_ms`: how long each
    request inside a batch takes, in milliseconds; nobody outside knows how long it does."""

    awaiting_payment_takes_stock: bool = False
    batch_item_ms: float = 0.0
