"""The tokens we hold, refreshed one at a time, and the platforms opened with them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from app import events
from app.platforms.errors import AccessGone, PlatformError
from app.platforms.registry import ECWID, TIKTOK_SHOP, authorizer, open_channel_with, open_source_with
from app.platforms.roles import Channel, Source, Tokens, TokenSource
from app.resources import Resources
from app.sync.tasks import pause_tasks, resume_tasks
from app.tables.engine import connection, transaction

# Refreshed by the timetable a day early, while the old token still works: a death between the answer and the row
# costs nothing then (reliability R-22).
REFRESH_AHEAD = timedelta(hours=24)


def place(connection_id: int, platform: str, column: str) -> str:
    """Where a sealed token belongs; moved elsewhere it does not open."""
    return f"grant:{connection_id}:{platform}:{column}"


async def open_source(res: Resources, connection_id: int) -> Source:
    """The connection's Ecwid store. Raises AccessGone when we hold no healthy grant."""
    grant = await _healthy(res, connection_id, ECWID)
    return open_source_with(res.settings, res.http, grant["shop_id"], _token_source(res, grant))


async def open_channel(res: Resources, connection_id: int) -> Channel:
    """The connection's TikTok shop. Raises AccessGone when we hold no healthy grant."""
    grant = await _healthy(res, connection_id, TIKTOK_SHOP)
    return open_channel_with(res.settings, res.http, grant["shop_id"], grant["cipher"], _token_source(res, grant))


async def _healthy(res: Resources, connection_id: int, platform: str) -> asyncpg.Record:
    async with connection(res.db) as db:
        grant = await db.fetchrow(
            "SELECT * FROM access_grant WHERE connection = $1 AND platform = $2 AND state = 'healthy'",
            connection_id,
            platform,
        )
    if grant is None or grant["access_token"] is None:
        raise AccessGone(platform, "no healthy grant")
    return grant


@dataclass(slots=True)
class _Held:
    """The token this process uses now. One per opened platform, so that no call costs a query."""

    token: str
    expires_at: datetime | None


def _token_source(res: Resources, grant: asyncpg.Record) -> TokenSource:
    held = _Held(_unseal(res, grant, "access_token"), grant["access_expires_at"])
    one_here = asyncio.Lock()

    async def token(refused: bool = False) -> str:
        if not refused and not _ended(held.expires_at, res.now):
            return held.token
        stale = held.token
        async with one_here:
            if held.token == stale:
                held.token, held.expires_at = await refresh(res, grant["id"], stale)
            return held.token

    return token


def _ended(expires_at: datetime | None, now: Callable[[], datetime]) -> bool:
    return expires_at is not None and expires_at <= now()


async def refresh(res: Resources, grant_id: int, stale: str | None) -> tuple[str, datetime | None]:
    """Get a new pair of tokens, one process at a time: whoever waited for the row's lock takes what the first one got.

    `stale` is the token that was refused; None refreshes whatever is there. Raises AccessGone when the platform says
    that the grant is over.
    """
    async with transaction(res.db) as db:
        grant = await db.fetchrow("SELECT * FROM access_grant WHERE id = $1 FOR UPDATE", grant_id)
        if grant is None or grant["state"] != "healthy" or grant["access_token"] is None:
            raise AccessGone(TIKTOK_SHOP, "no healthy grant")
        current = _unseal(res, grant, "access_token")
        if stale is not None and current != stale:
            return current, grant["access_expires_at"]
        if grant["refresh_token"] is None:
            raise AccessGone(grant["platform"], "the token was refused and cannot be refreshed")
        old = Tokens(access_token=current, refresh_token=_unseal(res, grant, "refresh_token"))
        fresh = await authorizer(grant["platform"], res.settings, res.http).refresh(old)
        await store_tokens(res, db, grant["connection"], grant["platform"], fresh)
    return fresh.access_token, fresh.access_expires_at


async def store_tokens(
    res: Resources, db: asyncpg.Connection, connection_id: int, platform: str, tokens: Tokens
) -> None:
    """Seal both tokens and write them with both expiries at once."""

    def sealed(column: str, secret: str) -> bytes | None:
        return res.vault.seal(secret, place(connection_id, platform, column)) if secret else None

    await db.execute(
        """UPDATE access_grant SET access_token = $3, refresh_token = $4, access_expires_at = $5,
               refresh_expires_at = $6, scopes = $7 WHERE connection = $1 AND platform = $2""",
        connection_id,
        platform,
        sealed("access_token", tokens.access_token),
        sealed("refresh_token", tokens.refresh_token),
        tokens.access_expires_at,
        tokens.refresh_expires_at,
        list(tokens.scopes),
    )


async def refresh_ahead(res: Resources) -> None:
    """Refresh what ends within a day. A failure is left to the next round: the old token still works."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT id, connection, platform FROM access_grant
               WHERE state = 'healthy' AND access_expires_at < $1 AND refresh_token IS NOT NULL LIMIT 50""",
            res.now() + REFRESH_AHEAD,
        )
    for row in rows:
        try:
            await refresh(res, row["id"], None)
        except AccessGone as gone:
            await access_gone(res, row["connection"], row["platform"], gone.reason)
        except PlatformError:
            continue


async def access_gone(res: Resources, connection_id: int, platform: str, reason: str) -> None:
    """The grant is over: the connection pauses, its tasks wait, nothing is lost (B7, S159, S166)."""
    state = "disconnected" if reason == "deauthorised" else "reauthorise"
    async with transaction(res.db) as db:
        await db.execute(
            "UPDATE access_grant SET state = $3 WHERE connection = $1 AND platform = $2",
            connection_id,
            platform,
            "plan" if reason == "plan" else "revoked",
        )
        account = await db.fetchval(
            """UPDATE connection SET state = $2, state_reason = $3
               WHERE id = $1 AND state IN ('active', 'paused', 'reauthorise') RETURNING account""",
            connection_id,
            state,
            f"{platform}:{reason}",
        )
        await pause_tasks(db, connection_id)
    if account is not None:
        await events.announce(res.redis, account, events.tasks(connection_id), events.products(connection_id))


async def access_back(res: Resources, connection_id: int) -> None:
    """Both grants are healthy again: the connection is in force and paused tasks go on."""
    async with transaction(res.db) as db:
        healthy = await db.fetchval(
            "SELECT count(*) FROM access_grant WHERE connection = $1 AND state = 'healthy'", connection_id
        )
        if healthy < 2:
            return
        await db.execute("UPDATE connection SET state = 'active', state_reason = '' WHERE id = $1", connection_id)
        tasks = await resume_tasks(db, connection_id)
    for task in tasks:
        await res.bell.ring("run_task", task_id=task)


def _unseal(res: Resources, grant: asyncpg.Record, column: str) -> str:
    return res.vault.unseal(grant[column], place(grant["connection"], grant["platform"], column))
