"""Now, at the connection's store."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.resources import Resources
from app.tables.connections import Connection
from app.web.formats import Clock


def zone_of(connection: Connection) -> tzinfo:
    """The store's time zone; UTC where Ecwid named none we know."""
    return zone_named(connection.timezone)


def zone_named(name: str) -> tzinfo:
    """The time zone of this name; UTC for a name we do not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def clock_of(connection: Connection, res: Resources) -> Clock:
    """The clock every time on the connection's pages is shown by."""
    return Clock(res.now(), zone_of(connection))
