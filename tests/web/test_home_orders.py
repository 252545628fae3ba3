"""What of the orders waits for the seller, as Home says it: one is one, several are several (B4, B9)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.web.home_orders import needs

NOW = datetime(2025, 11, 18, 17, 4, tzinfo=UTC)
NOTHING: dict[str, Any] = {
    **dict.fromkeys(("not_on_channel", "asking", "questions", "linking", "urgent", "soon", "unreadable"), 0),
    **dict.fromkeys(("not_on_channel_by", "asking_until", "urgent_by", "soon_by")),
}


def said(**facts: Any) -> list[str]:
    """Titles and texts as they are read in English."""
    found = needs({**NOTHING, **facts}, "/connections/1", NOW)
    return [filled(need[part]) for need in found for part in ("title", "text")]


def filled(sentence: Any) -> str:
    return sentence if isinstance(sentence, str) else sentence[0] % sentence[1]


@pytest.mark.parametrize(
    ("n", "title", "text"),
    [
        (1, "1 order is shipped in Ecwid, TikTok does not know yet.", "It has 2 h left."),
        (2, "2 orders are shipped in Ecwid, TikTok does not know yet.", "The first has 2 h left."),
    ],
)
def test_one_order_is_one(n: int, title: str, text: str) -> None:
    assert said(not_on_channel=n, not_on_channel_by=NOW + timedelta(hours=2)) == [title, text]


def test_what_is_late_is_said() -> None:
    """B4"""
    assert said(urgent=1, urgent_by=NOW - timedelta(hours=1))[1] == "It is 1 h late."
    assert said(urgent=3, urgent_by=NOW - timedelta(hours=1))[1] == "The first is 1 h late."


def test_a_day_before_it_is_said_too() -> None:
    """B4: 24 hours, then 6."""
    assert said(soon=2, soon_by=NOW + timedelta(hours=20)) == [
        "2 orders must be dispatched within 24 hours.",
        "The first has 20 h left.",
    ]


def test_buyers_are_answered_in_time() -> None:
    """S115"""
    until = NOW + timedelta(hours=20)
    assert said(asking=1, asking_until=until)[1] == "Without an answer TikTok accepts in 20 h."
    assert said(asking=2, asking_until=until)[1] == "Without an answer TikTok accepts, the first in 20 h."


def test_questions_and_links_are_counted_together() -> None:
    """S96"""
    assert said(questions=1)[1].startswith("It goes on by itself")
    assert said(questions=1, linking=1) == [
        "2 orders wait for you.",
        "They go on by themselves once a SKU is linked or a question is answered.",
    ]
