"""Which products a pull reads: a seller's choice of dates, as moments of the store's clock (S20–S23)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.decisions import Finding, Fix
from app.domain.words import N_

# Ecwid's clock is not ours, and its search lags behind its writes (platform-facts E3): a repeated row costs nothing.
OVERLAP = timedelta(minutes=10)
LAG = timedelta(minutes=1)
# No store is older than Ecwid; a start before this is "everything", an end after it "until now".
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Choice(StrEnum):
    """The presets of the dialog, and "Start and end date"."""

    ALL = "all"
    SINCE = "since"
    WEEK = "week"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class PullRange:
    """Bounds on the source's time of change, aware, whole seconds, both ends inclusive. None is open."""

    updated_from: datetime | None = None
    updated_to: datetime | None = None

    @property
    def is_everything(self) -> bool:
        """Whether a product that is not in the answer does not exist."""
        return self.updated_from is None and self.updated_to is None

    def as_of(self, started: datetime) -> "PullRange":
        """What to walk through. "Everything" stays open; any other range ends when the walk begins.

        A product changed meanwhile then leaves the range, which is seen in its total, instead of moving to its end.
        """
        if self.is_everything:
            return self
        end = started if self.updated_to is None else min(self.updated_to, started)
        return PullRange(self.updated_from, end if self.updated_from is None else max(end, self.updated_from))

    def since(self, started: datetime) -> "PullRange | None":
        """What to read after the walk: changes made during it. None when they are outside of this range."""
        begin = started - LAG
        if self.updated_to is not None and self.updated_to < begin:
            return None
        return PullRange(begin if self.updated_from is None else max(begin, self.updated_from), self.updated_to)


def pull_range(
    parameters: Mapping[str, object], zone: ZoneInfo, pulled_until: datetime | None, now: datetime
) -> PullRange | Finding:
    """Turn the dialog's fields ("range", "from", "to") into bounds, or say which date is wrong.

    `pulled_until` is the moment up to which the last pull read; without one "since" means everything. The date in
    "end_before_start" is ISO text under `date`, to be formatted where it is shown.
    """
    choice = str(parameters.get("range") or "")
    if choice == Choice.ALL or (choice == Choice.SINCE and pulled_until is None):
        return PullRange()
    if choice == Choice.SINCE and pulled_until is not None:
        return PullRange(updated_from=_whole_seconds(pulled_until - OVERLAP))
    if choice == Choice.WEEK:
        # Today counts as one of the seven.
        return PullRange(updated_from=_begin(now.astimezone(zone).date() - timedelta(days=6), zone))
    if choice == Choice.OWN:
        return _own_range(_day(parameters.get("from")), _day(parameters.get("to")), zone)
    return Finding("range_missing", N_("Choose which products to pull."), fix=Fix.NONE)


def _own_range(start: date | None, end: date | None, zone: ZoneInfo) -> PullRange | Finding:
    if start is None:
        return Finding("start_missing", N_("Choose a start date."), fix=Fix.NONE)
    if end is None:
        return Finding("end_missing", N_("Choose an end date."), fix=Fix.NONE)
    if end < start:
        return Finding(
            "end_before_start",
            N_("The end is before the start. Choose %(date)s or later as the end date."),
            params={"date": start.isoformat()},
            fix=Fix.NONE,
        )
    return PullRange(
        _begin(start, zone) if start >= EARLIEST else None,
        _begin(end + timedelta(days=1), zone) - timedelta(seconds=1) if end < LATEST else None,
    )


def _begin(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day: where clocks go forward at midnight, the missing 00:00 is that same moment."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _day(text: object) -> date | None:
    """A date as browsers send it; None for anything else."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _whole_seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def pulled_until_after(read: PullRange, before: datetime | None, started: datetime) -> datetime | None:
    """Up to which moment everything has been read, once a pull that began at `started` has finished.

    A range that begins after `before` leaves a gap, so the next "since last pull" still has to begin there.
    """
    if before is not None and read.updated_from is not None and read.updated_from > before:
        return before
    reached = min(started, read.updated_to) if read.updated_to is not None else started
    return reached if before is None else max(before, reached)
