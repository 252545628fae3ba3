"""What a password must be: long, and not what everybody tries first (S1)."""

import pytest

from app.domain.passwords import COMMON, objection


@pytest.mark.parametrize(
    "password",
    ["correct horse 7 staple", "ein langes Wort", "пароль подлиннее", "x" * 5 + "abcdefg", "  spaces are fine  "],
)
def test_a_long_one_is_taken_whatever_it_is_made_of(password: str) -> None:
    assert objection(password) == ""


@pytest.mark.parametrize(
    "password", ["", "elevenchars", "x" * 257, "password1234", "PASSWORD1234", "abababababab", "            "]
)
def test_a_weak_one_is_not(password: str) -> None:
    assert objection(password) != ""


def test_ones_own_address_is_not_a_password() -> None:
    assert objection("Alice@HarborGoods.example", "alice@harborgoods.example", "Alice") != ""


def test_the_list_holds_nothing_the_length_refuses_already() -> None:
    assert all(len(word) >= 12 and word == word.casefold() for word in COMMON)
