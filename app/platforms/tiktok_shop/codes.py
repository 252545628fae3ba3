"""From TikTok's error code to what the seller reads; equal causes share one code of ours, so that they group (B2)."""

from app.domain.decisions import Finding, Fix, Who
from app.domain.words import N_
from app.platforms.tiktok_shop.meanings import ENTRIES, attributes, packages, variants
from app.platforms.tiktok_shop.meanings.meaning import Meaning

# (code that names the group, meaning) by TikTok's code.
CATALOGUE: dict[int, tuple[int, Meaning]] = {code: (codes[0], meaning) for codes, meaning in ENTRIES for code in codes}

# Sentences that sellers know without their codes, as the guide quotes them (S160–S162), or that hide under a
# general code: "invalid parameter" says less than its text.
BY_TEXT: tuple[tuple[str, int, Meaning], ...] = (
    ("sku-related products are not found", 12052556, variants.UNKNOWN_SKU),
    ("missing the required certificate", 12052105, attributes.CERTIFICATE),
    ("required qualification", 12052105, attributes.CERTIFICATE),
    ("package dimension is required", 12019012, packages.SIZE),
)
_GENERAL = frozenset({36009004, 12052910, 12052990, 98001004})

_UNKNOWN = Meaning(
    N_("TikTok refused it for a reason that Weft does not know yet."),
    N_("TikTok’s own words may help. With the request id, TikTok’s support can look it up."),
    Fix.RETRY,
    Who.YOU,
    retry=True,
)


def finding(code: int, text: str, request_id: str = "") -> Finding:
    """What the seller reads about a refusal. TikTok's `text`, code and request id go along, to be folded away."""
    group, meaning = _meaning(code, text)
    return Finding(
        code=f"tiktok:{group}",
        sentence=meaning.sentence,
        hint=meaning.hint,
        fix=meaning.fix,
        who=meaning.who,
        can_retry=meaning.retry,
        their_text=text,
        their_code=str(code),
        request_id=request_id,
    )


def _meaning(code: int, text: str) -> tuple[int, Meaning]:
    if code not in CATALOGUE or code in _GENERAL:
        lowered = text.lower()
        for words, group, meaning in BY_TEXT:
            if words in lowered:
                return CATALOGUE[group][0], meaning
    return CATALOGUE.get(code, (code, _UNKNOWN))
