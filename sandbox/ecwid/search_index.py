"""Search sees writes late: an index that is brought up to date `lag` seconds after each write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sandbox.ecwid.wire import Record


class SearchIndex:
    """Products or orders as search knows them, in order of creation. Reading by id does not come here.

    It keeps the records themselves: the store replaces a record when it changes, and never writes into it.
    """

    def __init__(self, lag: float, records: Iterable[Record], key: str = "id") -> None:
        self.lag = lag
        self._seen: dict[int, Record] = {r[key]: r for r in records}
        self._due: list[tuple[float, int]] = []

    def note(self, number: int, now: float) -> None:
        """This record was created, changed or deleted at `now`."""
        self._due.append((now + self.lag, number))

    def seen(self, now: float, truth: Mapping[int, Record]) -> list[Record]:
        ripe = [number for due, number in self._due if due <= now]
        self._due = [(due, number) for due, number in self._due if due > now]
        for number in ripe:
            if number in truth:
                self._seen[number] = truth[number]
            else:
                self._seen.pop(number, None)
        return list(self._seen.values())
