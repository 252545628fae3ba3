"""Which characters may stand in what buyers read: no emoji, control characters, entities or endless repetitions.

The rules are those of TikTok's codes 12052931 to 12052935. Every function here is idempotent.
"""

import html
import re
import unicodedata

TITLE_LIMIT = 255

# "More than 9", says the rule, but its own examples of what is refused, aaaaaaaaa and 111111111, have nine.
_MOST_REPEATS = 8
_REPEATED = re.compile(rf"(.)\1{{{_MOST_REPEATS},}}", re.DOTALL)

_EMOJI = re.compile(
    "["
    "\U0001f000-\U0001faff"  # pictographs, flags, faces, cards, boxed letters
    "\U0001fb00-\U0001fbff"
    "\U000e0000-\U000e0fff"  # tags of flags, variation selectors
    "\u2300-\u23ff"  # watches, keyboards
    "\u2600-\u27bf"  # suns, hearts, ticks, scissors
    "\u2b00-\u2bff"  # stars, big squares
    "\u25a0-\u25ff"  # geometric shapes used as bullets
    "\u3030\u303d\u3297\u3299\u20e3"
    "\ufe00-\ufe0f\ufffd"
    "]"
)
# Letters drawn as mathematics ("special fonts").
_FANCY = re.compile("[\U0001d400-\U0001d7ff]")
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_NAMED = re.compile(r"&#?\w+;")
_SPACES = re.compile(r"\s+")
# Han, kana, hangul: refused wherever they stand (12052262).
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def readable(text: str) -> str:
    """Drop emoji and invisible characters, turn white space into blanks, shorten repetitions. Keeps outer blanks."""
    text = _FANCY.sub(lambda letter: unicodedata.normalize("NFKC", letter.group()), text)
    text = _SPACES.sub(" ", _EMOJI.sub("", text))
    if not text.isascii() or not text.isprintable():
        text = "".join(c for c in text if unicodedata.category(c) not in _INVISIBLE)
    return _REPEATED.sub(lambda run: run.group(1) * _MOST_REPEATS, text)


def clean_text(text: str) -> str:
    """Make one line of plain text that the channel accepts; empty when only symbols are left."""
    while (cleaner := _clean_once(text)) != text:
        text = cleaner
    return text if any(c.isalnum() for c in text) else ""


def clean_title(title: str) -> str:
    """Clean a product's name and cut it at 255 characters, at a word where possible."""
    return cut(clean_text(title), TITLE_LIMIT)


def cut(text: str, limit: int) -> str:
    """Cut `text` to `limit` characters, at the last blank unless that loses more than half."""
    if len(text) <= limit:
        return text
    at = text.rfind(" ", 0, limit + 1)
    return text[: at if at > limit // 2 else limit].rstrip()


def is_foreign(text: str) -> bool:
    """Whether a US shop would be told that the text is not English (12052262, 12052266).

    Any East Asian letter is enough. Of other scripts it takes a third of the letters: "β-carotene" is English.
    """
    if _EAST_ASIAN.search(text):
        return True
    letters = [c for c in text if c.isalpha()]
    foreign = sum(not c.isascii() and "LATIN" not in unicodedata.name(c, "LATIN") and c not in "µªº" for c in letters)
    return foreign * 3 > len(letters)


def without_entities(text: str) -> str:
    """Resolve `&nbsp;` and its kind; what looks like one but is none gets a blank, so that nobody takes it for one."""
    while (resolved := _NAMED.sub(lambda entity: html.unescape(entity.group()), text)) != text:
        text = resolved
    return _ENTITY.sub("& ", text)


def _clean_once(text: str) -> str:
    # Removing one thing can make another: "&am\x00p;" becomes an entity. Hence the loop around this.
    return _SPACES.sub(" ", readable(without_entities(text))).strip()
