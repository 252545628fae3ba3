"""Tasks as people see them: what runs, what came of it, how long it still takes (S124–S128, B1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class RunState(StrEnum):
    """Where the work stands. What came of it is the outcome, kept apart (S127)."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    DIED = "died"


class ItemState(StrEnum):
    """Where one product of a push or of an update stands."""

    QUEUED = "queued"
    SENDING = "sending"
    IN_REVIEW = "in_review"
    LIVE = "live"
    REFUSED = "refused"
    SKIPPED = "skipped"
    STOPPED = "stopped"
    # Of an update alone: marked for the stock lane; taken by TikTok, or what it had; a price that a promotion locks.
    DUE = "due"
    SENT = "sent"
    UNCHANGED = "unchanged"
    LOCKED = "locked"


class Kind(StrEnum):
    """What a task does."""

    PULL = "pull"
    PUSH = "push"
    UPDATE_STOCK = "update_stock"
    UPDATE_PRICE = "update_price"
    REFRESH_ORDERS = "refresh_orders"
    SYNC_ORDERS = "sync_orders"
    RESEND_SHIPPING = "resend_shipping"


UPDATES = (Kind.UPDATE_STOCK, Kind.UPDATE_PRICE)
# Done by the order lane; the rows of the orders themselves say how far it is.
OF_ORDERS = (Kind.REFRESH_ORDERS, Kind.SYNC_ORDERS, Kind.RESEND_SHIPPING)
# What a person can stop: the rest is over in a moment, or would leave orders neither here nor there.
STOPPABLE = (Kind.PULL, Kind.PUSH, *UPDATES)
UNDER_WAY = (RunState.QUEUED, RunState.RUNNING, RunState.PAUSED)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many products of a push or an update stand where. The parts always add up to `total`."""

    queued: int = 0
    sending: int = 0
    in_review: int = 0
    live: int = 0
    refused: int = 0
    skipped: int = 0
    stopped: int = 0
    due: int = 0
    sent: int = 0
    unchanged: int = 0
    locked: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> "Tally":
        """From rows of (state, number)."""
        return cls(**{state.value: counts.get(state.value, 0) for state in ItemState})

    @property
    def total(self) -> int:
        """All products of the task."""
        return self.handled + self.to_do + self.stopped

    @property
    def to_do(self) -> int:
        """Not sent yet."""
        return self.queued + self.sending + self.due

    @property
    def handled(self) -> int:
        """Sent, refused or left out: what "187 of 412" counts."""
        return self.in_review + self.locked + self.ruled

    @property
    def ruled(self) -> int:
        """TikTok, or Weft before it, has answered."""
        return self.live + self.sent + self.unchanged + self.refused + self.skipped


def outcome(tally: Tally) -> str:
    """What came of a task that has ended: "ok", "partly" or "none"."""
    good = tally.handled - tally.refused
    if not tally.refused and not tally.stopped:
        return "ok"
    return "partly" if good else "none"


def a_minute(handled: int, seconds: float) -> int | None:
    """Products a minute, or None while it is too early to say."""
    if handled < 3 or seconds < 2:
        return None
    return max(1, round(handled * 60 / seconds))


def seconds_left(to_do: int, handled: int, seconds: float) -> int | None:
    """An honest guess of the time left, or None while it is too early to say."""
    if handled < 3 or seconds < 2:
        return None
    return round(to_do * seconds / handled)


def word(run_state: str, result: str) -> str:
    """The guide's family of three words (S126), plus Stopped and Paused."""
    if run_state in (RunState.QUEUED, RunState.RUNNING):
        return "Running"
    if run_state == RunState.PAUSED:
        return "Paused"
    if run_state == RunState.STOPPED:
        return "Stopped"
    return "Error" if run_state == RunState.DIED or result == "none" else "Completed"
