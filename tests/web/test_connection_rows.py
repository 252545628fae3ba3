"""The list of connections says when the last news came, by the store's clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.web.connection_views import row_view

NOW = datetime(2025, 11, 18, 17, 4, tzinfo=UTC)  # a Tuesday, 12:04 in New York
ROW: dict[str, Any] = {
    "id": 1, "name": "Harbor Goods US", "state": "active", "state_reason": "", "region": "US", "currency": "USD",
    "timezone": "America/New_York", "ecwid_name": "harborgoods.com", "tiktok_name": "Harbor Goods", "issues": 0,
    "ecwid_state": "healthy", "ecwid_webhook_at": None, "tiktok_webhook_at": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("ago", "said"), [(timedelta(minutes=1), "12:03"), (timedelta(days=1), "Mon 12:04"), (timedelta(days=9), "9 Nov")]
)
def test_the_last_news_is_told_by_the_stores_clock(ago: timedelta, said: str) -> None:
    """Not by the server's, and not without its day."""
    row = {**ROW, "ecwid_webhook_at": NOW - timedelta(days=20), "tiktok_webhook_at": NOW - ago}
    assert row_view(row, NOW).note == ("Last news %(time)s", {"time": said})


def test_before_any_news() -> None:
    view = row_view(ROW, NOW)
    assert (view.note, view.place) == ("No news yet", "United States · USD")
