"""Everything the two rehearsal shops share and hold. One World = one pair of shops; nothing is global."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp

from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.pictures import BOOK
from sandbox.settings import SandboxSettings
from sandbox.webhooks import WebhookSender

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore
    from sandbox.tiktok_shop.shop import TikTokShop

SNAPSHOT_VERSION = 2


class World:
    """`ecwid` and `tiktok` are replaced by `reset()` and `load()`: always reach them through the world.

    `ecwid_url`, `tiktok_url`: where the shops are reached; `serve()` sets them once the ports are known.
    Whoever changes a shop's state calls `touch()`, so that the snapshot is written.
    """

    def __init__(self, settings: SandboxSettings | None = None) -> None:
        self.settings = settings or SandboxSettings()
        self.faults: Faults = Faults(self.settings.seed)
        self.journal = Journal()
        self.webhooks = WebhookSender(self)
        self.pictures = BOOK
        self.ecwid_url = f"http://{self.settings.host}:{self.settings.ecwid_port}"
        self.tiktok_url = f"http://{self.settings.host}:{self.settings.tiktok_port}"
        self.version = 0  # rises with every change; the snapshot writer compares
        self._ahead = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._ecwid: EcwidStore | None = None
        self._tiktok: TikTokShop | None = None
        self._ecwid_app: ASGIApp | None = None
        self._tiktok_app: ASGIApp | None = None

    def now(self) -> float:
        """Unix seconds on the shops' clock."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the shops' clock forward (reviews end, codes and tokens expire). Webhook retries stay on real time."""
        self._ahead += seconds
        self.touch()

    def set_right(self) -> None:
        """Let the shops' clock show the real time again."""
        self._ahead = 0.0
        self.touch()

    def touch(self) -> None:
        self.version += 1

    @property
    def ecwid(self) -> EcwidStore:
        if self._ecwid is None:
            from sandbox.ecwid.store import EcwidStore

            self._ecwid = EcwidStore(self)
        return self._ecwid

    @property
    def tiktok(self) -> TikTokShop:
        # Imported here: each shop's module knows the world, so the world may not know them while it is read.
        if self._tiktok is None:
            from sandbox.tiktok_shop.shop import TikTokShop

            self._tiktok = TikTokShop(self)
        return self._tiktok

    @property
    def ecwid_app(self) -> ASGIApp:
        if self._ecwid_app is None:
            from sandbox.ecwid.app import create_app

            self._ecwid_app = create_app(self)
        return self._ecwid_app

    @property
    def tiktok_app(self) -> ASGIApp:
        if self._tiktok_app is None:
            from sandbox.tiktok_shop.app import create_app

            self._tiktok_app = create_app(self)
        return self._tiktok_app

    def reset(self) -> None:
        """Back to the seed: both shops as new (grants included), no faults, empty journal, real time."""
        if self._ecwid:
            self._ecwid.batches.stop()
        self._ecwid = None
        self._tiktok = None
        self._ahead = 0.0
        self.faults = Faults(self.settings.seed)
        self.journal.clear()
        self.webhooks.clear()
        self.touch()

    def dump(self) -> dict[str, Any]:
        """A JSON-able snapshot. Journal and webhooks on their way are not part of it."""
        shops = {"ecwid": self.ecwid.dump(), "tiktok": self.tiktok.dump()}
        return {"version": SNAPSHOT_VERSION, "ahead": self._ahead, "faults": self.faults.dump(), **shops}

    def load(self, snapshot: dict[str, Any]) -> None:
        """Take over what `dump()` gave. Raises ValueError for a snapshot of another version."""
        if snapshot.get("version") != SNAPSHOT_VERSION:
            raise ValueError("the snapshot was written by another version")
        self._ahead = float(snapshot["ahead"])
        self.faults.load(snapshot["faults"])
        self.ecwid.load(snapshot["ecwid"])
        self.tiktok.load(snapshot["tiktok"])

    async def close(self) -> None:
        if self._ecwid:
            self._ecwid.batches.stop()
        await self.webhooks.close()
