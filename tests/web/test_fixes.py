"""Every way of mending has a place: a button that leads to a page there is (S163)."""

import re

import pytest

from app.domain.decisions import Fix
from app.main import ROUTES
from app.web.fixes import NO_BUTTON, PLACES, repair

BASE = "/connections/7"


@pytest.mark.parametrize("fix", Fix)
def test_every_fix_has_a_place_or_needs_none(fix: Fix) -> None:
    """S163: whoever adds a way of mending says where; its page is one of the app's."""
    button = repair(fix, BASE, order=12)
    if fix in NO_BUTTON:
        assert button is None
        assert fix not in PLACES
        return
    assert button is not None
    assert button.label
    if button.outside:
        assert button.href.startswith("https://")
        return
    path = re.split("[?#]", button.href.removeprefix(BASE))[0]
    paths = [re.sub(r"{\w+:int}", r"\\d+", known) for handler in ROUTES for known in handler.paths]
    assert any(re.fullmatch(known, f"{BASE}{path}") for known in paths), path


def test_without_an_order_the_list_of_those_that_need_somebody_opens() -> None:
    """S163."""
    found = repair(Fix.LINK_PRODUCT, BASE)
    assert found is not None
    assert found.href == f"{BASE}/orders?show=needs_you"


def test_one_order_is_opened_where_it_is_mended() -> None:
    """S160, S163: the link leads to the very dialog."""
    found = repair(Fix.LINK_PRODUCT, BASE, order=12)
    assert found is not None
    assert (found.label, found.href) == ("Link SKU", f"{BASE}/orders/12/links/new")


def test_what_is_no_fix_has_no_button() -> None:
    """Rows of an older or newer Weft may name what this one does not know."""
    assert repair("made up", BASE) is None
