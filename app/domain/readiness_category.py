"""What the channel's category asks for and has not got: attributes, certificates, a size chart."""

from collections.abc import Collection, Mapping

from app.domain.categories import Attribute, Certificate, Requirements
from app.domain.decisions import Finding, Fix
from app.domain.words import N_

NOTHING: Mapping[str, Collection[str]] = {}


def findings(
    category_id: str,
    requirements: Requirements | None,
    answers: Mapping[str, Collection[str]] = NOTHING,
    certificates: Collection[str] = (),
    has_size_chart: bool = False,
) -> tuple[Finding, ...]:
    """What is missing for the category. `requirements` None: not read yet, so only the category itself is checked."""
    if not category_id:
        missing = N_("Its TikTok category is not known. None could be suggested.")
        return (Finding("category_missing", missing, N_("Choose the category it is sold in."), fix=Fix.CATEGORY),)
    if requirements is None:
        return ()
    found = (
        _attributes(requirements, answers),
        _certificates(requirements, answers, certificates),
        _size_chart(requirements, has_size_chart),
    )
    return tuple(f for f in found if f)


def missing_attributes(
    requirements: Requirements, answers: Mapping[str, Collection[str]] = NOTHING
) -> tuple[Attribute, ...]:
    """The mandatory product attributes without an answer, those that another answer makes mandatory included."""
    return tuple(
        a for a in requirements.attributes if not a.is_sales and is_asked(a, answers) and not answers.get(a.id)
    )


def is_asked(question: Attribute | Certificate, answers: Mapping[str, Collection[str]]) -> bool:
    """Whether it must be there: always, or because any one of its conditions holds (get-attributes)."""
    return question.required or any(value in answers.get(other, ()) for other, value in question.conditions)


def _attributes(requirements: Requirements, answers: Mapping[str, Collection[str]]) -> Finding | None:
    missing = missing_attributes(requirements, answers)
    if not missing:
        return None
    return Finding(
        "attributes_missing",
        N_("TikTok asks for more about products of this category: %(names)s."),
        N_("Answer it once for the whole category."),
        {"names": ", ".join(a.name for a in missing), "count": len(missing)},
        fix=Fix.ATTRIBUTES,
    )


def _certificates(
    requirements: Requirements, answers: Mapping[str, Collection[str]], certificates: Collection[str]
) -> Finding | None:
    missing = [c for c in requirements.certificates if is_asked(c, answers) and c.id not in certificates]
    if not missing:
        return None
    return Finding(
        "certificates_missing",
        N_("TikTok asks for a document for this category: %(names)s."),
        N_("Upload it once; all products of the category use it."),
        {"names": ", ".join(c.name for c in missing), "count": len(missing)},
        fix=Fix.CERTIFICATES,
    )


def _size_chart(requirements: Requirements, has_size_chart: bool) -> Finding | None:
    if not requirements.size_chart_required or has_size_chart:
        return None
    return Finding(
        "size_chart_missing",
        N_("TikTok asks for a size chart for products of this category."),
        N_("Add the size chart, or choose a category that needs none."),
        fix=Fix.CATEGORY,
    )
