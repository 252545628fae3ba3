"""A product's description as TikTok takes it: paragraphs, lists and bold text, no entities, at most 10,000 characters.

TikTok's rules: 12052932 (characters, entities), 12052344 to 12052352 (tags, nesting, attributes), 12052013 (length).
Pictures go, because only addresses at TikTok are taken there; links keep their words.
"""

import re

import nh3

from app.domain.descriptions import clean_text, cut
from app.platforms.tiktok_shop.flat_html import ALLOWED, Block, flatten, harmless

LIMIT = 10_000
_READ = 200_000  # more markup than this around 10,000 characters is not worth the time it takes

_HIDDEN = {"script", "style", "title", "head", "template", "noscript", "iframe", "object", "svg", "math", "select"}

# What separates its content from its neighbours' becomes a paragraph; without this, <div>A</div><div>B</div> reads AB.
_BLOCK = re.compile(
    r"<(/?)(?:div|section|article|aside|header|footer|main|nav|h[1-6]|blockquote|pre|center|address|figure|figcaption"
    r"|table|caption|tr|dl|dt|dd|form|fieldset|details|summary|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_CELL = re.compile(r"<(?:td|th)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
# Less room than this is not worth half a sentence.
_WORTH_CUTTING = 200


def clean(source: str, title: str) -> str:
    """Clean the source's HTML; where no letter or digit is left, the title stands in. Idempotent."""
    # Half a pair of surrogates, from a cut emoji, is no text.
    text = _clean_once(source[:_READ].encode("utf-8", "ignore").decode(), title)
    # Removing one thing can make another out of its neighbours. Each pass only takes away, so this ends.
    while (cleaner := _clean_once(text, title)) != text:
        text = cleaner
    return text


def _clean_once(source: str, title: str) -> str:
    separated = _CELL.sub(" ", _BLOCK.sub(lambda tag: f"<{tag.group(1)}p>", source))
    safe = nh3.clean(separated, tags=set(ALLOWED), clean_content_tags=_HIDDEN, attributes={}, link_rel=None)
    blocks = flatten(safe)
    if not any(c.isalnum() for block in blocks for item in block.items for c in _TAG.sub("", item)):
        words = harmless(clean_text(title))
        return f"<p>{words}</p>" if words else ""
    text = "".join(block.html() for block in blocks)
    return text if len(text) <= LIMIT else _shortened(blocks)


def _shortened(blocks: list[Block]) -> str:
    """As many whole paragraphs and list items as there is room for, the next one cut at a word, its bold given up."""
    taken = ""
    for block in blocks:
        whole = block.html()
        room = LIMIT - len(taken)
        if len(whole) <= room:
            taken += whole
            continue
        if block.kind == "p":
            words = _TAG.sub("", block.items[0].replace("<br>", " "))
            part = cut(words, room - len("<p></p>")) if room > _WORTH_CUTTING else ""
            return taken + (f"<p>{part}</p>" if part else "")
        return taken + _items_that_fit(block, room)
    return taken


def _items_that_fit(block: Block, room: int) -> str:
    items: list[str] = []
    for item in block.items:
        if len(Block(block.kind, [*items, item]).html()) > room:
            break
        items.append(item)
    return Block(block.kind, items).html() if items else ""
