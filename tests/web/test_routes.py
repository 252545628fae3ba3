"""A walk through every route there is. A new route is walked by itself; it fails here until its parameters are known.

Charlie, of another account, sees nothing of Alice's (a route without this test would be a route without a guard);
every unsafe route wants a token; no GET changes anything; nothing that comes in an address or a form is ever a 5xx.
"""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from httpx import Response
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from app.main import create_app
from app.resources import Resources
from app.settings import Settings
from app.tables.engine import connection
from tests.browsers import Browser, without_tokens
from tests.cast import Cast
from tests.conftest import Browsers, environment
from tests.sync.pulling import Shop
from tests.web.stocked import ABSENT, ALICES_WORDS, NOBODYS, THINGS, stock

# Whoever adds a line here opens a door to strangers.
OPEN_TO_ALL = {
    "GET /", "GET /sign-in", "POST /sign-in", "GET /sign-up", "POST /sign-up", "POST /sign-out",
    "GET /password-resets/new", "POST /password-resets", "GET /password-resets/{token}",
    "POST /password-resets/{token}", "GET /mailbox", "GET /health", "GET /static/{name}",
    "GET /gallery", "GET /gallery/{folder}/{name}",
}  # fmt: skip
# In front of all routes, for machines: a signature stands for the session and the token (test_webhooks.py).
SIGNED = {"/webhooks/ecwid", "/webhooks/tiktok-shop"}
# Back from a consent page: they finish what a POST began, once, and only with its state (S13).
MAY_CHANGE = {"GET /connections/ecwid/callback", "GET /connections/tiktok-shop/callback"}

