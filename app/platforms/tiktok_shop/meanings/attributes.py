"""What a category asks for: attributes, compliance answers and documents (S39–S43, S161)."""

from app.domain.decisions import Fix
from app.domain.words import N_
from app.platforms.tiktok_shop.meanings.meaning import Entries, Meaning

_ANSWER = N_("Answer it once for the whole category.")
_CORRECT = N_("Correct the answer for the whole category.")
_UPLOAD = N_("Upload it once; all products of the category use it.")

CERTIFICATE = Meaning(N_("TikTok asks for a document for this category."), _UPLOAD, Fix.CERTIFICATES)

ENTRIES: Entries = (
    (
        (12052104, 12052241, 12052248),
        Meaning(N_("TikTok asks for more about products of this category."), _ANSWER, Fix.ATTRIBUTES),
    ),
    (
        (12052182,),
        Meaning(N_("One of its answers makes TikTok ask a further question."), _ANSWER, Fix.ATTRIBUTES),
    ),
    (
        (12052183,),
        Meaning(
            N_("One of its answers does not go with another one."),
            N_("Empty the answer that TikTok names, for the whole category."),
            Fix.ATTRIBUTES,
        ),
    ),
    (
        (12052256, 12052361, 12052362),
        Meaning(N_("TikTok wants a number where another answer stands."), _CORRECT, Fix.ATTRIBUTES),
    ),
    (
        (12052240, 12052247),
        Meaning(
            N_("TikTok takes only its own answers here."), N_("Choose one of the answers offered."), Fix.ATTRIBUTES
        ),
    ),
    (
        (12052242, 12052249),
        Meaning(N_("One of its answers is too long for TikTok."), _CORRECT, Fix.ATTRIBUTES),
    ),
    (
        (12052243, 12052245, 12052250, 12052935),
        Meaning(N_("One of its answers has characters that TikTok does not take."), _CORRECT, Fix.ATTRIBUTES),
    ),
    (
        (12052244, 12052251, 12052253, 12052254),
        Meaning(N_("One of its answers is given twice."), _CORRECT, Fix.ATTRIBUTES),
    ),
    (
        (12052246,),
        Meaning(N_("TikTok takes one answer where several stand."), _CORRECT, Fix.ATTRIBUTES),
    ),
    (
        (12052151,),
        Meaning(N_("One of its answers has a word that TikTok does not allow."), _CORRECT, Fix.ATTRIBUTES),
    ),
    ((12052105,), CERTIFICATE),
    (
        (12052385,),
        Meaning(
            N_("The date on which its document ends is missing or wrong."),
            N_("Give the date that stands on the document."),
            Fix.CERTIFICATES,
        ),
    ),
    (
        (12052650, 12052651, 12052655, 12052656, 12052657, 12052658),
        Meaning(N_("TikTok does not take one of its documents."), N_("Upload the document again."), Fix.CERTIFICATES),
    ),
)
