"""The whole house for journeys: the app behind a socket, its workers and both rehearsal shops, each finding the other.

All in the loop of the test; only PostgreSQL and Redis are shared with other tests.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
from litestar import Litestar

from app.domain.packages import Package
from app.domain.selection import Selection
from app.main import create_app
from app.platforms.http import Http
from app.platforms.roles import Callback
from app.resources import Resources
from app.server import listen
from app.settings import Settings
from app.sync import connections, product_settings, tasks
from app.tables.engine import connection
from sandbox.pictures import PictureBook
from sandbox.server import Served, serve
from sandbox.settings import SandboxSettings
from sandbox.world import World
from tests.browsers import Browser
from tests.cast import Player, new_account, new_person
from tests.conftest import environment
from tests.live import LiveServer, serve_live
from tests.plain_http import NO_TLS
from tests.stagehands import Workers

PATIENCE = 60.0  # seconds; only a failing test waits for it
# Fast, but in the same order of things: a review takes longer than an answer, also on a machine that is busy.
SMALL = SandboxSettings(products=12, review_seconds=1.0, index_lag_seconds=0.0, retry_speed=3_000)
EVERYTHING = Selection()
PACKAGE = Package(length_mm=200, width_mm=150, height_mm=100, weight_g=500, system="metric")


@dataclass(frozen=True, slots=True)
class Stage:
    """A Weft that runs, and the shops it talks to."""

    world: World
    served: Served
    live: LiveServer
    app: Litestar
    res: Resources
    workers: Workers

    @property
    def url(self) -> str:
        return self.live.url

    async def rows(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Ask the database."""
        async with connection(self.res.db) as db:
            found: list[asyncpg.Record] = await db.fetch(query, *arguments)
        return found

    async def value(self, query: str, *arguments: Any) -> Any:
        """The first column of the first row; None without one."""
        rows = await self.rows(query, *arguments)
        return rows[0][0] if rows else None

    async def numbers(self, query: str, *arguments: Any) -> dict[str, int]:
        """Rows of (word, number)."""
        return {row[0]: row[1] for row in await self.rows(query, *arguments)}

    async def until(self, query: str, *arguments: Any, within: float = PATIENCE) -> None:
        """Wait until this query says true."""
        try:
            async with asyncio.timeout(within):
                while not await self.value(query, *arguments):
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"never came true: {query} {arguments}") from None

    async def wait_for(self, condition: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait until this is true of the shops or of the app."""
        async with asyncio.timeout(within):
            while not condition():
                await asyncio.sleep(0.02)

    async def browser(self, player: Player) -> Browser:
        """A browser without a window, signed in. Close it."""
        return await Browser(self.res, base_url=self.url).enter_as(player)

    async def hold_still(self) -> None:
        """Nothing changes any more until `go_on()`: the workers stop, and what the shops have to say is held."""
        await self.workers.stop()
        self.world.webhooks.mode = "hold"
        await self.wait_for(lambda: all(record.state != "waiting" for record in self.world.webhooks.log))

    def go_on(self) -> None:
        """After `hold_still()`."""
        self.world.webhooks.mode = "send"
        held, self.world.webhooks.held = self.world.webhooks.held, []
        for delivery in held:
            self.world.webhooks.dispatch(delivery)
        self.workers.start()

    async def owner(self) -> Player:
        """Alice of an empty Harbor Goods: the cast's own connection leads nowhere."""
        account = await new_account(self.res, "Harbor Goods")
        return await new_person(self.res, account, "Alice Moreau", "alice@harborgoods.example", "owner")

    async def connect(self, player: Player, name: str = "Harbor Goods US") -> int:
        """What the wizard and both consent pages do, without the pages. Returns the connection's id."""
        made = await connections.create_draft(self.res, player.account_id, name)
        await self.accept_at_ecwid(player, made)
        await self.authorise_at_tiktok(player, made)
        await product_settings.save_package(self.res, made, PACKAGE)
        return made

    async def accept_at_ecwid(self, player: Player, connection_id: int) -> None:
        """Ecwid's consent, also for the second time."""
        code = self.world.ecwid.grants.issue_code(
            self.world.settings.ecwid_callback_url, list(_SCOPES), self.world.now()
        )
        await connections.finish_source(self.res, player.account_id, connection_id, Callback(code=code))

    async def authorise_at_tiktok(self, player: Player, connection_id: int) -> None:
        """TikTok's consent, also for the second time."""
        shop = self.world.tiktok
        code = shop.grants.consent(shop.main.id, shop.granted_scopes(), self.world.now())
        await connections.finish_channel(self.res, player.account_id, connection_id, Callback(code=code))

    async def pull(self, player: Player, connection_id: int) -> int:
        """Pull everything; returns the task."""
        task = await tasks.start_pull(self.res, player.account_id, connection_id, player.id, {"range": "all"})
        await self.until("SELECT run_state = 'finished' FROM task WHERE id = $1", task)
        return task

    async def start_push(self, player: Player, connection_id: int, selection: Selection = EVERYTHING) -> int:
        """Queue a push; returns the task."""
        task = await tasks.start_push(self.res, player.account_id, connection_id, player.id, selection)
        assert task is not None
        return task

    async def push(self, player: Player, connection_id: int, selection: Selection = EVERYTHING) -> int:
        """Push and wait until TikTok has ruled on everything; returns the task."""
        task = await self.start_push(player, connection_id, selection)
        await self.ruled(task)
        return task

    async def ruled(self, task: int) -> None:
        """Wait until a push has ended and TikTok has ruled on all of it."""
        await self.until(
            """SELECT t.run_state = 'finished' AND NOT EXISTS (SELECT FROM task_item i WHERE i.task = t.id
                   AND i.state IN ('queued', 'sending', 'in_review')) FROM task t WHERE t.id = $1""",
            task,
        )


_SCOPES = ("read_store_profile", "read_catalog", "update_catalog", "read_orders", "update_orders", "create_orders")


@asynccontextmanager
async def staged(
    resources: Resources,
    servers: dict[str, str],
    sandbox: SandboxSettings = SMALL,
    pictures: PictureBook | None = None,
) -> AsyncIterator[Stage]:
    """Set everything up, over the tables of `resources`, until the block ends."""
    listening = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    world = World(replace(sandbox, app_url=url))
    world.pictures = pictures or world.pictures
    # With calls of its own: what the last test's shops refused must not be remembered against these.
    async with serve(world) as served, Http.open(resources.redis, tls=NO_TLS) as http:
        settings = Settings.from_env(environment(servers, **_addresses(url, served)))
        res = replace(resources, settings=settings, http=http)
        app = create_app(settings, res)
        workers = Workers(res)
        async with app.lifespan(), serve_live(app, listening) as live:
            workers.start()
            failed: Exception | None = None
            try:
                yield Stage(world, served, live, app, res, workers)
            except Exception as error:
                failed = error  # Litestar's lifespan would wrap it into a group
            finally:
                await workers.stop()
    if failed is not None:
        raise failed


def _addresses(url: str, served: Served) -> dict[str, str]:
    return {
        "WEFT_BASE_URL": url,
        "WEFT_ECWID_API_URL": f"{served.ecwid_url}/api/v3",
        "WEFT_ECWID_OAUTH_URL": f"{served.ecwid_url}/api/oauth",
        "WEFT_TIKTOK_API_URL": served.tiktok_url,
        "WEFT_TIKTOK_AUTH_URL": served.tiktok_url,
        "WEFT_TIKTOK_SERVICES_URL": served.tiktok_url,
        "WEFT_REHEARSAL_URL": f"{served.ecwid_url}/_sandbox/",
        "WEFT_PICTURE_HOSTS": ",".join(url.removeprefix("http://") for url in (served.ecwid_url, served.tiktok_url)),
    }
