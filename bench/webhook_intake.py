"""Webhooks taken in a second, beside raw ASGI with one INSERT for each: `bin/bench webhook_intake`.

Both stand behind the same uvicorn, write into the same PostgreSQL (synced to disk) and answer after the commit; they
take turns. Weft checks signatures, absorbs duplicates, writes its log and rings its workers besides.
"""

import asyncio
import os
import sys

import asyncpg

from bench.running import children, results
from bench.running.database import migrated
from bench.running.results import Aim, Series

SECONDS = 4
# Who, and what is posted there.
CONTENDERS = {"weft, TikTok Shop": "tiktok", "weft, Ecwid": "ecwid", "raw ASGI, one INSERT": "tiktok"}
PEER = "raw ASGI, one INSERT"


def main() -> int:
    """Let them take turns, five times; then look whether everything that was answered is there."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
    with (
        migrated(),
        children.serving("bench.peers.intake_weft") as weft,
        children.serving("bench.peers.intake_raw") as raw,
    ):
        for kind in ("tiktok", "ecwid"):
            children.run("bench.peers.intake_client", weft, kind, "1")
        children.run("bench.peers.intake_client", raw, "tiktok", "1")
        before = asyncio.run(_kept())
        for number in range(results.RUNS):
            for name, kind in CONTENDERS.items():
                address = raw if name == PEER else weft
                runs[name].append(children.run("bench.peers.intake_client", address, kind, str(SECONDS)))
                print(f"run {number + 1}: {name} {runs[name][-1]}", file=sys.stderr)
        kept = asyncio.run(_kept()) - before
    found = {name: results.series(each) for name, each in runs.items()}
    accepted = sum(sum(each["accepted"].values) for name, each in found.items() if name != PEER)
    return _tell(found, int(accepted) - kept)


async def _kept() -> int:
    db = await asyncpg.connect(os.environ["DATABASE_URL"])
    try:
        return int(await db.fetchval("SELECT count(*) FROM inbox_event"))
    finally:
        await db.close()


def _tell(found: dict[str, dict[str, Series]], missing: int) -> int:
    peer = found[PEER]
    aims = [
        Aim(f"{name}: accepted a second against the peer", _ratio(each, peer), 1.0, least=True)
        for name, each in found.items()
        if name != PEER
    ]
    aims.append(Aim("answered 200 and not in the letterbox", missing, 0))
    rows = [[name, each["a_second"].text(), each["p99_ms"].text(" ms")] for name, each in found.items()]
    results.show("Webhook intake, 64 connections", ["contender", "accepted a second", "p99"], rows, aims)
    return results.finish("webhook_intake", found, aims)


def _ratio(one: dict[str, Series], other: dict[str, Series]) -> float:
    return one["a_second"].median / other["a_second"].median


if __name__ == "__main__":
    sys.exit(main())
