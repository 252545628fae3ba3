"""Every code of TikTok's has a sentence, somebody who can mend it, and a place to do it (S163)."""

import re

import pytest

from app.domain.decisions import Fix, Who
from app.platforms.tiktok_shop.codes import CATALOGUE, finding
from app.platforms.tiktok_shop.meanings import ENTRIES
from app.platforms.tiktok_shop.meanings.meaning import Meaning

MEANINGS = [meaning for _, meaning in ENTRIES]

# What a create, an edit, an upload, a suggestion, a check or the gateway answers most (the rest is in the catalogue).
SEEN = (
    36009002, 36009003, 36009004, 36009007, 36009009, 36009014, 36009033, 36009037, 36009043, 36009044, 101000, 105001,
    105002, 105005, 106001, 106013, 36004001, 36004004, 36004005, 12001000, 12019006, 12019009, 12019011, 12019012,
    12019013, 12019022, 12019059, 12019061, 12019064, 12019116, 12038002, 12038004, 12038005, 12038014, 12038015,
    12052002, 12052003, 12052004, 12052005, 12052006, 12052013, 12052015, 12052023, 12052024, 12052025, 12052026,
    12052028, 12052032, 12052034, 12052037, 12052038, 12052048, 12052050, 12052051, 12052054, 12052055, 12052056,
    12052073, 12052084, 12052093, 12052094, 12052096, 12052097, 12052104, 12052105, 12052109, 12052115, 12052116,
    12052128, 12052144, 12052151, 12052152, 12052153, 12052158, 12052181, 12052182, 12052183, 12052200, 12052201,
    12052208, 12052217, 12052220, 12052221, 12052223, 12052225, 12052226, 12052227, 12052230, 12052240, 12052241,
    12052242, 12052244, 12052245, 12052246, 12052247, 12052248, 12052249, 12052251, 12052253, 12052254, 12052256,
    12052260, 12052261, 12052262, 12052263, 12052266, 12052300, 12052301, 12052302, 12052304, 12052305, 12052306,
    12052308, 12052324, 12052332, 12052340, 12052341, 12052342, 12052343, 12052344, 12052345, 12052348, 12052349,
    12052350, 12052351, 12052352, 12052356, 12052357, 12052364, 12052369, 12052385, 12052393, 12052402, 12052403,
    12052404, 12052405, 12052419, 12052420, 12052446, 12052516, 12052520, 12052521, 12052522, 12052523, 12052524,
    12052525, 12052526, 12052527, 12052528, 12052529, 12052530, 12052531, 12052532, 12052533, 12052534, 12052535,
    12052549, 12052550, 12052553, 12052554, 12052555, 12052557, 12052558, 12052559, 12052560, 12052570, 12052571,
    12052591, 12052592, 12052593, 12052598, 12052600, 12052670, 12052671, 12052673, 12052700, 12052701, 12052703,
    12052704, 12052722, 12052881, 12052901, 12052902, 12052910, 12052912, 12052915, 12052921, 12052922, 12052923,
    12052931, 12052932, 12052933, 12052934, 12052935, 12052990, 12052995, 12052996, 33001002, 98001004,
)  # fmt: skip

# What shipping, tracking, labels, cancellations, stock and prices answer (platform-facts T19).
SEEN_WITH_ORDERS = (
    10002014, 10002015, 10006402, 10007002, 10037002, 10037003, 10037004, 11001002, 11001027, 11001031, 11003011,
    11005004, 11005010, 11006005, 11006010, 11006026, 11021009, 11021012, 11021014, 11028006, 11034002, 11034009,
    11034023, 11034025, 11034037, 11050001, 12019008, 12019015, 12019022, 12019024, 12019028, 12019045, 12019112,
    12019113, 12019114, 12019117, 12052012, 12052036, 12052037, 12052038, 12052055, 12052092, 12052142, 12052143,
    12052145, 12052146, 12052160, 12052207, 12052376, 12052379, 12052383, 12052393, 12052424, 12052447, 12052448,
    12052465, 12052553, 12052556, 12052572, 21001001, 21001008, 21001011, 21001029, 21001043, 21001055, 21004008,
    21004010, 21004012, 21004015, 21004016, 21004019, 21004020, 21008017, 21008025, 21008042, 21008043, 21008044,
    21008099, 21008106, 21008109, 21008111, 21008116, 21008117, 21008300, 21011001, 21011003, 21011004, 21011006,
    21011007, 21011012, 21011013, 21011020, 21011022, 21011025, 21011026, 21011028, 21011029, 21011030, 21011033,
    21011035, 21011036, 21011037, 21011041, 21011042, 21011043, 21011044, 21011046, 21011048, 21011049, 21011050,
    21011051, 21011052, 21021010, 21022025, 21022026, 21022028, 21022029, 21022030, 21023022, 21023034, 21023035,
    21023046, 21023059, 21030005, 21030006, 21032001, 21034006, 21034012, 21042056, 21042057, 21042102, 21042104,
    25001001, 25001003, 25001010, 25001011, 25001014, 25001015, 25001016, 25001020, 25001021, 25001028, 25001045,
    25001046, 25001051, 25001057, 25001058, 25005010, 25005011, 25007002, 25007006, 25011011, 25011012, 25020003,
    25020004, 25020005, 25020008, 25020009, 25020010,
)  # fmt: skip


