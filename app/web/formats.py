"""Numbers, money and times as people read them (design, section 6). Pure: the clock and the zone are arguments."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

NOTHING = "–"
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Clock:
    """What is "now" and "today" on a page: an aware moment, and the store's time zone."""

    now: datetime
    zone: tzinfo

    @property
    def today(self) -> date:
        """Today's date at the store."""
        return self.now.astimezone(self.zone).date()


def number(value: int | float | Decimal | None, locale: str = "en") -> str:
    """1,204; a minus sign, not a hyphen; an en dash for nothing."""
    if value is None:
        return NOTHING
    return format_decimal(value, locale=locale).replace("-", MINUS)


def money(amount: Decimal | None, currency: str, locale: str = "en") -> str:
    """$1,204.00 with the shop's currency, loss −$6.08."""
    if amount is None:
        return NOTHING
    return format_currency(amount, currency, locale=locale).replace("-", MINUS)


def percent(value: float, locale: str = "en") -> str:
    """1.8 % for 1.8, with a no-break space."""
    return f"{number(round(value, 1), locale)}\N{NO-BREAK SPACE}%"


def _week_begins(day: date) -> date:
    """Sunday: on a Tuesday, the Sunday before is still "Sun", the Friday before is a date (design, pictures)."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


def day(moment: datetime | date, clock: Clock, locale: str = "en") -> str:
    """14 Nov; with the year when it is not this one."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(clock.zone).date()
    pattern = "d MMM" if moment.year == clock.today.year else "d MMM y"
    return format_date(moment, pattern, locale=locale)


def when(moment: datetime | None, clock: Clock, locale: str = "en") -> str:
    """Today 12:04, this week Mon 17:40, else 14 Nov, with year from last year on. An en dash for never."""
    if moment is None:
        return NOTHING
    local = moment.astimezone(clock.zone)
    if local.date() == clock.today:
        return f"{local:%H:%M}"
    if _week_begins(local.date()) == _week_begins(clock.today):
        return f"{format_date(local, 'EEE', locale=locale)} {local:%H:%M}"
    return day(local, clock, locale)


def day_and_time(moment: datetime | None, clock: Clock, locale: str = "en") -> str:
    """24 Nov, 18:02: for an appointment, where both matter whatever the day."""
    if moment is None:
        return NOTHING
    local = moment.astimezone(clock.zone)
    return f"{day(local, clock, locale)}, {local:%H:%M}"


def log_time(moment: datetime | None, clock: Clock, locale: str = "en") -> str:
    """12:04:12 today, 14 Nov 12:04:12 on any other day: seconds are for logs only."""
    if moment is None:
        return NOTHING
    local = moment.astimezone(clock.zone)
    seconds = f"{local:%H:%M:%S}"
    return seconds if local.date() == clock.today else f"{day(local, clock, locale)} {seconds}"


def duration(seconds: float | None) -> str:
    """The two largest units: 2 h 14 min, 6 min 8 s, 45 s, 1 d 2 h."""
    if seconds is None:
        return NOTHING
    rest = max(int(seconds), 0)
    for unit, size, smaller, part in (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if rest >= size:
            count, left = rest // size, rest % size // part
            return f"{count} {unit} {left} {smaller}" if left else f"{count} {unit}"
    return f"{rest} s"


def roughly(seconds: float) -> str:
    """A guess to a whole minute or hour: 3 min, 2 h; under a minute in steps of ten seconds."""
    if seconds < 60:
        return f"{max(10, round(seconds / 10) * 10)} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{round(seconds / 3600)} h"


def countdown(seconds: float) -> str:
    """6:12, or 1:06:12 from an hour on."""
    rest = max(int(seconds), 0)
    hours, minutes, secs = rest // 3600, rest // 60 % 60, rest % 60
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"
