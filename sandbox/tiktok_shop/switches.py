"""What can be changed for a rehearsal, beside faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Switches:
    """`omit_state`: consent answers without `state`, as the App Store does. `withheld_scope`: a scope the next
    consents do not grant. `listings_per_day`: new listings a shop may make in a UTC day, 0 = no limit.
    `calls_per_second`: per endpoint and shop, 0 = no limit. `calls_per_hour`: of a sandbox shop, 0 = no limit.

    Of orders: `hold_seconds` of remorse, 0 = none; `unpaid_seconds` until an unpaid order is cancelled;
    `stale_seconds` by which the order search lags, while it shows orders as they are now (the documented leak of
    update_time at a window's edges); `stock_webhook` 68, 71 or 0 = neither; `mask_tiktok_shipping`: the masking of
    August 2026; `strict_tracking`: doubts about a tracking number are refusals; `label_seconds` until a label can be
    printed. `refusals`: business errors to come, as [part of "METHOD path", code, calls left].
    """

    omit_state: bool = False
    withheld_scope: str = ""
    listings_per_day: int = 0
    calls_per_second: int = 50
    calls_per_hour: int = 0
    hold_seconds: float = 3600.0
    unpaid_seconds: float = 24 * 3600.0
    stale_seconds: float = 0.0
    stock_webhook: int = 0
    mask_tiktok_shipping: bool = False
    strict_tracking: bool = False
    label_seconds: float = 0.0
    refusals: list[list[Any]] = field(default_factory=list)

    def refusal(self, what: str) -> int:
        """The business error with which the call "METHOD /path" is refused now, counted down; 0: none."""
        for row in self.refusals:
            part, code, left = row
            if part.lower() in what.lower():
                row[2] = left - 1
                self.refusals = [r for r in self.refusals if r[2] > 0]
                return int(code)
        return 0
