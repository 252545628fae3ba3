"""The tokens we hold, refreshed one at a time, and the platforms opened with them."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import asyncpg

from app import events
from app.locks import one_at_a_time
from app.platforms.errors import AccessGone, PlatformError
from app.platforms.registry import ECWID, TIKTOK_SHOP, authorizer, open_channel_with, open_source_with
from app.platforms.roles import Channel, Source, Tokens, TokenSource
from app.resources import Resources
from app.sync.task_ends import pause_tasks, resume_tasks
from app.tables.engine import connection, transaction
from app.vault import CannotUnseal

log = logging.getLogger(__name__)

T = TypeVar("T")

# Refreshed by the timetable a day early, while the old token still works: a death between the answer and the row
# costs nothing then (reliability R-22).
REFRESH_AHEAD = timedelta(hours=24)


def place(connection_id: int, platform: str, column: str) -> str:
    """Where a sealed token belongs; moved elsewhere it does not open."""
    return f"grant:{connection_id}:{platform}:{column}"


async def open_source(res: Resources, connection_id: int) -> Source:
    """The connection's Ecwid store. Raises AccessGone when we hold no grant that is in force."""
    grant = await healthy_grant(res, connection_id, ECWID)
    return open_source_with(res.settings, res.http, grant["shop_id"], token_source(res, grant))


async def open_channel(res: Resources, connection_id: int) -> Channel:
    """The connection's TikTok shop. Raises AccessGone when we hold no grant that is in force."""
    grant = await healthy_grant(res, connection_id, TIKTOK_SHOP)
    return open_channel_with(res.settings, res.http, grant["shop_id"], grant["cipher"], token_source(res, grant))


async def healthy_grant(res: Resources, connection_id: int, platform: str) -> asyncpg.Record:
    """The grant's row. Raises AccessGone when it is not in force."""
    async with connection(res.db) as db:
        grant = await db.fetchrow(
            "SELECT * FROM access_grant WHERE connection = $1 AND platform = $2", connection_id, platform
        )
    if grant is None or grant["state"] != "healthy" or grant["access_token"] is None:
        reason = "plan" if grant is not None and grant["state"] == "plan" else "revoked"
        raise AccessGone(platform, "no healthy grant", reason=reason)
    return grant


@dataclass(slots=True)
class _Held:
    """The token this process uses now. One per opened platform, so that no call costs a query."""

    token: str
    expires_at: datetime | None


def token_source(res: Resources, grant: asyncpg.Record) -> TokenSource:
    """What hands out the grant's token to calls, and gets a new one when that was refused or has ended."""
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
    """Get a new pair of tokens, one process at a time: whoever waited takes what the first one got.

    `stale` is the token that was refused; None refreshes whatever is there. Raises AccessGone when the platform says
    that the grant is over. Being cancelled waits until the new pair is written: the old one may be dead by then.
    """
    # The lock in Redis keeps those who wait off the pool's connections; the row's lock is the law.
    async with one_at_a_time(res.redis, f"refresh:{grant_id}"):
        return await _to_its_end(_refresh(res, grant_id, stale))


async def _to_its_end(work: Coroutine[Any, Any, T]) -> T:
    running = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        if not running.cancelled():
            running.exception()  # looked at, or asyncio reports it as lost: whoever waited is gone, and the row tells
        raise


async def _refresh(res: Resources, grant_id: int, stale: str | None) -> tuple[str, datetime | None]:
    async with transaction(res.db) as db:
        grant = await db.fetchrow("SELECT * FROM access_grant WHERE id = $1 FOR UPDATE", grant_id)
        if grant is None or grant["state"] != "healthy" or grant["access_token"] is None:
            raise AccessGone(TIKTOK_SHOP if grant is None else grant["platform"], "no healthy grant")
        current = _unseal(res, grant, "access_token")
        if stale is not None and current != stale:
            return current, grant["access_expires_at"]
        if grant["refresh_token"] is None:
            raise AccessGone(grant["platform"], "the token was refused and cannot be refreshed")
        old = Tokens(
            access_token=current,
            refresh_token=_unseal(res, grant, "refresh_token"),
            refresh_expires_at=grant["refresh_expires_at"],
            scopes=tuple(grant["scopes"]),
        )
        fresh = await authorizer(grant["platform"], res.settings, res.http).refresh(old)
        await store_tokens(res, db, grant["connection"], grant["platform"], _completed(fresh, old))
    return fresh.access_token, fresh.access_expires_at


