"""How far a pull is, and whether one look through a catalogue that moves meanwhile can have missed something (R-20)."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from app.domain.pull_range import PullRange


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pull goes on after a crash: what it reads, and the first position (`offset`) not yet read.

    `first` is where this task began: not 0 when it goes on after another one. `total` is what the source counted last.
    `newest` is the id of our newest row of this connection at the start: rows made since cannot be missing.
    """

    read: PullRange
    started: datetime
    newest: int
    first: int = 0
    offset: int = 0
    total: int = 0

    def as_document(self) -> dict[str, object]:
        """What the task's row keeps."""
        return {
            "updated_from": _text(self.read.updated_from),
            "updated_to": _text(self.read.updated_to),
            "started": _text(self.started),
            "newest": self.newest,
            "first": self.first,
            "offset": self.offset,
            "total": self.total,
        }

    def again(self) -> "Place":
        """The place for another task that goes on from here."""
        return replace(self, first=self.offset)

    @classmethod
    def of(cls, document: Mapping[str, object]) -> "Place":
        """Back from `as_document`. Raises KeyError, TypeError or ValueError for anything else."""
        started = _moment(document["started"])
        if started is None:
            raise ValueError("a place without a start")
        return cls(
            read=PullRange(_moment(document["updated_from"]), _moment(document["updated_to"])),
            started=started,
            newest=int(str(document["newest"])),
            first=int(str(document["first"])),
            offset=int(str(document["offset"])),
            total=int(str(document["total"])),
        )


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


COUNTED = ("read", "new", "updated", "unchanged", "unreadable", "deleted", "total")


def counted(
    counts: Mapping[str, int], fresh: Set[int], new: Set[int], updated: Set[int], *, unreadable: int, total: int | None
) -> dict[str, int]:
    """The counts after a page: `fresh` are its products that were not counted before.

    Every product counts once, by what became of it when it was first read: new + updated + unchanged = read.
    `total` is how many the task has to read, None when that is known already.
    """
    after = {name: counts.get(name, 0) for name in COUNTED}
    after["read"] += len(fresh)
    after["new"] += len(fresh & new)
    after["updated"] += len(fresh & updated)
    after["unchanged"] += len(fresh - new - updated)
    after["unreadable"] += unreadable
    after["total"] = max(after["total"] if total is None else total, after["read"] + after["unreadable"])
    return after


@dataclass(slots=True)
class Look:
    """One walk through all pages from position `first` on, and what it has seen: some 90 bytes a product.

    The source reads again what moves in front of it while it walks; what moved between a crash, or the turn of somebody
    else, and now it cannot know: `before` is what it counted then. `number` counts looks from 0, `at` is the position
    to go on from.
    """

    number: int = 0
    first: int = 0
    at: int = 0
    before: int = 0
    total: int = 0
    ids: set[int] = field(default_factory=set)
    unreadable: set[int] = field(default_factory=set)
    shifted: bool = False

    def page(self, ids: Collection[int], unreadable: Collection[int], total: int, after: int) -> None:
        """Note a page: what was read, what exists but could not be read, how many there are, the position after it."""
        self.at = after
        self.shifted = self.shifted or total < self.before
        self.before = 0
        self.total = total
        self.ids.update(ids)
        self.unreadable.update(unreadable)

    def gone(self, ids: Collection[int]) -> None:
        """Note products that were deleted meanwhile: `total` does not count them any more."""
        self.ids.difference_update(ids)

    def resumed(self) -> None:
        """Note that time has passed since the last page."""
        self.before = self.total

    @property
    def may_have_missed(self) -> bool:
        """Whether another walk is due."""
        return self.shifted or len(self.ids | self.unreadable) < self.total - self.first
