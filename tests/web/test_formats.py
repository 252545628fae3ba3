"""Numbers, money and times as the design's section 6 says."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from app.web import formats
from app.web.formats import Clock

# Tue 18 Nov 2025, 12:04 in New York
CLOCK = Clock(datetime(2025, 11, 18, 17, 4, tzinfo=UTC), ZoneInfo("America/New_York"))


def at(text: str) -> datetime:
    """A moment of the store's day."""
    return datetime.fromisoformat(text).replace(tzinfo=CLOCK.zone)


@pytest.mark.parametrize(
    ("value", "shown"), [(1204, "1,204"), (0, "0"), (-3, "−3"), (None, "–"), (Decimal("2.50"), "2.5"), (7, "7")]
)
def test_numbers(value: int | Decimal | None, shown: str) -> None:
    assert formats.number(value) == shown


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (Decimal("1204"), "USD", "$1,204.00"),
        (Decimal("-6.08"), "USD", "−$6.08"),
        (Decimal("18.005"), "USD", "$18.00"),
        (Decimal("9.5"), "GBP", "£9.50"),
        (Decimal("1204"), "JPY", "¥1,204"),
        (None, "USD", "–"),
    ],
)
def test_money_names_its_currency(amount: Decimal | None, currency: str, shown: str) -> None:
    assert formats.money(amount, currency) == shown


def test_percent() -> None:
    assert formats.percent(1.84) == "1.8\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2025-11-18T12:04", "12:04"),
        ("2025-11-18T00:00", "00:00"),
        ("2025-11-17T17:40", "Mon 17:40"),
        ("2025-11-16T21:16", "Sun 21:16"),
        ("2025-11-15T23:59", "15 Nov"),
        ("2025-11-14T09:20", "14 Nov"),
        ("2025-11-19T00:25", "Wed 00:25"),
        ("2025-11-22T08:00", "Sat 08:00"),
        ("2025-11-23T08:00", "23 Nov"),
        ("2025-01-01T00:00", "1 Jan"),
        ("2024-12-31T23:59", "31 Dec 2024"),
        ("2026-01-02T10:00", "2 Jan 2026"),
    ],
)
def test_time_of_day_today_weekday_this_week_else_a_date(moment: str, shown: str) -> None:
    assert formats.when(at(moment), CLOCK) == shown


def test_time_is_the_stores() -> None:
    """It is 02:30 on the 18th in London, still 21:30 on the 17th in New York."""
    assert formats.when(datetime(2025, 11, 18, 2, 30, tzinfo=UTC), CLOCK) == "Mon 21:30"
    assert (
        formats.when(datetime(2025, 11, 18, 2, 30, tzinfo=UTC), Clock(CLOCK.now, ZoneInfo("Europe/London"))) == "02:30"
    )


def test_never_is_a_dash() -> None:
    assert formats.when(None, CLOCK) == "–"
    assert formats.day_and_time(None, CLOCK) == "–"
    assert formats.log_time(None, CLOCK) == "–"
    assert formats.duration(None) == "–"


def test_appointments_have_day_and_time() -> None:
    assert formats.day_and_time(at("2025-11-24T18:02"), CLOCK) == "24 Nov, 18:02"
    assert formats.day_and_time(at("2026-03-01T18:02"), CLOCK) == "1 Mar 2026, 18:02"


def test_seconds_are_for_logs() -> None:
    assert formats.log_time(at("2025-11-18T12:04:12"), CLOCK) == "12:04:12"
    assert formats.log_time(at("2025-11-14T09:20:03"), CLOCK) == "14 Nov 09:20:03"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (45.9, "45 s"),
        (60, "1 min"),
        (368, "6 min 8 s"),
        (8040, "2 h 14 min"),
        (7200, "2 h"),
        (timedelta(days=1, hours=2, minutes=59).total_seconds(), "1 d 2 h"),
        (-5, "0 s"),
    ],
)
def test_durations_show_two_units(seconds: float, shown: str) -> None:
    assert formats.duration(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(3, "10 s"), (42, "40 s"), (61, "1 min"), (190, "3 min"), (5000, "83 min"), (7300, "2 h")]
)
def test_guesses_are_round(seconds: float, shown: str) -> None:
    assert formats.roughly(seconds) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(372, "6:12"), (5, "0:05"), (3972, "1:06:12"), (-1, "0:00")])
def test_countdowns(seconds: float, shown: str) -> None:
    assert formats.countdown(seconds) == shown
