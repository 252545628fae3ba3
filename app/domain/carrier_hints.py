"""What the question "Which carrier?" offers first, and why (S108, B9). A hint is not an answer: the seller decides."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain import carriers
from app.domain.fulfilment import Carrier, by_name
from app.domain.words import N_

MOST = 3

# How each carrier's numbers begin or how long they are, without the check digit that carriers.detect asks for.
_LOOKS = (
    (carriers.UPS, r"1Z[A-Z0-9]{16}"),
    (carriers.USPS, r"(420\d{5})?9[1-5]\d{18,20}|\d{20}|[A-Z]{2}\d{9}US"),
    (carriers.FEDEX, r"\d{12}|\d{15}|\d{20}"),
    (carriers.DHL, r"\d{10}"),
    (carriers.DHL_ECOMMERCE, r"(GM|LX|RX|42)\w{14,28}"),
    (carriers.ONTRAC, r"[CD]\d{14}"),
    (carriers.AMAZON, r"TBA\d{12}"),
)


@dataclass(frozen=True, slots=True)
class Hint:
    """One carrier to offer, and what speaks for it."""

    carrier: Carrier
    why: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def hints(number: str, known: Sequence[Carrier], usual: Mapping[str, int]) -> tuple[Hint, ...]:
    """At most three of the carriers TikTok takes for the order, the likeliest first.

    `usual`: by TikTok's name, how many of the last parcels each took.
    """
    text = re.sub(r"[\s-]", "", number).upper()
    fits = carriers.detect(text)
    looks = [name for name, pattern in _LOOKS if re.fullmatch(pattern, text) and name not in fits]
    found = [
        *(_hint(name, known, N_("Format and check digit fit")) for name in fits),
        *(_hint(name, known, N_("Looks like it, but the check digit does not fit")) for name in looks),
        *(_hint(name, known, N_("Took %(n)s of your last parcels"), n=n) for name, n in usual.items()),
    ]
    offered: dict[str, Hint] = {}
    for hint in found:
        if hint is not None:
            offered.setdefault(hint.carrier.id, hint)
    return tuple(offered.values())[:MOST]


def _hint(name: str, known: Sequence[Carrier], why: str, **params: int) -> Hint | None:
    carrier = by_name(name, known)
    return Hint(carrier, why, params) if carrier else None
