"""Descriptions arrive as TikTok takes them, whatever Ecwid's editor left behind (12052013, 12052344 to 12052352)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.platforms.tiktok_shop.descriptions import LIMIT, clean

TITLE = "Speckled mug ☕"
pieces = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "</div>", "<ul>", "<ol>", "<li>", "</li>", "</ul>", "</ol>", "<b>", "</b>", "<i>"),
        *("</i>", "<br>", "<br/>", "<img src=x>", "<a href='http://x'>", "</a>", "<table><tr><td>", "<h2>", "</h2>"),
        *("</td></tr></table>", "word", "two words", " ", "\n", "&nbsp;", "&amp;", "&amp;nbsp;", "&lt;", ">", "<"),
        *("&copy", "é", "😀", "\x00", "\u200b", "aaaaaa", "-----", "<script>x()</script>", "<!-- c -->", "&#x27;"),
        *("&amp;amp;amp;lt;", "<strong>", "<u>", "</u>"),
    ]
)
markup = st.lists(pieces, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("<p>Holds 350 ml.</p>", "<p>Holds 350 ml.</p>"),
        ("Holds 350 ml.", "<p>Holds 350 ml.</p>"),
        ("<div>A</div><div>B</div>", "<p>A</p><p>B</p>"),
        ("<h2>Care</h2><p>By hand</p>", "<p>Care</p><p>By hand</p>"),
        ('<p style="color:red" onclick="x()">Red</p>', "<p>Red</p>"),
        ('<p><img src="https://x/1.jpg">See <a href="https://x">here</a></p>', "<p>See here</p>"),
        ("<p>Salt&nbsp;&amp; pepper, 5 &lt; 6</p>", "<p>Salt & pepper, 5 ‹ 6</p>"),
        ("<p>Fun 😀 for\x07 all</p><script>alert(1)</script>", "<p>Fun for all</p>"),
        ("<ul><li>One<ul><li>Two</li></ul></li></ul>", "<ul><li>One</li><li>Two</li></ul>"),
        ("<b>Bold <b>twice</b></b> <i></i>", "<p><b>Bold twice</b></p>"),
        ("<br><br>A<br><br><br>B<br>", "<p>A<br><br>B</p>"),
        (
            "<table><tr><td>Size</td><td>M</td></tr><tr><td>Fit</td><td>slim</td></tr></table>",
            "<p>Size M</p><p>Fit slim</p>",
        ),
        ("<p>==============</p><p>Mug</p>", "<p>========</p><p>Mug</p>"),
        ("", "<p>Speckled mug</p>"),
        ("<p>&nbsp;</p><img src=x> ★ !!!", "<p>Speckled mug</p>"),
    ],
)
def test_description_is_cleaned(source: str, sent: str) -> None:
    assert clean(source, TITLE) == sent


@given(markup)
def test_cleaning_twice_changes_nothing(source: str) -> None:
    once = clean(source, TITLE)
    assert clean(once, TITLE) == once


@given(markup)
def test_cleaned_description_keeps_every_rule(source: str) -> None:
    text = clean(source, TITLE)
    assert 0 < len(text) <= LIMIT
    assert set(re.findall(r"<[^>]*>", text)) <= {
        f"<{slash}{tag}>" for tag in ("p", "ul", "ol", "li", "br", "strong", "b", "i", "em", "u") for slash in ("", "/")
    }
    words = re.sub(r"<[^>]*>", "", text)
    assert not re.search(r"&#?\w+;|[<>\x00-\x1f\x7f😀]", words)
    assert not any(re.search(r"(.)\1{8}", run) for run in re.split(r"<[^>]*>", text))


def test_title_of_nothing_but_symbols_leaves_nothing() -> None:
    assert clean("", "★") == ""


def test_long_description_ends_after_a_whole_paragraph() -> None:
    source = "".join(f"<p>{'word ' * 60}{n}</p>" for n in range(60))
    text = clean(source, TITLE)
    assert LIMIT - 320 < len(text) <= LIMIT
    assert text.endswith("</p>")
    assert text == clean(text, TITLE)


def test_long_list_ends_after_a_whole_item() -> None:
    text = clean("<p>Parts</p><ul>" + "".join(f"<li>{'part ' * 20}{n}</li>" for n in range(200)) + "</ul>", TITLE)
    assert LIMIT - 120 < len(text) <= LIMIT
    assert text.endswith("</li></ul>")


def test_single_long_paragraph_ends_after_a_word() -> None:
    text = clean("<p>" + "<b>word</b> " * 4000 + "</p>", TITLE)
    assert LIMIT - 10 < len(text) <= LIMIT
    assert text.endswith("word</p>")
