"""`python -m sandbox`: both rehearsal shops, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path

from sandbox.server import PortBusy, serve
from sandbox.settings import BadSetting, SandboxSettings
from sandbox.world import World

SNAPSHOT_EVERY = 2.0  # seconds


def main() -> int:
    """0 after a clean stop, 1 with one sentence on stderr when the shops cannot open."""
    try:
        asyncio.run(_run(SandboxSettings.from_env()))
    except (BadSetting, PortBusy) as error:
        sys.stderr.write(f"Rehearsal shops: {error}\n")
        return 1
    return 0


async def _run(settings: SandboxSettings) -> None:
    world = World(settings)
    path = Path(settings.state) if settings.state else None
    if path:
        restore(world, path)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop.set)
    async with serve(world, settings.host, settings.ecwid_port, settings.tiktok_port) as served:
        sys.stderr.write(f"Rehearsal shops: Ecwid {served.ecwid_url}, TikTok Shop {served.tiktok_url}\n")
        sys.stderr.flush()
        saved = world.version
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SNAPSHOT_EVERY)
            if path and world.version != saved:
                saved = world.version
                await asyncio.to_thread(write, path, json.dumps(world.dump()))


def restore(world: World, path: Path) -> None:
    """Take over the snapshot; an unreadable one is put aside, since a rehearsal may always begin anew."""
    if not path.exists():
        return
    try:
        world.load(json.loads(path.read_text("utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        aside = path.with_suffix(".unreadable")
        path.replace(aside)
        world.reset()
        sys.stderr.write(f"Rehearsal shops: the saved state could not be read ({error}); starting anew.\n")


def write(path: Path, text: str) -> None:
    """Write beside and rename, so that a kill leaves the old snapshot or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(text, "utf-8")
    beside.replace(path)


if __name__ == "__main__":
    sys.exit(main())
