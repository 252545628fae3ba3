"""S23: both ends count, in the store's own time; S20–S22: the presets."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.decisions import Finding
from app.domain.pull_range import PullRange, pull_range, pulled_until_after

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2025, 11, 18, 17, 4, tzinfo=UTC)


def own(start: str, end: str, zone: ZoneInfo = NEW_YORK) -> PullRange:
    found = pull_range({"range": "own", "from": start, "to": end}, zone, None, NOW)
    assert isinstance(found, PullRange)
    return found


def test_both_days_count_in_store_time() -> None:
    read = own("2025-11-10", "2025-11-11")
    assert read.updated_from == datetime(2025, 11, 10, 5, 0, 0, tzinfo=UTC)
    assert read.updated_to == datetime(2025, 11, 12, 4, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"), [("2025-03-09", 23), ("2025-11-02", 25), ("2025-11-03", 24)], ids=["spring", "autumn", "plain"]
)
def test_a_day_is_as_long_as_the_stores_clock_makes_it(day: str, hours: int) -> None:
    read = own(day, day)
    assert read.updated_from
    assert read.updated_to
    assert read.updated_to - read.updated_from == timedelta(hours=hours, seconds=-1)


def test_a_day_without_midnight_begins_with_its_first_moment() -> None:
    # Cairo puts its clocks forward at midnight: 25 April 2025 began at 01:00, which was 22:00 UTC the day before.
    read = own("2025-04-25", "2025-04-25", ZoneInfo("Africa/Cairo"))
    assert read.updated_from == datetime(2025, 4, 24, 22, 0, tzinfo=UTC)


def test_neighbouring_days_leave_no_second_between_them() -> None:
    for day, next_day in (("2025-11-01", "2025-11-02"), ("2025-11-02", "2025-11-03"), ("2025-03-08", "2025-03-09")):
        end, start = own(day, day).updated_to, own(next_day, next_day).updated_from
        assert end
        assert start
        assert start - end == timedelta(seconds=1)


def test_end_before_start_is_said_as_the_design_says_it() -> None:
    found = pull_range({"range": "own", "from": "2025-11-11", "to": "2025-11-01"}, NEW_YORK, None, NOW)
    assert isinstance(found, Finding)
    assert found.sentence % {"date": "11 Nov"} == (
        "The end is before the start. Choose 11 Nov or later as the end date."
    )
    assert found.params == {"date": "2025-11-11"}


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, "range_missing"),
        ({"range": "yesterday"}, "range_missing"),
        ({"range": "own"}, "start_missing"),
        ({"range": "own", "from": "2025-11-01"}, "end_missing"),
        ({"range": "own", "from": "20251101", "to": "2025-11-02"}, "start_missing"),
        ({"range": "own", "from": "2025-W44-6", "to": "2025-11-02"}, "start_missing"),
        ({"range": "own", "from": "2025-02-30", "to": "2025-11-02"}, "start_missing"),
        ({"range": "own", "from": "٢٠٢٥-11-01", "to": "2025-11-02"}, "start_missing"),
        ({"range": "own", "from": ["2025-11-01"], "to": "2025-11-02"}, "start_missing"),
        ({"range": "own", "from": "2025-11-01", "to": "2025-11-02\n"}, "end_missing"),
    ],
)
def test_bad_dates_are_named(parameters: dict[str, object], code: str) -> None:
    found = pull_range(parameters, NEW_YORK, None, NOW)
    assert isinstance(found, Finding)
    assert found.code == code


def test_the_ends_of_the_calendar_are_everything() -> None:
    read = own("0001-01-01", "9999-12-31")
    assert read.is_everything


def test_since_last_pull_overlaps_a_little() -> None:
    last = datetime(2025, 11, 18, 13, 12, 5, 99, tzinfo=UTC)
    read = pull_range({"range": "since"}, NEW_YORK, last, NOW)
    assert read == PullRange(datetime(2025, 11, 18, 13, 2, 5, tzinfo=UTC))
    assert pull_range({"range": "since"}, NEW_YORK, None, NOW) == PullRange()


def test_seven_days_include_today() -> None:
    read = pull_range({"range": "week"}, NEW_YORK, None, NOW)
    assert read == PullRange(datetime(2025, 11, 12, 5, 0, tzinfo=UTC))


def test_todays_date_is_the_stores() -> None:
    late = datetime(2025, 11, 19, 3, 0, tzinfo=UTC)  # still the 18th in New York
    assert pull_range({"range": "week"}, NEW_YORK, None, late) == PullRange(datetime(2025, 11, 12, 5, 0, tzinfo=UTC))


def test_a_gap_keeps_the_next_pull_where_it_was() -> None:
    monday, friday = datetime(2025, 11, 10, tzinfo=UTC), datetime(2025, 11, 14, tzinfo=UTC)
    assert pulled_until_after(PullRange(), None, NOW) == NOW
    assert pulled_until_after(PullRange(monday), friday, NOW) == NOW
    assert pulled_until_after(PullRange(friday), monday, NOW) == monday
    assert pulled_until_after(PullRange(monday, friday), monday, NOW) == friday
    assert pulled_until_after(PullRange(None, monday), friday, NOW) == friday
    assert pulled_until_after(PullRange(monday, NOW + timedelta(days=9)), monday, NOW) == NOW


def test_what_changes_during_the_walk_is_read_after_it() -> None:
    day = timedelta(days=1)
    assert PullRange().as_of(NOW) == PullRange()
    assert PullRange(NOW - day).as_of(NOW) == PullRange(NOW - day, NOW)
    assert PullRange(NOW - day, NOW + day).as_of(NOW) == PullRange(NOW - day, NOW)
    assert PullRange(NOW + day, NOW + day).as_of(NOW) == PullRange(NOW + day, NOW + day)
    assert PullRange(NOW - 9 * day, NOW - day).since(NOW) is None
    assert PullRange().since(NOW) == PullRange(NOW - timedelta(minutes=1))
    assert PullRange(NOW - day, NOW + day).since(NOW) == PullRange(NOW - timedelta(minutes=1), NOW + day)
