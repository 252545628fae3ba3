"""What all tests share: real PostgreSQL and Valkey, migrated once; the cast; the app and browsers in the same loop.

Every test that asks for `resources` begins with empty tables and an empty Redis. Nothing here reads DATABASE_URL: a
test run must never empty somebody's database.
"""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from litestar import Litestar

from app.resources import Resources, open_resources
from app.settings import Settings
from app.tables.engine import connection
from app.tables.migrate import migrate
from local.servers import Postgres, Valkey
from tests.browsers import Browser
from tests.cast import Cast, Player, assemble
from tests.live import LiveServer, serve_live

if TYPE_CHECKING:
    from tests.rehearsal import Rehearsal

BASE_URL = "http://weft.test"
NOWHERE = "http://127.0.0.1:9"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: one that begins last lets the other processes wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """One loop for the whole session: pools and clients are shared."""
    return "asyncio", {"use_uvloop": False}


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The two servers of this run, as the environment would name them."""
    folder = tmp_path_factory.mktemp("servers")
    for parent in (folder, *folder.parents[:2]):  # PostgreSQL may run as another user than root
        parent.chmod(parent.stat().st_mode | 0o011)
    with Postgres(folder / "postgres", durable=False) as postgres, Valkey() as valkey:
        yield {"DATABASE_URL": postgres.dsn, "REDIS_URL": valkey.url}


def environment(servers: dict[str, str], **more: str) -> dict[str, str]:
    """The environment of a Weft in local mode; `more` adds to it and overrides."""
    return {
        **servers,
        "WEFT_BASE_URL": BASE_URL,
        "WEFT_LOCAL": "1",
        "WEFT_SECRET_KEYS": "k1:" + base64.b64encode(b"x" * 32).decode(),
        "WEFT_ECWID_CLIENT_ID": "weft-rehearsal",
        "WEFT_ECWID_CLIENT_SECRET": "rehearsal-ecwid-client-secret",
        "WEFT_TIKTOK_APP_KEY": "68rehearsal01",
        "WEFT_TIKTOK_APP_SECRET": "rehearsal-tiktok-app-secret",
        "WEFT_TIKTOK_SERVICE_ID": "7000000000000000001",
        # Nobody listens there: a test that calls the platforms brings a sandbox.
        "WEFT_ECWID_API_URL": f"{NOWHERE}/api/v3",
        "WEFT_TIKTOK_API_URL": NOWHERE,
        "WEFT_TIKTOK_AUTH_URL": NOWHERE,
        **more,
    }


@pytest.fixture(scope="session")
def settings(servers: dict[str, str]) -> Settings:
    """Settings of this run, with platforms that do not answer."""
    return Settings.from_env(environment(servers))


@pytest.fixture(scope="session")
async def opened(settings: Settings, servers: dict[str, str]) -> AsyncIterator[Resources]:
    """The migrated database, Redis and HTTP, opened once. Tests ask for `resources`."""
    with pytest.MonkeyPatch.context() as patch:  # Piccolo's own configuration module reads the environment
        for name, value in environment(servers).items():
            patch.setenv(name, value)
        patch.setenv("PICCOLO_CONF", "piccolo_conf")
        await migrate(settings.database_url)
    async with open_resources(settings) as res:
        yield res


@pytest.fixture
async def resources(opened: Resources) -> Resources:
    """Resources over empty tables and an empty Redis."""
    async with connection(opened.db) as db:
        # Everything hangs on accounts; the tallies come last because deleting products and orders writes into them.
        await db.execute(
            "DELETE FROM account; DELETE FROM inbox_event; DELETE FROM product_tally; DELETE FROM order_tally"
        )
    await opened.redis.flushdb()
    return opened


@pytest.fixture
async def cast(resources: Resources) -> Cast:
    """Alice, Bob and Charlie."""
    return await assemble(resources)


@pytest.fixture(scope="session")
async def started_app(settings: Settings, opened: Resources) -> AsyncIterator[Litestar]:
    """The app, started once. Tests ask for `app`."""
    from app.main import create_app  # here, so that tests of rules do not wait for it
    from tests.web.probes import PROBES

    app = create_app(settings, opened)
    for probe in PROBES:
        app.register(probe)
    async with app.lifespan():
        yield app


@pytest.fixture
async def app(started_app: Litestar, resources: Resources) -> AsyncIterator[Litestar]:
    """The app over empty tables; what it began in the background ends with the test."""
    yield started_app
    await started_app.state.letterbox.finish()
    await started_app.state.background.finish()
    started_app.state.resources = resources


Browsers = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def browsers(app: Litestar) -> AsyncIterator[Browsers]:
    """Browsers without a window: `await browsers()` is a stranger's, `await browsers(cast.alice)` hers, signed in."""
    opened: list[Browser] = []

    async def make(player: Player | None = None, **more: Any) -> Browser:
        browser = Browser(app.state.resources, app=app, base_url=BASE_URL, **more)
        opened.append(browser)
        return await browser.enter_as(player) if player else browser

    yield make
    for browser in opened:
        await browser.aclose()


@pytest.fixture
async def live(app: Litestar) -> AsyncIterator[LiveServer]:
    """The app behind a real socket in this loop: for streams, which an in-process transport would hold back."""
    async with serve_live(app) as server:
        yield server


@pytest.fixture
async def rehearsal(app: Litestar, live: LiveServer) -> AsyncIterator["Rehearsal"]:
    """Both rehearsal shops (20 products) behind real sockets; the app and `rehearsal.resources` use them."""
    from tests.rehearsal import rehearse

    async with rehearse(app, live) as made:
        yield made
