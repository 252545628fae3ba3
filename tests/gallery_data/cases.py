"""What a case of the gallery is, and the people and shops all of them share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from app.web.formats import Clock
from app.web.shell import Shell, ShellConnection

Record = SimpleNamespace
NOW = datetime(2025, 11, 18, 17, 4, tzinfo=UTC)  # Tue 18 Nov, 12:04 in New York
CLOCK = Clock(NOW, ZoneInfo("America/New_York"))
BASE = "/connections/7"
LONG = "Hand-thrown Speckled Stoneware Noodle Bowl with Chopstick Rest, Moss and Oatmeal Glaze, Dishwasher Safe, 24 oz"


def ago(**amount: float) -> datetime:
    """A moment before the gallery's "now"."""
    return NOW - timedelta(**amount)


def shell(tab: str, state: str = "In step", note: str = "12:04") -> Shell:
    """Alice, in the connection Harbor Goods US."""
    connection = ShellConnection("Harbor Goods US", BASE, state, note) if tab else None
    return Shell("Alice Moreau", "AM", connection, tab, local=True, rehearsal_url="http://localhost:8101/_sandbox/")


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to look at. `name` is "folder/what"; a template whose file begins with _ is shown in a frame."""

    name: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    tab: str = ""
    signed_in: bool = True

    @property
    def is_fragment(self) -> bool:
        """Whether the template is a part of a page."""
        return self.template.rpartition("/")[2].startswith("_")

    def full_context(self) -> dict[str, Any]:
        """The case's own context and what page() adds to every page."""
        return {
            "shell": shell(self.tab) if self.signed_in else None,
            "base": BASE,
            "csrf": "token",
            "toast": None,
            "local": True,
            "clock": CLOCK,
            **self.context,
        }
