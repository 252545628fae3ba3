"""R-20: whether one walk through a moving catalogue can have missed something; S124: numbers that add up."""

from datetime import UTC, datetime

from app.domain.pull_progress import Look, Place, counted
from app.domain.pull_range import PullRange

NOW = datetime(2025, 11, 18, 17, 4, tzinfo=UTC)


def test_a_place_comes_back_as_it_was_kept() -> None:
    for read in (PullRange(), PullRange(NOW), PullRange(None, NOW)):
        place = Place(read, NOW, newest=7, first=100, offset=800, total=1204)
        assert Place.of(place.as_document()) == place
        assert place.again().first == 800


def test_every_product_counts_once() -> None:
    counts = counted({}, {1, 2, 3, 4}, {1, 2}, {3}, unreadable=1, total=10)
    assert counts == {
        "read": 4, "new": 2, "updated": 1, "unchanged": 1, "unreadable": 1, "deleted": 0, "total": 10,
    }  # fmt: skip
    again = counted(counts, set(), set(), {1, 2}, unreadable=0, total=None)
    assert again == counts


def test_the_total_never_falls_behind_what_was_read() -> None:
    assert counted({"read": 9, "total": 9}, {1}, set(), set(), unreadable=1, total=None)["total"] == 11


def test_a_full_look_misses_nothing() -> None:
    look = Look()
    look.page([1, 2], [3], 5, 0)
    assert look.may_have_missed
    look.page([4, 5], [], 5, 0)
    assert not look.may_have_missed


def test_a_product_read_twice_means_that_another_was_passed_over() -> None:
    look = Look()
    look.page([1, 2, 3], [], 5, 0)
    look.page([1, 5], [], 5, 0)
    assert look.may_have_missed


def test_one_deleted_and_one_added_do_not_hide_each_other() -> None:
    look = Look()
    look.page([1, 2, 3], [], 6, 0)  # then 1 goes, 7 comes, and 4 moves to the page just read
    look.page([5, 6, 7], [], 6, 0)
    assert not look.may_have_missed
    look.gone([1])
    assert look.may_have_missed


def test_fewer_products_than_before_a_crash_ask_for_another_look() -> None:
    look = Look(first=100, before=200)
    look.page(range(100), [], 200, 0)
    assert not look.may_have_missed
    look = Look(first=100, before=200)
    look.page(range(99), [], 199, 0)
    assert look.may_have_missed