NASTY = [
    "", "-1", "9" * 30, "\x00", "é\N{PILE OF POO}", "'; DROP TABLE person; --", "<script>alert(1)</script>",
    "x" * 1_000, "2025-02-30",
]  # fmt: skip
FIELDS = [
    "q", "state", "show", "before", "after", "open", "all", "id", "mapping", "from", "to", "range", "next", "tab",
    "code", "scope", "name", "platform", "region", "email", "password", "length", "weight", "warehouse",
    "category", "basis", "sort", "order", "unit", "number", "provider", "carrier", "other", "reason", "answer",
    "service", "units", "width", "height", "package", "then", "archived", "source_name", "provider_name", "remove",
    "purge_days", "source_order_id", "sku", "choice", "conflict", "taken",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path. `path` has its parameters as {name}."""

    method: str
    path: str
    handler: HTTPRouteHandler

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    def at(self, things: dict[str, int], **others: int) -> str:
        """The address with these things in it."""
        return self.path.format(**{**NOBODYS, **things, **others})


APP = create_app(
    Settings.from_env(environment({"DATABASE_URL": "postgresql://nowhere", "REDIS_URL": "redis://nowhere"}))
)


def all_routes() -> Iterator[Route]:
    """Every route of the app as it is served, the automatic OPTIONS aside."""
    for route in APP.routes:
        if isinstance(route, HTTPRoute):
            path = re.sub(r"{(\w+):\w+}", r"{\1}", route.path)
            for handler in route.route_handlers:
                yield from (Route(method, path, handler) for method in handler.http_methods if method != "OPTIONS")


ROUTES = sorted(all_routes(), key=lambda route: (route.path, route.method))
PRIVATE = [route for route in ROUTES if not route.handler.opt.get("exclude_from_auth")]
GETS = [route for route in ROUTES if route.method == "GET"]
UNSAFE = [route for route in ROUTES if route.method not in ("GET", "HEAD")]


def each(routes: list[Route]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", routes, ids=[route.name for route in routes])


@pytest.fixture
def shop(resources: Resources, cast: Cast) -> Shop:
    return Shop(resources, cast.alice.account_id, cast.connection_id)


@pytest.fixture
async def things(shop: Shop, cast: Cast) -> dict[str, int]:
    return await stock(shop, cast)


async def ask(browser: Browser, route: Route, path: str, fields: dict[str, str] | None = None) -> Response:
    """Ask as a page would."""
    if route.method != "GET":
        return await browser.submit(path, fields or {})
    if not route.handler.opt.get("stream"):
        return await browser.get(path, params=fields or {})
    async with asyncio.timeout(5):  # one that should not have opened would not end
        return await browser.get(path, params=fields, headers={"Accept": "text/event-stream"})


async def everything(res: Resources) -> dict[str, str]:
    """A digest of every table."""
    async with connection(res.db) as db:
        names = await db.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'"
        )
        return {
            name: await db.fetchval(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t')  # noqa: S608
            for (name,) in names
        }


def test_only_these_routes_are_open_to_all() -> None:
    assert {route.name for route in ROUTES if route not in PRIVATE} == OPEN_TO_ALL
    assert set(APP.machines) == SIGNED


def test_every_parameter_is_known_to_the_walk() -> None:
    assert {name for route in ROUTES for name in route.parameters} <= {*THINGS, *NOBODYS}


@each(PRIVATE)
async def test_charlie_sees_nothing_of_alices(
    route: Route, browsers: Browsers, cast: Cast, things: dict[str, int], resources: Resources
) -> None:
    charlie = await browsers(cast.charlie)
    before = await everything(resources)
    answer = await ask(charlie, route, route.at(things))
    assert not ALICES_WORDS.search(answer.text)
    if not route.parameters:
        assert answer.status_code < 500
        return
    assert answer.status_code == 404
    absent = await ask(charlie, route, route.at(dict.fromkeys(things, ABSENT)))
    assert (absent.status_code, without_tokens(absent.text)) == (404, without_tokens(answer.text))
    if len(route.parameters) > 1:  # his own connection is no way to her things
        mixed = await ask(charlie, route, route.at(things, connection_id=cast.charlies_connection_id))
        assert (mixed.status_code, without_tokens(mixed.text)) == (404, without_tokens(answer.text))
    assert await everything(resources) == before


@each(PRIVATE)
async def test_a_stranger_is_asked_to_sign_in(
    route: Route, browsers: Browsers, things: dict[str, int], resources: Resources
) -> None:
    before = await everything(resources)
    answer = await ask(await browsers(), route, route.at(things))
    if route.handler.opt.get("stream"):
        assert (answer.status_code, answer.content) == (401, b"")
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")
    assert await everything(resources) == before


@each(UNSAFE)
async def test_nothing_is_taken_without_the_token_of_a_page(
    route: Route, browsers: Browsers, cast: Cast, things: dict[str, int], resources: Resources
) -> None:
    alice = await browsers(cast.alice)
    assert alice.token
    before = await everything(resources)
    answer = await alice.request(route.method, route.at(things), data={"name": "x", "password": "x" * 12})
    assert answer.status_code == 403
    assert await everything(resources) == before


@each([route for route in GETS if not route.handler.opt.get("stream")])
async def test_looking_changes_nothing_and_works_for_both(
    route: Route, browsers: Browsers, cast: Cast, things: dict[str, int], resources: Resources
) -> None:
    before = await everything(resources)
    for player in (cast.alice, cast.bob):
        answer = await ask(await browsers(player), route, route.at(things))
        assert "content-security-policy" in answer.headers
        if route in PRIVATE:
            assert answer.headers["cache-control"] == "no-store"
            assert answer.status_code in ((409,) if route.name in MAY_CHANGE else (200, 303))
    if route.name not in MAY_CHANGE:
        assert await everything(resources) == before


@each([route for route in ROUTES if not route.handler.opt.get("stream")])
async def test_nothing_typed_in_is_a_fault_of_ours(
    route: Route, browsers: Browsers, cast: Cast, things: dict[str, int]
) -> None:
    alice = await browsers(cast.alice)
    for value in NASTY:
        answer = await ask(alice, route, route.at(things), dict.fromkeys(FIELDS, value))
        # 502 is a platform that does not answer: nobody listens there in these tests.
        assert answer.status_code < 500 or answer.status_code == 502, (value[:40], answer.status_code)
        assert "<script>alert" not in answer.text
        assert "Traceback" not in answer.text
