"""Retries spread out, are capped, and end (reliability R-12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.retries import delay, next_try


@pytest.mark.parametrize(("attempt", "most"), [(1, 1.0), (2, 2.0), (3, 4.0), (6, 32.0), (7, 60.0), (5000, 60.0)])
def test_wait_doubles_up_to_a_minute(attempt: int, most: float) -> None:
    assert delay(attempt, 1.0) == most
    assert delay(attempt, 0.0) == 0.0


@given(st.integers(1, 2000), st.floats(0, 1, exclude_max=True))
def test_wait_is_within_the_cap(attempt: int, chance: float) -> None:
    assert 0.0 <= delay(attempt, chance, first=4.0, cap=600.0) <= 600.0


def test_what_the_platform_asks_for_is_the_least() -> None:
    assert next_try(1, 0.0, 0.5, horizon=3600, retry_after=30.0) == 30.5


def test_giving_up_at_the_horizon() -> None:
    assert next_try(3, 3599.0, 0.9, horizon=3600) is None
    assert next_try(3, 0.0, 0.9, horizon=3600) == pytest.approx(3.6)
