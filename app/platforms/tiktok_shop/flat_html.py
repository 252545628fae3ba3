"""Turns clean HTML into a flat row of paragraphs and lists, the only shape that no rule of TikTok's objects to."""

import html
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby

from app.domain.descriptions import readable, without_entities

LISTS = ("ul", "ol")
INLINE = ("strong", "b", "i", "em", "u")
ALLOWED = ("p", "li", "br", *LISTS, *INLINE)

_BREAK = "<br>"
_MOST_BREAKS = 2


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph ("p", one item) or a list ("ul", "ol"); the items are finished HTML without blocks in them."""

    kind: str
    items: list[str]

    def html(self) -> str:
        """The block as HTML."""
        if self.kind == "p":
            return f"<p>{self.items[0]}</p>"
        return f"<{self.kind}>" + "".join(f"<li>{item}</li>" for item in self.items) + f"</{self.kind}>"


# A piece of text (or a break) and the inline tags open around it.
Piece = tuple[str, tuple[str, ...]]


def flatten(safe: str) -> list[Block]:
    """Read well-formed HTML that has only ALLOWED tags and no attributes. Lists in lists become one list."""
    parser = _Flattener()
    parser.feed(safe)
    parser.close()
    parser.end_block()
    return parser.blocks


def harmless(text: str) -> str:
    """Text as it may stand between tags without an entity: angle brackets become typographic ones."""
    while (resolved := html.unescape(text)) != text:
        text = resolved
    return without_entities(text).replace("<", "‹").replace(">", "›")


class _Flattener(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._lists: list[str] = []
        self._items: list[str] = []
        self._pieces: list[Piece] = []
        self._inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in INLINE:
            self._inline.append(tag)
        elif tag == "br" or (tag == "p" and self._lists):
            self._pieces.append((_BREAK, ()))
        else:
            self._end_run()
            if tag in LISTS:
                self._lists.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE:
            if tag in self._inline:
                self._inline.remove(tag)
        elif tag == "p" and self._lists:
            self._pieces.append((_BREAK, ()))
        elif tag in LISTS and self._lists:
            self._end_run()
            outermost = self._lists[0]
            self._lists.pop()
            if not self._lists:
                self._end_list(outermost)
        elif tag != "br":
            self._end_run()

    def handle_data(self, data: str) -> None:
        self._pieces.append((data, tuple(dict.fromkeys(self._inline))))

    def end_block(self) -> None:
        """Close whatever is still open at the end."""
        self._end_run()
        if self._lists:
            self._end_list(self._lists[0])

    def _end_run(self) -> None:
        content = _rendered(_tidy(self._pieces))
        self._pieces = []
        if content and self._lists:
            self._items.append(content)
        elif content:
            self.blocks.append(Block("p", [content]))

    def _end_list(self, kind: str) -> None:
        if self._items:
            self.blocks.append(Block(kind, self._items))
        self._items, self._lists = [], []


def _tidy(pieces: list[Piece]) -> list[Piece]:
    """Clean the words, keep one blank between them, none at the ends, at most two breaks in a row and none outside."""
    tidy: list[Piece] = []
    for (inline, is_break), run in groupby(pieces, key=lambda piece: (piece[1], _is_break(piece))):
        text = "".join(piece[0] for piece in run)
        if is_break:
            _add_breaks(tidy, text.count(_BREAK))
            continue
        words = readable(harmless(text))
        if not tidy or _is_break(tidy[-1]) or tidy[-1][0].endswith(" "):
            words = words.lstrip()
        if words:
            tidy.append((words, inline))
    while tidy and (_is_break(tidy[-1]) or not tidy[-1][0].strip()):
        tidy.pop()
    if tidy:
        tidy[-1] = (tidy[-1][0].rstrip(), tidy[-1][1])
    return tidy


def _add_breaks(tidy: list[Piece], count: int) -> None:
    while tidy and not tidy[-1][0].strip():
        tidy.pop()
    if not tidy:
        return
    if _is_break(tidy[-1]):
        count += tidy.pop()[0].count(_BREAK)
    else:
        tidy[-1] = (tidy[-1][0].rstrip(), tidy[-1][1])
    tidy.append((_BREAK * min(count, _MOST_BREAKS), ()))


def _is_break(piece: Piece) -> bool:
    # Words never begin with an angle bracket: `harmless` has changed those.
    return piece[0].startswith(_BREAK)


def _rendered(pieces: list[Piece]) -> str:
    parts: list[str] = []
    opened: tuple[str, ...] = ()
    for text, inline in [*pieces, ("", ())]:
        same = 0
        while same < min(len(opened), len(inline)) and opened[same] == inline[same]:
            same += 1
        parts += [f"</{tag}>" for tag in reversed(opened[same:])]
        parts += [f"<{tag}>" for tag in inline[same:]]
        parts.append(text)
        opened = inline
    return "".join(parts)
