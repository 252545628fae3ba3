"""Names and options hold only characters that TikTok takes (12052931 to 12052935)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.descriptions import clean_text, clean_title, cut, is_foreign

nasty = st.text(st.one_of(st.characters(), st.sampled_from("&;amp#x20nbsp😀\x00\u200b \n")))


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Mug  with\tspeckles\n", "Mug with speckles"),
        ("Mug 😀☕️ large", "Mug large"),
        ("Caf&eacute; &amp; bar", "Café & bar"),
        ("Salt &amp;amp; pepper", "Salt & pepper"),
        ("R&D; kit", "R& D; kit"),
        ("a\x07b\u200bc\x7fd", "abcd"),
        ("Wow" + "!" * 12, "Wow" + "!" * 8),
        ("𝓕𝓪𝓷𝓬𝔂 mug", "Fancy mug"),
        ("Pan 30 °C, 2 m², ½ l, AT&T™", "Pan 30 °C, 2 m², ½ l, AT&T™"),
        ("Größe: 日本", "Größe: 日本"),
        ("★★★ !!! ---", ""),
        ("", ""),
    ],
)
def test_title_is_cleaned(written: str, sent: str) -> None:
    assert clean_text(written) == sent


@given(nasty)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_title(text)
    assert clean_title(once) == once


@given(nasty)
def test_cleaned_title_keeps_every_rule(text: str) -> None:
    title = clean_title(text)
    assert len(title) <= 255
    assert title == "" or any(c.isalnum() for c in title)
    assert not any(title[i : i + 9] == title[i] * 9 for i in range(len(title) - 8))
    assert not any(ord(c) < 32 or ord(c) == 127 for c in title)


def test_title_is_cut_at_a_word() -> None:
    assert clean_title("word " * 60) == " ".join(["word"] * 51)
    assert cut("x" * 300, 255) == "x" * 255


@pytest.mark.parametrize(
    ("title", "foreign"),
    [
        ("Tea 茶", True),
        ("Кружка", True),
        ("Mug кружка", True),
        ("β-carotene drops", False),
        ("Größe ½ l 5 µm", False),
        ("1", False),
    ],
)
def test_title_in_another_script_is_noticed(title: str, foreign: bool) -> None:
    """12052262 and 12052266: a US shop is English."""
    assert is_foreign(title) is foreign
