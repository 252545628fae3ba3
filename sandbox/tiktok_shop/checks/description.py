"""The description: HTML, at most 10,000 characters and 30 pictures, which must be ours (errors 1205234x)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser

from sandbox.tiktok_shop.checks.text import breaks_rules
from sandbox.tiktok_shop.errors import Problem, problem

LONGEST, MOST_PICTURES, PICTURE_SIDE, DEEPEST = 10_000, 30, 4000, 30
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_CLOSES_ITSELF = frozenset(
    ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption", "option"]
)
_NEVER = frozenset(
    [
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "button",
        "select",
        "textarea",
        "link",
        "meta",
        "base",
        "frame",
    ]
)
_NOT_IN_ITSELF = frozenset({"a", "table"})


class _Reader(HTMLParser):
    """Collects the codes of what is wrong, in the order found, and the text without tags."""

    def __init__(self, is_ours: Callable[[str], bool]) -> None:
        super().__init__(convert_charrefs=False)
        self.codes: list[int] = []
        self.text: list[str] = []
        self.pictures = 0
        self._open: list[str] = []
        self._is_ours = is_ours

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _NEVER:
            self.codes.append(12052345)
        if any(n.startswith("on") or v.strip().lower().startswith("javascript:") for n, v in given.items()):
            self.codes.append(12052350)
        if tag == "img":
            self._picture(given)
        if tag in _NOT_IN_ITSELF and tag in self._open:
            self.codes.append(12052349)
        if tag not in _VOID:
            self._open.append(tag)
        if len(self._open) > DEEPEST:
            self.codes.append(12052352)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self._open and self._open[-1] != tag and self._open[-1] in _CLOSES_ITSELF:
            self._open.pop()
        if self._open and self._open[-1] == tag:
            self._open.pop()
        elif tag not in _CLOSES_ITSELF:
            self.codes.append(12052344)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_entityref(self, name: str) -> None:
        self.text.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.text.append(f"&#{name};")

    def _picture(self, given: dict[str, str]) -> None:
        self.pictures += 1
        if not all(given.get(name) for name in ("src", "width", "height")):
            self.codes.append(12052348)
            return
        if not self._is_ours(given["src"]):
            self.codes.append(12052340)
        sides = [given[name].removesuffix("px") for name in ("width", "height")]
        if not all(side.isdigit() and 0 < int(side) < PICTURE_SIDE for side in sides):
            self.codes.append(12052341)

    def left_open(self) -> bool:
        return any(tag not in _CLOSES_ITSELF for tag in self._open)


def description_problems(html: str, is_ours: Callable[[str], bool]) -> Iterator[Problem]:
    """`is_ours(url)`: was this picture uploaded to the shop?"""
    if not html.strip():
        yield problem(12052015)
        return
    if len(html) > LONGEST:
        yield problem(12052013)
    reader = _Reader(is_ours)
    reader.feed(html)
    reader.close()
    codes = list(reader.codes)
    if reader.left_open():
        codes.append(12052344)
    if reader.pictures > MOST_PICTURES:
        codes.append(12052056)
    if breaks_rules("".join(reader.text), lines=True):
        codes.append(12052932)
    for code in dict.fromkeys(codes):
        yield problem(code)
