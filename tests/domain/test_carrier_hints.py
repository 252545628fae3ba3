"""What the carrier question offers first (S108, B9)."""

from app.domain.carrier_hints import MOST, hints
from app.domain.fulfilment import Carrier

KNOWN = tuple(Carrier(f"7{n}", name) for n, name in enumerate(("UPS", "usps", "FedEx", "DHL eCommerce", "OnTrac")))
UPS_NUMBER = "1Z999AA10123456784"


def offered(number: str, **usual: int) -> list[tuple[str, str]]:
    return [(hint.carrier.name, hint.why) for hint in hints(number, KNOWN, usual)]


def test_a_number_whose_check_digit_fits_is_offered_first() -> None:
    """S108: the format says so, and TikTok's own spelling of the name is used."""
    assert offered(UPS_NUMBER, FedEx=9) == [
        ("UPS", "Format and check digit fit"), ("FedEx", "Took %(n)s of your last parcels"),
    ]  # fmt: skip
    assert offered("1z 999 aa1-01 2345 6784")[0][0] == "UPS"


def test_a_number_that_only_looks_right_says_so() -> None:
    """B9: one digit typed wrong is a hint, not an answer."""
    assert offered("1Z999AA10123456785")[0] == ("UPS", "Looks like it, but the check digit does not fit")


def test_a_carrier_that_tiktok_does_not_take_is_not_offered() -> None:
    """S104: nobody can be asked to choose it."""
    assert offered("TBA123456789012") == []
    assert hints(UPS_NUMBER, (), {"UPS": 3}) == ()


def test_each_carrier_is_offered_once_and_never_more_than_three() -> None:
    """B9: two or three large answers."""
    usual = dict.fromkeys(("UPS", "USPS", "FedEx", "DHL eCommerce", "OnTrac"), 5)
    found = hints(UPS_NUMBER, KNOWN, usual)
    assert len(found) == MOST
    assert len({hint.carrier.id for hint in found}) == MOST


def test_a_number_that_looks_like_nothing_offers_what_is_usual() -> None:
    """B9: with how often it was."""
    found = hints("ABC", KNOWN, {"OnTrac": 4})
    assert [(hint.carrier.name, dict(hint.params)) for hint in found] == [("OnTrac", {"n": 4})]
