"""The shop's pictures: real files in all sizes, drawn by itself."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from sandbox.pictures.scene import THINGS, VIEWS, Order, draw, fitted
from tests.sandbox.ecwid_cast import Shop, open_shop


def opened(data: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(data))
    made.load()
    return made


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop() as made:
        yield made


@pytest.mark.parametrize("thing", sorted(THINGS))
def test_everything_can_be_drawn_from_every_side(thing: str) -> None:
    drawn = {draw(Order(thing, view, view, 400, 400), 160) for view in range(VIEWS)}
    assert len(drawn) == VIEWS
    for data in drawn:
        picture = opened(data)
        assert (picture.format, picture.size) == ("JPEG", (160, 160))
        assert len(picture.getcolors(160 * 160) or []) > 200  # not an empty sheet


def test_the_same_order_gives_the_same_file() -> None:
    assert draw(Order("mug", 1, 0, 800, 800)) == draw(Order("mug", 1, 0, 800, 800))
    assert draw(Order("mug", 1, 0, 800, 800)) != draw(Order("mug", 1, 0, 800, 800, body="#3d4a86"))


@pytest.mark.parametrize(
    ("size", "longest", "expected"),
    [((1400, 1400), 400, (400, 400)), ((200, 200), 800, (200, 200)), ((6000, 4500), 1500, (1500, 1125))],
)
def test_a_smaller_size_fits_inside_and_never_enlarges(
    size: tuple[int, int], longest: int, expected: tuple[int, int]
) -> None:
    assert fitted(*size, longest) == expected
    assert opened(draw(Order("vase", 0, 0, *size), longest)).size == expected


async def test_all_five_files_of_a_picture_are_served(shop: Shop) -> None:
    product = (await shop.call("GET", "/products", params={"limit": 1}))["items"][0]
    image = product["media"]["images"][0]
    sizes = {"image160pxUrl": 160, "image400pxUrl": 400, "image800pxUrl": 800, "image1500pxUrl": 900}
    for name, side in {**sizes, "imageOriginalUrl": 900}.items():
        answer = await shop.client.get(image[name])  # no token: the CDN is public
        assert answer.headers["content-type"] == "image/jpeg"
        assert opened(answer.content).size == (side, side)
    assert len({image[name] for name in sizes}) == 4


async def test_odd_pictures_are_what_they_say(shop: Shop) -> None:
    for oddity, kind, size in (
        ("huge picture", "JPEG", (6000, 4500)),
        ("tiny picture", "JPEG", (200, 200)),
        ("PNG picture", "PNG", (1000, 1000)),
    ):
        product = await shop.call("GET", f"/products/{shop.odd(oddity)['id']}")
        answer = await shop.client.get(product["originalImageUrl"])
        picture = opened(answer.content)
        assert (picture.format, picture.size) == (kind, size)
        assert (product["originalImage"]["width"], product["originalImage"]["height"]) == size
        assert len(answer.content) < 5_000_000


async def test_a_variation_shows_its_own_colour(shop: Shop) -> None:
    product = next(p for p in shop.world.ecwid.products.values() if p["name"].startswith("Enamel Camp Mug"))
    wire = await shop.call("GET", f"/products/{product['id']}")
    files = {(await shop.client.get(c["thumbnailUrl"])).content for c in wire["combinations"]}
    assert len(files) == 4


async def test_no_picture_no_file(shop: Shop) -> None:
    for path in ("/images/10000001/1.jpg", "/images/1/1500000000.jpg", "/images/10000001/1500000000.png"):
        assert (await shop.client.get(path)).status_code == 404
    assert (await shop.client.get("/images/10000001/nonsense")).status_code == 404