def _completed(fresh: Tokens, old: Tokens) -> Tokens:
    """What the answer leaves out stays as it was."""
    return replace(fresh, refresh_token=fresh.refresh_token or old.refresh_token, scopes=fresh.scopes or old.scopes)


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
            """SELECT id FROM access_grant
               WHERE state = 'healthy' AND access_expires_at < $1 AND refresh_token IS NOT NULL
               ORDER BY access_expires_at LIMIT 50""",
            res.now() + REFRESH_AHEAD,
        )
    for row in rows:
        try:
            await refresh(res, row["id"], None)
        except AccessGone:
            await _last_day(res, row["id"])
        except PlatformError:
            continue


async def _last_day(res: Resources, grant_id: int) -> None:
    """No new token will come, but the old one works until it ends: the card counts down, nothing pauses before that.

    So it is after a death between the refresh's answer and our row, the one case that no key and no look-up can heal
    (reliability R-22). Whoever calls with a token that has ended learns that the grant is over.
    """
    async with connection(res.db) as db:
        await db.execute(
            "UPDATE access_grant SET refresh_token = NULL, refresh_expires_at = access_expires_at WHERE id = $1",
            grant_id,
        )


async def access_gone(
    res: Resources, connection_id: int, platform: str, reason: str, *, since: datetime | None = None
) -> None:
    """The grant is over: the connection pauses, its tasks wait, nothing is lost (B7, S159, S166).

    `since`: when we began to use the grant. A consent given after that is not meant, and stays.
    """
    # The guide knows a shop disconnected by TikTok (S159); an app uninstalled in Ecwid needs a new consent (B7).
    state = "disconnected" if reason == "deauthorised" and platform == TIKTOK_SHOP else "reauthorise"
    async with transaction(res.db) as db:
        over = await db.fetchval(
            """UPDATE access_grant SET state = $3 WHERE connection = $1 AND platform = $2
                 AND ($4::timestamptz IS NULL OR granted_at <= $4) RETURNING true""",
            connection_id,
            platform,
            "plan" if reason == "plan" else "revoked",
            since,
        )
        if over is None and await db.fetchval(
            "SELECT true FROM access_grant WHERE connection = $1 AND platform = $2", connection_id, platform
        ):
            return
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
    """Both grants are healthy again: the connection is in force and paused tasks go on. A person's pause stays."""
    async with transaction(res.db) as db:
        account = await db.fetchval(
            """UPDATE connection SET state = 'active', state_reason = '' WHERE id = $1 AND state <> 'paused'
                 AND (SELECT count(*) FROM access_grant g WHERE g.connection = $1 AND g.state = 'healthy') = 2
               RETURNING account""",
            connection_id,
        )
        if account is None:
            return
        tasks = await resume_tasks(db, connection_id)
    for task in tasks:
        await res.bell.ring("run_task", task_id=task)
    await events.announce(res.redis, account, events.tasks(connection_id), events.products(connection_id))


def _unseal(res: Resources, grant: asyncpg.Record, column: str) -> str:
    """Open a token. One that does not open (moved, changed, another key) is as good as none; the operator is told."""
    try:
        return res.vault.unseal(grant[column], place(grant["connection"], grant["platform"], column))
    except CannotUnseal as error:
        log.error("a sealed token does not open", extra={"grant": grant["id"], "why": str(error)})
        raise AccessGone(grant["platform"], "the sealed token does not open", reason="sealed") from None
