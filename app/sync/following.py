"""Listings that TikTok has not ruled on, or that a webhook named, are looked at until nothing is due (B1, R-19)."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.listings import ListingStatus, RemoteListing
from app.platforms.roles import Channel
from app.resources import Resources
from app.sync.grants import open_channel
from app.sync.listings import Seen, look, record
from app.sync.side_by_side import side_by_side
from app.tables.engine import connection

SECONDS = 40.0
# Above this many at once, pages of a search cost fewer calls than one call each.
_ONE_BY_ONE = 8
_AT_ONCE = 4
_ROUND = 500
# The two clocks, ours and TikTok's, may differ a little.
_SKEW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Due:
    remote_id: str
    sent_at: datetime
    seen: Seen
    ruled: bool


async def follow(res: Resources, connection_id: int, *, seconds: float = SECONDS) -> int:
    """Look at this connection's listings that are due, in pages when they are many. Returns how many were due.

    Raises PlatformError; what was not looked at is due again in a minute. Two at once share the work.
    """
    ends = asyncio.get_running_loop().time() + seconds
    channel: Channel | None = None
    looked_at = 0
    while asyncio.get_running_loop().time() < ends:
        due = await _claim(res, connection_id)
        if not due:
            break
        channel = channel or await open_channel(res, connection_id)
        looked_at += len(due)
        await _round(res, channel, connection_id, due)
    return looked_at


async def _claim(res: Resources, connection_id: int) -> list[_Due]:
    async with connection(res.db) as db:
        rows = await db.fetch(
            f"""UPDATE listing SET next_check_at = now() + interval '1 minute' WHERE id IN (
                    SELECT id FROM listing WHERE connection = $1 AND next_check_at <= now()
                    ORDER BY next_check_at LIMIT {_ROUND} FOR UPDATE SKIP LOCKED)
                RETURNING remote_id, sent_at, checked_at, ruled_at""",  # noqa: S608 - a constant only
            connection_id,
        )
    return [_Due(r["remote_id"], r["sent_at"], Seen(r["checked_at"]), r["ruled_at"] is not None) for r in rows]


async def _round(res: Resources, channel: Channel, connection_id: int, due: list[_Due]) -> None:
    waiting = {one.remote_id: one for one in due if not one.ruled}
    settled: set[str] = set()
    if len(waiting) > _ONE_BY_ONE:
        settled = await _pages(res, channel, connection_id, waiting)

    async def one(each: _Due) -> None:
        await look(res, channel, connection_id, each.remote_id)

    await side_by_side(one, [each for each in due if each.remote_id not in settled], _AT_ONCE)


async def _pages(res: Resources, channel: Channel, connection_id: int, due: dict[str, _Due]) -> set[str]:
    """Walk the search once. Returns which need no look of their own.

    Refused listings do, because only the detail names the reasons; and those whose row in the search is older than
    what we sent: it lags.
    """
    since = min(one.sent_at for one in due.values()) - timedelta(minutes=5)
    settled: set[str] = set()
    token = ""
    while True:
        page = await channel.listings(updated_from=since, token=token)
        for remote in page.listings:
            one = due.get(remote.remote_id)
            if one is None or _needs_a_look(remote, one):
                continue
            if await record(res, connection_id, remote, one.seen):
                settled.add(remote.remote_id)
        token = page.next_token
        if not token or len(settled) == len(due):
            return settled


def _needs_a_look(remote: RemoteListing, due: _Due) -> bool:
    is_refused = remote.status is ListingStatus.FAILED or remote.audit_status == "FAILED"
    return is_refused or remote.updated_at < (due.sent_at - _SKEW).timestamp()
