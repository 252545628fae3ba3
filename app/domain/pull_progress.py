"""How far a pull is, and whether one look through a catalogue that moves meanwhile can have missed something (R-20)."""

from collections.abc import Collection, Mapping
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


@dataclass(slots=True)
class Look:
    """One walk through all pages. Products move up when one before them goes: the one at a page's edge is passed over.

    `ids` grows with the catalogue, by some 90 bytes a product.
    """

    first: int = 0
    total: int = 0  # what the source counted last; before the first page, what it counted before a crash
    ids: set[int] = field(default_factory=set)
    left_out: int = 0  # counted by the source, but not given to us
    shifted: bool = False

    def page(self, ids: Collection[int], total: int, *, offset: int, after: int) -> None:
        """Note a page that covers positions `offset` up to `after`."""
        self.shifted = self.shifted or total < self.total
        self.total = total
        self.left_out += max(0, after - offset - len(ids))
        self.ids.update(ids)

    def gone(self, ids: Collection[int]) -> None:
        """Note products that were deleted: one that this look has seen went while it looked."""
        self.shifted = self.shifted or not self.ids.isdisjoint(ids)

    @property
    def may_have_missed(self) -> bool:
        """Whether another look is due."""
        return self.shifted or len(self.ids) + self.left_out < self.total - self.first
