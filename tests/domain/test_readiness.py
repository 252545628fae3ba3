"""What is missing is known before anything is sent (S38)."""

from decimal import Decimal
from typing import Any

import pytest

from app.domain.categories import Attribute, Certificate, Requirements
from app.domain.decisions import Finding, Fix, Who
from app.domain.drafts import draft
from app.domain.products import Kind
from app.domain.readiness import PictureFacts, findings
from tests.domain.samples import KNOWN, MUG, POLICY, SOCKS, known, policy, product, variant


def codes(**changes: Any) -> list[str]:
    return [f.code for f in findings(product(**changes), POLICY, KNOWN)]


def only(found: tuple[Finding, ...]) -> Finding:
    (finding,) = found
    return finding


def test_complete_product_is_ready() -> None:
    assert findings(MUG, POLICY, KNOWN) == ()
    assert findings(SOCKS, POLICY, KNOWN) == ()


@pytest.mark.parametrize("kind", [k for k in Kind if k is not Kind.ORDINARY])
def test_what_cannot_be_listed_says_only_that(kind: Kind) -> None:
    finding = only(findings(product(kind=kind, title="", pictures=()), POLICY, KNOWN))
    assert (finding.code, finding.fix) == (f"kind_{kind}", Fix.NONE)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "title_missing"),
        ({"title": "★ 😀"}, "title_missing"),
        ({"title": "word " * 60}, "title_too_long"),
        ({"title": "Tea 茶"}, "title_not_english"),
        ({"pictures": ()}, "picture_missing"),
        ({"variants": (variant(0, price=Decimal(0)),)}, "price_out_of_range"),
        ({"variants": (variant(0, price=Decimal("7600.01")),)}, "price_out_of_range"),
        ({"variants": (variant(0, quantity=0),)}, "out_of_stock"),
        ({"variants": (variant(0, sku="S" * 51),)}, "sku_too_long"),
        ({"variants": tuple(variant(n, ("Size", str(n))) for n in range(301))}, "too_many_variants"),
        ({"variants": tuple(variant(n, *((o, str(n)) for o in "ABCD")) for n in (1, 2))}, "too_many_options"),
        ({"variants": (variant(1, ("Size", "M")), variant(2, ("Color", "Red")))}, "options_differ"),
        ({"variants": (variant(1), variant(2))}, "options_differ"),
        ({"variants": (variant(1, ("Size", "★")), variant(2, ("Size", "M")))}, "option_unreadable"),
        ({"variants": (variant(1, ("Size", "M 😀")), variant(2, ("Size", "m")))}, "options_repeated"),
        ({"variants": (variant(1, ("Size", "M")), variant(2, ("Size", "L"), sku="mug-1-1"))}, "sku_repeated"),
    ],
)
def test_each_obstacle_is_named(changes: dict[str, Any], code: str) -> None:
    assert codes(**changes) == [code]


def test_description_and_barcode_never_block() -> None:
    assert codes(description="", gtin="12345") == []


def test_product_without_sku_is_not_held_up() -> None:
    """S160."""
    assert codes(sku="", variants=(variant(0, sku=""),)) == []


def test_default_package_is_asked_for_once() -> None:
    """S133, S162: the link leads to the setting."""
    finding = only(findings(product(size=None), policy(package=None), KNOWN))
    assert (finding.code, finding.fix) == ("package_missing", Fix.PACKAGE_SIZE)
    assert findings(product(size=None), POLICY, KNOWN) == ()


def test_warehouse_has_to_be_chosen() -> None:
    finding = only(findings(MUG, policy(warehouse_id=""), KNOWN))
    assert (finding.code, finding.fix) == ("warehouse_missing", Fix.WAREHOUSE)


def test_store_in_another_currency_cannot_send() -> None:
    """S18."""
    finding = only(findings(MUG, policy(currency="EUR"), KNOWN))
    assert (finding.code, finding.params) == ("currency_differs", {"currency": "EUR"})


def test_out_of_stock_waits_without_anybodys_fault() -> None:
    finding = only(findings(product(variants=(variant(0, quantity=-1),)), POLICY, KNOWN))
    assert (finding.code, finding.who, finding.can_retry) == ("out_of_stock", Who.WAIT, True)
    assert findings(product(variants=(variant(0, quantity=0),)), POLICY, known(linked={0: "1"})) == ()


