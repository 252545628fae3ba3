"""Reading ahead through a catalogue that moves, dies or is odd, against a scripted store."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.platforms.ecwid.client import EcwidClient
from app.platforms.ecwid.pages import AT_ONCE, READ_AHEAD
from app.platforms.ecwid.source import EcwidSource
from app.platforms.errors import AccessGone, Unknown
from app.platforms.http import Http
from app.platforms.roles import ProductPage
from tests.platforms.wire import served

TLS = ssl.create_default_context()
PROFILE = {"generalInfo": {"storeId": 1003}, "formatsAndUnits": {"currency": "EUR", "weightUnit": "GRAM"}}
Hook = Callable[[str, dict[str, str]], Any]


class Catalogue:
    """Products by id. `hook` sees every call first: it may change the catalogue, or answer itself."""

    def __init__(self, size: int, hook: Hook | None = None) -> None:
        self.items: list[dict[str, Any]] = [self.product(number) for number in range(1, size + 1)]
        self.hook = hook
        self.asked: list[tuple[str, dict[str, str]]] = []

    @staticmethod
    def product(number: int) -> dict[str, Any]:
        return {"id": number, "name": f"Product {number}", "price": 1, "updateTimestamp": 1_700_000_000 + number}

    def answer(self, request: str) -> tuple[str, bytes]:
        url = urlsplit(request.partition(" ")[2])
        path, query = url.path.removeprefix("/1003"), {k: v[0] for k, v in parse_qs(url.query).items()}
        self.asked.append((path, query))
        said = self.hook(path, query) if self.hook else None
        if isinstance(said, tuple):
            return said
        return "200 OK", json.dumps(said if said is not None else self._said(path, query)).encode()

    def _said(self, path: str, query: dict[str, str]) -> Any:
        if path == "/profile":
            return PROFILE
        offset, limit = int(query["offset"]), int(query["limit"])
        page = self.items[offset : offset + limit]
        return {"total": len(self.items), "count": len(page), "offset": offset, "limit": limit, "items": page}

    def calls(self, path: str = "/products") -> list[dict[str, str]]:
        return [query for asked, query in self.asked if asked == path]


@asynccontextmanager
async def source_of(catalogue: Catalogue) -> AsyncIterator[EcwidSource]:
    async def token(_refused: bool) -> str:
        return "secret_x"

    async with served(catalogue.answer) as there, Http.open(None, tls=TLS) as http:
        yield EcwidSource(EcwidClient(http, there.url, "1003", token))


async def read(source: EcwidSource) -> tuple[list[ProductPage], list[int]]:
    pages = [page async for page in source.product_pages()]
    return pages, [product.source_id for page in pages for product in page.products]


async def test_every_product_comes_once_and_in_order() -> None:
    catalogue = Catalogue(950)
    async with source_of(catalogue) as source:
        pages, ids = await read(source)
    assert ids == list(range(1, 951))
    assert [page.next_offset for page in pages] == [*range(100, 1000, 100), None]
    assert len(catalogue.calls()) == 10
    assert {query["sortBy"] for query in catalogue.calls()} == {"ADDED_TIME_ASC"}


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101])
async def test_sizes_around_a_page(size: int) -> None:
    catalogue = Catalogue(size)
    async with source_of(catalogue) as source:
        pages, ids = await read(source)
    assert ids == list(range(1, size + 1))
    assert len(pages) == len(catalogue.calls()) == max(1, -(-size // 100))


async def test_reads_ahead_a_few_pages_and_no_more() -> None:
    """Memory stays flat however slowly the caller works, and the pages are there when it asks."""
    catalogue = Catalogue(2000)
    async with source_of(catalogue) as source, aclosing(source.product_pages()) as pages:
        await anext(pages)
        await until(lambda: len(catalogue.calls()) == 1 + READ_AHEAD)
        await asyncio.sleep(0.05)
        assert len(catalogue.calls()) == 1 + READ_AHEAD
        await anext(pages)
        await until(lambda: len(catalogue.calls()) == 2 + READ_AHEAD)


async def test_caller_that_stops_stops_the_reading() -> None:
    catalogue = Catalogue(2000)
    async with source_of(catalogue) as source:
        async with aclosing(source.product_pages()) as pages:
            await anext(pages)
        before = len(catalogue.calls())
        await asyncio.sleep(0.05)
        assert len(catalogue.calls()) <= before + AT_ONCE


async def test_product_deleted_meanwhile_hides_no_other() -> None:
    """R-20: a deletion in front shifts what follows; the gap is read again."""
    gone: list[int] = []

    def hook(path: str, query: dict[str, str]) -> None:
        if path == "/products" and query["offset"] == "300" and not gone:
            gone.extend(item["id"] for item in catalogue.items[5:12])
            del catalogue.items[5:12]

    catalogue = Catalogue(1000, hook)
    async with source_of(catalogue) as source:
        _, ids = await read(source)
    assert set(ids) >= {item["id"] for item in catalogue.items}
    assert len(ids) - len(set(ids)) <= 7
    assert gone == list(range(6, 13))


async def test_product_added_meanwhile_comes_at_the_end() -> None:
    def hook(path: str, query: dict[str, str]) -> None:
        if path == "/products" and query["offset"] == "100":
            catalogue.items += [catalogue.product(number) for number in range(301, 451)]

    catalogue = Catalogue(300, hook)
    async with source_of(catalogue) as source:
        _, ids = await read(source)
    assert ids == list(range(1, 451))


async def test_token_that_dies_while_reading_ahead_costs_at_most_three_calls() -> None:
    """R-11."""
    dead: list[str] = []

    def hook(path: str, query: dict[str, str]) -> tuple[str, bytes] | None:
        if dead or query.get("offset") == "500":
            dead.append(path)
            return "403 Forbidden", b""
        return None

    async with source_of(Catalogue(5000, hook)) as source:
        with pytest.raises(AccessGone):
            await read(source)
        with pytest.raises(AccessGone):
            await source.store()
    assert len(dead) <= 3


async def test_product_that_is_not_as_we_know_products_is_reported_and_the_others_read() -> None:
    catalogue = Catalogue(150)
    catalogue.items[7] = {"id": 8, "name": {"en": "a map"}, "updateTimestamp": 1}
    catalogue.items[9] = {"id": 10, "name": "no time"}
    catalogue.items[11] = {"id": 12, "price": 1e300, "updateTimestamp": 1}
    async with source_of(catalogue) as source:
        pages, ids = await read(source)
        assert ids == [number for number in range(1, 151) if number not in (8, 10, 12)]
        assert sorted(pages[0].unreadable) == [8, 10, 12]


@pytest.mark.parametrize("said", [{}, {"items": 5}, {"items": [5]}, {"items": [{"name": "no id"}]}, []])
async def test_answer_that_is_no_page_is_unknown(said: Any) -> None:
    def hook(path: str, _query: dict[str, str]) -> Any:
        return said if path == "/products" else None

    async with source_of(Catalogue(1, hook)) as source:
        with pytest.raises(Unknown):
            await read(source)


async def test_page_that_is_too_large_is_read_in_halves() -> None:
    """A hundred products with huge descriptions: smaller pages instead of no pull at all."""
    catalogue = Catalogue(120)
    for item in catalogue.items:
        item["description"] = "x" * 350_000
    async with source_of(catalogue) as source:
        _, ids = await read(source)
    assert ids == list(range(1, 121))
    assert {query["limit"] for query in catalogue.calls()} == {"100", "50"}


async def test_names_come_from_the_listings_of_older_servers() -> None:
    """One listing each, and only when a product needs it; disabled categories have names too."""

    def hook(path: str, query: dict[str, str]) -> Any:
        if path == "/categories":
            assert query["hidden_categories"] == "true"
            start = int(query["offset"])
            return {
                "total": 150,
                "items": [{"id": n, "name": f"C{n}"} for n in range(start + 1, min(start + 101, 151))],
            }
        if path == "/classes":
            return [{"id": 0}, {"id": 7, "name": "Shoes"}]
        return None

    catalogue = Catalogue(250, hook)
    catalogue.items[120] |= {"defaultCategoryId": 140, "categories": [{"id": 140}], "productClassId": 7}
    catalogue.items[240] |= {"defaultCategoryId": 3, "productClassId": 7}
    catalogue.items[241] |= {"defaultCategoryId": 999, "categories": [{"id": 999, "name": "Named here"}]}
    async with source_of(catalogue) as source:
        products = [product for page in (await read(source))[0] for product in page.products]
    named = {p.source_id: (p.category and p.category.name, p.product_type and p.product_type.name) for p in products}
    assert named[121] == ("C140", "Shoes")
    assert named[241] == ("C3", "Shoes")
    assert named[242] == ("Named here", None)
    assert len(catalogue.calls("/categories")) == 2
    assert len(catalogue.calls("/classes")) == 1


async def test_newer_servers_are_not_asked_for_names() -> None:
    catalogue = Catalogue(5)
    for item in catalogue.items:
        item |= {"defaultCategoryId": 1, "categories": [{"id": 1, "name": "Mugs"}], "productClassId": 0}
    async with source_of(catalogue) as source:
        await read(source)
    assert {path for path, _ in catalogue.asked} == {"/profile", "/products"}


async def until(holds: Callable[[], bool], within: float = 5.0) -> None:
    async with asyncio.timeout(within):
        while not holds():  # the scripted store has no event for it
            await asyncio.sleep(0.005)
