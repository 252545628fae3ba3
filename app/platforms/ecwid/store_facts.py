"""What seldom changes in a store and is needed to read any product: its units, the names of its groups.

A sale makes Ecwid tell of each product in it. Reading one is a call then, not three: what one piece of work learnt the
next ones use for a minute. Reading many, as a pull does, learns it anew.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from app.platforms.ecwid.amounts import Amounts
from app.platforms.http import Http

_SECONDS = 60.0


@dataclass(slots=True)
class StoreFacts:
    """Of one store, as far as somebody needed it: None is not read yet. `began` in seconds of the monotonic clock."""

    began: float = field(default_factory=time.monotonic)
    amounts: Amounts | None = None
    categories: Mapping[int, str] | None = None
    types: Mapping[int, str] | None = None


class StoreMemory:
    """The facts of one store, shared by all that read it in this process."""

    def __init__(self) -> None:
        self._facts = StoreFacts()

    def recent(self) -> StoreFacts:
        """Those of the last minute."""
        return self._facts if time.monotonic() - self._facts.began < _SECONDS else self.fresh()

    def fresh(self) -> StoreFacts:
        """To be learnt anew, for everybody."""
        self._facts = StoreFacts()
        return self._facts


_memories: WeakKeyDictionary[Http, dict[str, StoreMemory]] = WeakKeyDictionary()


def memory_of(http: Http, store_url: str) -> StoreMemory:
    """One a store and process."""
    return _memories.setdefault(http, {}).setdefault(store_url, StoreMemory())