def test_one_full_variant_is_enough() -> None:
    assert codes(variants=(variant(1, ("Size", "M"), quantity=0), variant(2, ("Size", "L"), quantity=1))) == []


def test_prices_of_many_variants_are_one_finding() -> None:
    mugs = product(variants=tuple(variant(n, ("Size", str(n)), price=Decimal(9000)) for n in (1, 2)))
    finding = only(findings(mugs, POLICY, KNOWN))
    assert finding.params == {"price": "$9,000.00", "low": "$0.01", "high": "$7,600.00", "count": 2, "variant": "1"}


def test_small_pictures_block_only_when_there_are_no_others() -> None:
    small, large = "https://pictures.example/small.jpg", MUG.pictures[0]
    facts = {small: PictureFacts(200, 800), large: PictureFacts(1200, 1200)}
    assert findings(product(pictures=(small, large)), POLICY, known(pictures=facts)) == ()
    finding = only(findings(product(pictures=(small,)), POLICY, known(pictures=facts)))
    assert (finding.code, finding.params["width"], finding.params["least"]) == ("picture_too_small", 200, 300)


def test_category_has_to_be_known() -> None:
    finding = only(findings(MUG, POLICY, known(category_id="")))
    assert (finding.code, finding.fix) == ("category_missing", Fix.CATEGORY)


BATTERIES = Attribute("101610", "Contains Batteries or Cells?", is_sales=False, required=True)
TYPE = Attribute("100216", "Battery Type", is_sales=False, required=False, conditions=(("101610", "1024358"),))
SIZE = Attribute("100007", "Size", is_sales=True, required=True)
ASKED = Requirements(
    "600001",
    (BATTERIES, TYPE, SIZE),
    (Certificate("1", "Safety data sheet", required=True), Certificate("2", "Test report", required=False)),
)


def test_required_attributes_and_documents_are_named() -> None:
    """S39, S42; sales attributes come from the variants and are not asked for."""
    attributes, certificates = findings(MUG, POLICY, known(requirements=ASKED))
    assert (attributes.fix, attributes.params["names"]) == (Fix.ATTRIBUTES, "Contains Batteries or Cells?")
    assert (certificates.fix, certificates.params["names"]) == (Fix.CERTIFICATES, "Safety data sheet")


@pytest.mark.parametrize(("answer", "missing"), [("1000325", []), ("1024358", ["attributes_missing"])])
def test_an_answer_can_make_another_one_necessary(answer: str, missing: list[str]) -> None:
    """S43: batteries inside, so which kind?"""
    facts = known(requirements=ASKED, answers={"101610": [answer]}, certificates=["1"])
    assert [f.code for f in findings(MUG, POLICY, facts)] == missing


def test_an_answer_can_make_a_document_necessary() -> None:
    report = Certificate("602403", "Safety report", required=False, conditions=(("101610", "1024358"),))
    asked = Requirements("600001", (BATTERIES,), (report,))
    assert findings(MUG, POLICY, known(requirements=asked, answers={"101610": ["1000325"]})) == ()
    finding = only(findings(MUG, POLICY, known(requirements=asked, answers={"101610": ["1024358"]})))
    assert (finding.code, finding.params["names"]) == ("certificates_missing", "Safety report")


def test_size_chart_is_asked_for_where_the_category_wants_one() -> None:
    """S44."""
    asked = Requirements("600001", size_chart_required=True)
    assert only(findings(MUG, POLICY, known(requirements=asked))).code == "size_chart_missing"
    assert findings(MUG, POLICY, known(requirements=asked, has_size_chart=True)) == ()


def test_ready_means_there_is_a_draft() -> None:
    for ready in (MUG, SOCKS, product(variants=(variant(1, ("Size", "M"), quantity=0), variant(2, ("Size", "L"))))):
        assert findings(ready, POLICY, KNOWN) == ()
        assert draft(ready, POLICY, "600001").skus


def test_sentences_are_complete_and_fill_in() -> None:
    """Design 6: every place in a sentence has its value, and every sentence ends."""
    everything = product(
        title="word " * 60, pictures=(), size=None, variants=(variant(0, price=Decimal(0), sku="S" * 60),)
    )
    found = findings(everything, policy(package=None, warehouse_id="", currency="USD"), known(requirements=ASKED))
    assert len(found) == 8
    for finding in found:
        for text in (finding.sentence, finding.hint):
            assert (text % dict(finding.params)).endswith(".")
            assert "!" not in text
            assert "'" not in text