def test_every_code_a_seller_can_meet_has_an_entry() -> None:
    assert [code for code in SEEN + SEEN_WITH_ORDERS if code not in CATALOGUE] == []
    assert len(CATALOGUE) >= 450


def test_no_code_has_two_meanings() -> None:
    codes = [code for codes, _ in ENTRIES for code in codes]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda m: m.sentence[:40])
def test_words_are_a_shopkeepers(meaning: Meaning) -> None:
    """Design 6: whole sentences, curly quotes, no codes, no exclamation marks, no apologies."""
    for text in (meaning.sentence, meaning.hint):
        assert text[0].isupper()
        assert text.endswith(".")
        assert not re.search(r"\d{6,}|[!'\"]|sorry|please|error|invalid|%|_", text, re.IGNORECASE)
    assert len(meaning.sentence) <= 110


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda m: m.sentence[:40])
def test_repair_fits_who_can_do_it(meaning: Meaning) -> None:
    if meaning.who is Who.YOU:
        assert meaning.fix is not Fix.NONE
    else:
        assert meaning.fix is Fix.NONE
    # Waiting is of use only with another try; what the operator has to mend is not mended by trying.
    assert meaning.retry or meaning.who is not Who.WAIT
    assert not (meaning.retry and meaning.who is Who.OPERATOR)


@pytest.mark.parametrize(
    ("code", "fix", "who"),
    [
        (12052105, Fix.CERTIFICATES, Who.YOU),
        (12052104, Fix.ATTRIBUTES, Who.YOU),
        (12052116, Fix.PACKAGE_SIZE, Who.YOU),
        (12052181, Fix.PACKAGE_SIZE, Who.YOU),
        (12052220, Fix.CATEGORY, Who.YOU),
        (12052531, Fix.WAREHOUSE, Who.YOU),
        (12052535, Fix.SELLER_CENTER, Who.YOU),
        (12052028, Fix.EDIT_IN_SOURCE, Who.YOU),
        (12052722, Fix.RETRY, Who.YOU),
        (105001, Fix.REAUTHORISE_CHANNEL, Who.YOU),
        (12052038, Fix.NONE, Who.WAIT),
        (12052093, Fix.NONE, Who.WAIT),
        (106001, Fix.NONE, Who.OPERATOR),
        (21011044, Fix.NONE, Who.WAIT),
        (21011006, Fix.NONE, Who.WAIT),
        (21011025, Fix.TRACKING, Who.YOU),
        (21004015, Fix.CARRIER, Who.YOU),
        (21011007, Fix.ORDER, Who.YOU),
        (21011051, Fix.SELLER_CENTER, Who.YOU),
        (21011037, Fix.LABEL, Who.YOU),
        (11034037, Fix.NONE, Who.WAIT),
        (25001021, Fix.CANCEL_REASON, Who.YOU),
        (25001045, Fix.SELLER_CENTER, Who.YOU),
        (12052393, Fix.NONE, Who.WAIT),
        (21001001, Fix.NONE, Who.OPERATOR),
    ],
)
def test_link_leads_to_the_repair(code: int, fix: Fix, who: Who) -> None:
    found = finding(code, "their words", "req-1")
    assert (found.fix, found.who) == (fix, who)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("SKU-related products are not found, please manually push to create a new product", Fix.RETRY),
        ("The product is missing the required certificate file", Fix.CERTIFICATES),
        ("Local to local business, at least one of the package dimension is required", Fix.PACKAGE_SIZE),
    ],
)
def test_the_guides_own_examples_are_known_by_their_words(text: str, fix: Fix) -> None:
    """S160, S161, S162, whatever code they come under."""
    assert finding(12059999, text).fix is fix
    assert finding(12052910, text).fix is fix


def test_equal_causes_share_one_code_and_keep_their_own() -> None:
    """B2: they group; the folded part still names what TikTok said."""
    size, length = (
        finding(12019012, "product package size is invalid"),
        finding(12052005, "Incorrect parcel length format"),
    )
    assert size.code == length.code == "tiktok:12019012"
    assert (length.their_code, length.their_text) == ("12052005", "Incorrect parcel length format")


def test_unknown_code_shows_tiktoks_own_words() -> None:
    found = finding(12059999, "Something {{new}} happened", "202611230707490001018902")
    assert found.code == "tiktok:12059999"
    assert (found.their_text, found.their_code) == ("Something {{new}} happened", "12059999")
    assert found.request_id == "202611230707490001018902"
    assert "12059999" not in found.sentence
