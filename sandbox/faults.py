"""The bad day: which failures can be switched on, and whether one strikes the call at hand. No I/O here."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Platform = Literal["ecwid", "tiktok"]
PLATFORMS: tuple[Platform, ...] = ("ecwid", "tiktok")

# Struck in this order: what hides everything else comes first.
CALL_FAULTS: dict[str, tuple[Platform, ...]] = {
    "down": PLATFORMS,
    "plan_without_api": ("ecwid",),
    "token_revoked": PLATFORMS,
    "token_expired": ("tiktok",),  # Ecwid tokens never expire (develop-apps/app-settings)
    "rate_limited": PLATFORMS,
    "rate_limited_without_hint": PLATFORMS,
    "error_before_effect": PLATFORMS,
    "error_after_effect": PLATFORMS,
    "stall": PLATFORMS,
    "truncated_json": PLATFORMS,
    "html_502": PLATFORMS,
    "drop_connection": PLATFORMS,
}
WEBHOOK_FAULTS: dict[str, tuple[Platform, ...]] = {
    "webhook_lost": PLATFORMS,
    "webhook_late": PLATFORMS,
    "webhook_duplicate": PLATFORMS,
    "webhook_forged": PLATFORMS,
}
# Strike the requests inside a batch. Ecwid tries those again itself, which may do a thing twice.
BATCH_FAULTS: dict[str, tuple[Platform, ...]] = {
    "batch_error_before_effect": ("ecwid",),
    "batch_error_after_effect": ("ecwid",),
}
FAULTS = CALL_FAULTS | WEBHOOK_FAULTS | BATCH_FAULTS


@dataclass(frozen=True)
class Fault:
    """One switch that is on.

    `path` is a part of "METHOD /path" (or of the webhook's topic) it is limited to, "" = all calls of the API.
    `probability` 0..1, rolled with the seeded dice. `remaining` calls it still strikes, None = until switched off.
    `seconds`: length of a stall, Retry-After of a rate limit, lateness of a webhook.
    """

    name: str
    platform: Platform
    path: str = ""
    probability: float = 1.0
    remaining: int | None = None
    seconds: float = 10.0


def strikes(fault: Fault, platform: str, what: str, dice: float) -> bool:
    """Does this switch strike? `what` is "METHOD /path" or a webhook topic, `dice` a number in [0, 1)."""
    return (
        fault.platform == platform
        and (fault.remaining is None or fault.remaining > 0)
        and fault.path.lower() in what.lower()
        and dice < fault.probability
    )


def first_strike(faults: Iterable[Fault], platform: str, what: str, dice: Sequence[float]) -> Fault | None:
    """The first of `faults` that strikes, each with its own roll of the dice; None when the call is spared."""
    for fault, roll in zip(faults, dice, strict=True):
        if strikes(fault, platform, what, roll):
            return fault
    return None


class Faults:
    """The switches of both platforms, at most one of each name and platform at a time."""

    def __init__(self, seed: int = 7) -> None:
        self._on: dict[tuple[str, str], Fault] = {}
        self._dice = random.Random(seed)

    def turn_on(
        self,
        platform: str,
        name: str,
        *,
        path: str = "",
        probability: float = 1.0,
        count: int | None = None,
        seconds: float | None = None,
    ) -> Fault:
        """Switch `name` on (again). Raises ValueError for a fault this platform cannot have."""
        if platform not in FAULTS.get(name, ()):
            raise ValueError(f"{platform} has no fault {name}")
        made = Fault(name, "ecwid" if platform == "ecwid" else "tiktok", path, probability, count)
        if seconds is not None:
            made = replace(made, seconds=seconds)
        self._on[made.platform, name] = made
        return made

    def turn_off(self, platform: str, name: str) -> None:
        self._on.pop((platform, name), None)

    def all_off(self) -> None:
        self._on.clear()

    def on(self, platform: str | None = None) -> list[Fault]:
        return [f for f in self._on.values() if platform in (None, f.platform)]

    def for_call(self, platform: str, method: str, path: str, *, is_api: bool = True) -> Fault | None:
        """The fault that strikes this call, counted down. Pages and pictures (`is_api` False) are struck
        only by `down` and by switches whose `path` names them."""
        wanted = [self._on[platform, n] for n in CALL_FAULTS if (platform, n) in self._on]
        if not is_api:
            wanted = [f for f in wanted if f.name == "down" or f.path]
        return self._take(wanted, platform, f"{method} {path}")

    def for_batch(self, platform: str, method: str, path: str) -> Fault | None:
        """The fault that strikes this request inside a batch, counted down."""
        wanted = [self._on[platform, n] for n in BATCH_FAULTS if (platform, n) in self._on]
        return self._take(wanted, platform, f"{method} {path}")

    def for_webhook(self, platform: str, topic: str) -> dict[str, Fault]:
        """The webhook faults that strike this delivery, by name; several may at once."""
        struck = (
            self._take([self._on[platform, n]], platform, topic) for n in WEBHOOK_FAULTS if (platform, n) in self._on
        )
        return {f.name: f for f in struck if f}

    def _take(self, wanted: list[Fault], platform: str, what: str) -> Fault | None:
        fault = first_strike(wanted, platform, what, [self._dice.random() for _ in wanted])
        if fault and fault.remaining is not None:
            left = replace(fault, remaining=fault.remaining - 1)
            self._on[platform, fault.name] = left
            if not left.remaining:
                self.turn_off(platform, fault.name)
        return fault

    def dump(self) -> list[dict[str, Any]]:
        return [asdict(f) for f in self._on.values()]

    def load(self, rows: Iterable[dict[str, Any]]) -> None:
        self._on = {(f.platform, f.name): f for f in (Fault(**row) for row in rows)}
