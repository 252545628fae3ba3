"""Which products are meant: the present filter, or ticked ones. "All pages" means all that match (S36)."""

from collections.abc import Mapping
from dataclasses import dataclass

MAX_TICKED = 1000
MAX_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter over one connection's products. Empty means all of them; `ids` wins over everything else.

    `shown` is a sync state, or "unsent", "deleted"; `mapping` a category mapping's id, 0 for "No Ecwid category".
    """

    ids: tuple[int, ...] = ()
    shown: str = ""
    search: str = ""
    mapping: int | None = None

    def as_parameters(self) -> dict[str, object]:
        """A plain mapping for a task's parameters and for links."""
        return {"ids": list(self.ids), "shown": self.shown, "search": self.search, "mapping": self.mapping}

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, object]) -> "Selection":
        """Back from `as_parameters`."""
        ids, mapping = parameters.get("ids"), parameters.get("mapping")
        return cls(
            ids=tuple(int(i) for i in ids) if isinstance(ids, list) else (),
            shown=str(parameters.get("shown") or ""),
            search=str(parameters.get("search") or ""),
            mapping=mapping if isinstance(mapping, int) else None,
        )
