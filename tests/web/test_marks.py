"""Drawn things, and the words of states."""

import re

import pytest
from markupsafe import escape

from app.domain.decisions import Fix
from app.domain.listings import ListingStatus
from app.domain.products import SyncState
from app.web import marks, states
from app.web.fixes import PLACES, repair
from app.web.language import Sentence, choose, gettext, ngettext, translate
from app.web.render import environment


def test_every_state_of_the_rows_has_a_word_and_every_word_a_look() -> None:
    """S35: canonical states, and TikTok's own as a second word."""
    assert set(states.SYNC_WORDS) == set(SyncState)
    assert set(states.LISTING_WORDS) == set(ListingStatus)
    assert set(states.LISTING_WORDS.values()) <= set(states.TTS)
    for words in (states.SYNC_WORDS, states.TASK_WORDS, states.ITEM_WORDS):
        assert set(words.values()) <= set(states.STATES)
    assert {word for word, _ in states.CONNECTION_WORDS.values()} <= set(states.STATES)
    assert {glyph for _, glyph in states.STATES.values()} <= set(marks.GLYPHS)


def test_task_says_one_of_three_words() -> None:
    """S126."""
    assert set(states.TASK_WORDS.values()) == {"Running", "Completed", "Error"}


def test_unknown_word_is_an_error() -> None:
    badge = environment().from_string('{% import "shared/_m.html" as m %}{{ m.badge("Sending soon") }}')
    with pytest.raises(Exception, match="Sending soon"):
        badge.render()


def test_unknown_icon_is_an_error() -> None:
    with pytest.raises(KeyError):
        marks.icon("no-such-icon")


def test_bar_fills_its_length_and_leaves_the_rest() -> None:
    svg = marks.bar([("success", 147), ("review", 31), ("danger", 0), ("", 222)], 'A "label"')
    assert svg.count("<rect") == 2
    assert f'aria-label="{escape("A " + chr(34) + "label" + chr(34))}"' in svg
    starts = [float(x) for x in re.findall(r' x="([\d.]+)%"', svg)]
    assert starts == [0.0, 36.75]


def test_empty_bar_is_track_only() -> None:
    assert "<rect" not in marks.bar([])
    assert "<rect" not in marks.bar([("success", 0)], "nothing")


def test_ring_stays_within_its_circle() -> None:
    assert 'stroke-dasharray="100 100"' in marks.ring(300, "warning")
    assert 'stroke-dasharray="0 100"' in marks.ring(-4, "warning")


def test_every_repair_leads_somewhere_or_is_none() -> None:
    """S163: one fix-it link."""
    for fix in Fix:
        mend = repair(fix, "/connections/7")
        assert (mend is None) == (fix not in PLACES)
        if mend:
            assert mend.href.startswith("https://" if mend.outside else "/connections/7/")
    chosen = repair(Fix.CATEGORY, "/connections/7", category=12)
    assert chosen is not None
    assert chosen.href == "/connections/7/categories/12"


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("TikTok allows 4 %.", "TikTok allows 4 %."),
        (("%(count)s products lack %(field)s.", {"count": 37, "field": "Material"}), "37 products lack Material."),
        ("", ""),
    ],
)
def test_sentences_are_filled_in_where_they_are_shown(sentence: Sentence, shown: str) -> None:
    assert translate(sentence) == shown


def test_english_is_what_stands_in_the_code() -> None:
    assert gettext("Sync failed") == "Sync failed"
    assert gettext("") == ""
    assert ngettext("%(num)s product", "%(num)s products", 1) == "%(num)s product"


@pytest.mark.parametrize("header", ["", "fr-FR, fr;q=0.9", "es;q=x", "en-GB,en;q=0.8", "*", ";;;,,,", "x" * 5000])
def test_readers_get_english_until_there_is_another_language(header: str) -> None:
    assert choose(header) == "en"
