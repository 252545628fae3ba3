"""Update Stock and Update Price, as they are pressed (S56)."""

import pytest

from app.resources import Resources
from tests.cast import Cast
from tests.conftest import Browsers
from tests.sync.listed import Listed


async def pressed(browsers: Browsers, cast: Cast, what: str, products: list[int]) -> tuple[int, str]:
    """The status of the answer, and the page one sees then."""
    browser = await browsers(cast.alice)
    answer = await browser.submit(
        f"/connections/{cast.connection_id}/updates/{what}", [("product", str(id_)) for id_ in products]
    )
    page = answer if answer.status_code >= 400 else await browser.get(answer.headers["location"])
    return answer.status_code, page.text


@pytest.mark.parametrize(
    ("what", "number", "said"),
    [
        ("stock", 1, "The stock of the product is sent to TikTok again."),
        ("stock", 3, "The stock of 3 products is sent to TikTok again."),
        ("price", 1, "The price of the product is sent to TikTok again."),
        ("price", 2, "The prices of 2 products are sent to TikTok again."),
    ],
)
async def test_one_product_is_one(
    browsers: Browsers, resources: Resources, cast: Cast, what: str, number: int, said: str
) -> None:
    products = await Listed(resources, cast.alice.account_id, cast.connection_id).add(number)
    status, page = await pressed(browsers, cast, what, products)
    assert status == 303
    assert said in page


async def test_products_of_somebody_else_are_none(browsers: Browsers, resources: Resources, cast: Cast) -> None:
    """S129: and the list says so, instead of a page that leads nowhere."""
    theirs = await Listed(resources, cast.charlie.account_id, cast.charlies_connection_id).add(1)
    status, page = await pressed(browsers, cast, "stock", theirs)
    assert status == 303
    assert "None of these products is on TikTok yet." in page


async def test_nothing_ticked_is_said(browsers: Browsers, cast: Cast) -> None:
    status, page = await pressed(browsers, cast, "price", [])
    assert status == 422
    assert "Tick at least one product first." in page
