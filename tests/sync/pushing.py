"""What tests of pushes share: shops with quick pictures, and looking at what became of a push."""

import functools
import io
import zlib
from dataclasses import dataclass
from typing import Any

from PIL import Image

from app.domain.selection import Selection
from app.resources import Resources
from app.sync import tasks, work
from app.sync.grants import open_channel
from app.sync.policies import load_policy
from app.sync.push_items import Desk
from app.sync.push_products import Push
from app.tables import task_claims
from app.tables.engine import connection
from sandbox.pictures import Order, PictureBook
from tests.cast import Player
from tests.shops import Shops

LONGEST = 640  # large enough for TikTok, small enough to be quick


class PlainPictures(PictureBook):
    """One colour a picture, or one for all (`alike`): none takes long to draw."""

    def __init__(self, *, alike: bool = False) -> None:
        super().__init__()
        self._alike = alike

    async def get(self, order: Order, longest: int | None = None) -> tuple[bytes, str]:
        return _plain(Order("jug", 0, 0, LONGEST, LONGEST) if self._alike else order), "image/jpeg"


@functools.cache
def _plain(order: Order) -> bytes:
    file = io.BytesIO()
    shrink = min(1.0, LONGEST / max(order.width, order.height))
    size = max(1, round(order.width * shrink)), max(1, round(order.height * shrink))
    colour = zlib.crc32(repr(order).encode()) % 0xFFFFFF  # the same in every run: reviewers look at pictures
    Image.new("RGB", size, (colour >> 16, colour >> 8 & 0xFF, colour & 0xFF)).save(file, "JPEG", quality=50)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Pushing:
    """One person's connection with both shops behind it."""

    shops: Shops
    player: Player
    connection: int

    @property
    def res(self) -> Resources:
        return self.shops.res

    async def start(self, *products: int) -> int:
        """Queue these products, or all; nobody works on them yet."""
        task = await tasks.start_push(
            self.res, self.player.account_id, self.connection, self.player.id, Selection(ids=products)
        )
        assert task is not None
        return task

    async def run(self, task: int) -> None:
        """What a worker does with the task: one turn."""
        await work.run_task(self.res, task)

    async def push(self, *products: int) -> int:
        task = await self.start(*products)
        await self.run(task)
        return task

    async def go_on(self, task: int, tries: int = 8) -> None:
        """Turn after turn, as if the waits between them were over."""
        for _ in range(tries):
            if await self.run_state(task) not in ("queued", "running"):
                return
            await self.hurry()
            await self.run(task)

    async def hurry(self) -> None:
        """What waits for its next try is due now, and nobody's sign of life is fresh."""
        await self.execute("UPDATE task_item SET not_before = NULL WHERE state = 'queued'")
        await self.execute("UPDATE task SET heartbeat_at = NULL WHERE kind = 'push'")

    async def desk(self, task: int, worker: str) -> Push:
        """A worker's place at the push, for tests of one step."""
        async with connection(self.res.db) as db:
            await db.execute("UPDATE task SET heartbeat_at = NULL WHERE id = $1", task)
            facts = await task_claims.join(db, task)
            policy = await load_policy(db, self.connection)
        assert facts is not None
        channel = await open_channel(self.res, self.connection)
        return Push(self.res, channel, self.connection, policy, Desk(self.res, facts, worker))

    async def items(self, task: int) -> dict[str, int]:
        """How many products of the task stand where."""
        rows = await self.rows("SELECT state, count(*) AS n FROM task_item WHERE task = $1 GROUP BY state", task)
        return {row["state"]: row["n"] for row in rows}

    async def run_state(self, task: int) -> str:
        return str(await self.value("SELECT run_state FROM task WHERE id = $1", task))

    async def item(self, product: int) -> dict[str, Any]:
        """The product's newest item."""
        return (await self.rows("SELECT * FROM task_item WHERE product = $1 ORDER BY id DESC LIMIT 1", product))[0]

    async def product(self, product: int) -> dict[str, Any]:
        return (await self.rows("SELECT * FROM product WHERE id = $1", product))[0]

    async def listing(self, product: int) -> dict[str, Any] | None:
        rows = await self.rows("SELECT * FROM listing WHERE product = $1", product)
        return rows[0] if rows else None

    async def issues(self, product: int) -> list[str]:
        """Codes of what is open."""
        rows = await self.rows("SELECT code FROM issue WHERE product = $1 AND closed_at IS NULL ORDER BY id", product)
        return [row["code"] for row in rows]

    async def in_state(self, state: str) -> list[int]:
        rows = await self.rows("SELECT id FROM product WHERE sync_state = $1 ORDER BY id", state)
        return [row["id"] for row in rows]

    def listed(self) -> list[str]:
        """Our own ids of everything that exists on TikTok, deleted ones left out."""
        products = self.shops.world.tiktok.main.products.values()
        return [p.content["external_product_id"] for p in products if p.status != "DELETED"]

    def calls(self, part: str, platform: str = "tiktok") -> int:
        return len(self.shops.world.journal.of(platform, part))

    async def rows(self, query: str, *arguments: object) -> list[dict[str, Any]]:
        return await self.shops.rows(query, *arguments)

    async def value(self, query: str, *arguments: object) -> Any:
        return await self.shops.value(query, *arguments)

    async def execute(self, query: str, *arguments: object) -> str:
        async with connection(self.res.db) as db:
            return str(await db.execute(query, *arguments))


async def pulled(shops: Shops, player: Player) -> Pushing:
    """The player's connection with everything pulled and every group's category suggested."""
    made = await shops.connect(player)
    await shops.pull(player, made)
    return Pushing(shops, player, made)
