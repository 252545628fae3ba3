"""Connections: made step by step with two consents, paused, renamed, ended (S5–S18)."""

import unicodedata
from dataclasses import dataclass

import asyncpg
import msgspec

from app import events
from app.domain.words import N_
from app.errors import Conflict, Invalid, NotFound
from app.platforms.errors import PlatformError
from app.platforms.registry import ECWID, TIKTOK_SHOP, authorizer, open_source_with, shops_of
from app.platforms.roles import Callback, Consent, Shop, Store, Tokens
from app.resources import Resources
from app.sync.consent_problems import (
    DENIED,
    EXPIRED,
    OTHER_SHOP,
    SEVERAL_SHOPS,
    TAKEN_SHOP,
    ConsentFailed,
)
from app.sync.grants import access_back, store_tokens
from app.sync.readiness import check_readiness
from app.sync.task_ends import pause_tasks, resume_tasks
from app.tables.engine import connection, transaction

NAME_LENGTH = 80
TAKEN = N_("You have a connection of this name already.")
GONE = N_("This connection does not exist any more.")


def clean_name(text: str) -> str:
    """A connection's name: required, 1–80 characters, blanks at the ends removed (S6)."""
    printable = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    name = " ".join(unicodedata.normalize("NFC", printable).split())
    if not any(letter.isprintable() and not letter.isspace() for letter in name):
        raise Invalid(N_("Give the connection a name."), field="name")
    if len(name) > NAME_LENGTH:
        raise Invalid(N_("A name has at most %(most)s characters."), field="name", params={"most": NAME_LENGTH})
    return name


async def create_draft(res: Resources, account: int, name: str) -> int:
    """Begin a connection; it is a draft until both consents are there. Returns its id."""
    async with connection(res.db) as db:
        made = await db.fetchval(
            "INSERT INTO connection (account, name) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id",
            account,
            clean_name(name),
        )
    if made is None:
        raise Invalid(TAKEN, field="name")
    return int(made)


async def rename(res: Resources, account: int, connection_id: int, name: str) -> None:
    """Another name; unique in the workspace, however it is written (S6)."""
    async with connection(res.db) as db:
        try:
            status = await db.execute(
                "UPDATE connection SET name = $3 WHERE id = $2 AND account = $1",
                account,
                connection_id,
                clean_name(name),
            )
        except asyncpg.UniqueViolationError as error:
            raise Invalid(TAKEN, field="name") from error
    if status == "UPDATE 0":
        raise NotFound(GONE)


def begin_consent(res: Resources, platform: str, state: str, region: str) -> Consent:
    """Where to send the person. The caller binds `state` and the connection to the session, for one use."""
    return authorizer(platform, res.settings, res.http).consent(state, region=region)


async def finish_source(res: Resources, account: int, connection_id: int, callback: Callback) -> None:
    """Ecwid accepted: exchange the code, prove the token on the store's profile, keep it. Raises ConsentFailed."""
    tokens = await _exchange(res, ECWID, callback)
    store = await _profile(res, tokens)
    async with transaction(res.db) as db:
        await _same_shop(db, account, connection_id, ECWID, store.id)
        await _write_grant(res, db, connection_id, ECWID, tokens, _GrantFacts(store.id, store.name, facts=store))
        await db.execute(
            "UPDATE connection SET currency = $2, timezone = $3 WHERE id = $1",
            connection_id,
            store.currency,
            store.timezone,
        )
    await access_back(res, connection_id)
    await check_readiness(res, connection_id)


async def finish_channel(res: Resources, account: int, connection_id: int, callback: Callback) -> None:
    """TikTok authorised: exchange the code, find the shop, keep the tokens, then check readiness (S17)."""
    tokens = await _exchange(res, TIKTOK_SHOP, callback)
    shop = await _one_shop(res, tokens)
    facts = _GrantFacts(shop.id, shop.name, shop.region, shop.cipher, shop)
    try:
        async with transaction(res.db) as db:
            await _same_shop(db, account, connection_id, TIKTOK_SHOP, shop.id)
            await _write_grant(res, db, connection_id, TIKTOK_SHOP, tokens, facts)
            # Another shop may see other categories, and the same one others than before it was invited.
            await db.execute(
                "UPDATE connection SET region = $2, categories_at = NULL WHERE id = $1", connection_id, shop.region
            )
    except asyncpg.UniqueViolationError:
        raise ConsentFailed(TAKEN_SHOP) from None
    await access_back(res, connection_id)
    await check_readiness(res, connection_id)


async def _exchange(res: Resources, platform: str, callback: Callback) -> Tokens:
    if callback.error:
        raise ConsentFailed(DENIED[platform])
    if not callback.code:
        raise ConsentFailed(EXPIRED)
    try:
        return await authorizer(platform, res.settings, res.http).exchange(callback)
    except PlatformError as error:
        raise ConsentFailed.because(error) from None


async def _profile(res: Resources, tokens: Tokens) -> Store:
    async def token(_refused: bool = False) -> str:
        return tokens.access_token

    try:
        return await open_source_with(res.settings, res.http, tokens.shop_id, token).store()
    except PlatformError as error:
        raise ConsentFailed.because(error) from None


async def _one_shop(res: Resources, tokens: Tokens) -> Shop:
    try:
        shops = await shops_of(res.settings, res.http, tokens)
    except PlatformError as error:
        raise ConsentFailed.because(error) from None
    if len(shops) != 1:
        raise ConsentFailed(SEVERAL_SHOPS)
    return shops[0]


async def _same_shop(db: asyncpg.Connection, account: int, connection_id: int, platform: str, shop_id: str) -> None:
    """Reauthorising keeps all mappings, so it must be the same shop (S16)."""
    row = await db.fetchrow(
        "SELECT id FROM connection WHERE id = $1 AND account = $2 FOR UPDATE", connection_id, account
    )
    if row is None:
        raise NotFound(GONE)
    known = await db.fetchval(
        """SELECT g.shop_id FROM access_grant g WHERE g.connection = $1 AND g.platform = $2
             AND EXISTS (SELECT FROM product p WHERE p.connection = $1)""",
        connection_id,
        platform,
    )
    if known and known != shop_id:
        raise ConsentFailed(OTHER_SHOP)


@dataclass(frozen=True, slots=True)
class _GrantFacts:
    shop_id: str
    shop_name: str
    region: str = ""
    cipher: str = ""
    facts: object = None


async def _write_grant(
    res: Resources, db: asyncpg.Connection, connection_id: int, platform: str, tokens: Tokens, grant: _GrantFacts
) -> None:
    await db.execute(
        """INSERT INTO access_grant (connection, platform, state, shop_id, shop_name, region, cipher, facts, granted_at)
           VALUES ($1, $2, 'healthy', $3, $4, $5, $6, $7, $8)
           ON CONFLICT (connection, platform) DO UPDATE SET state = 'healthy', shop_id = excluded.shop_id,
               shop_name = excluded.shop_name, region = excluded.region, cipher = excluded.cipher,
               facts = excluded.facts, granted_at = excluded.granted_at""",
        connection_id,
        platform,
        grant.shop_id,
        grant.shop_name,
        grant.region,
        grant.cipher,
        msgspec.json.encode(grant.facts).decode(),
        res.now(),
    )
    await store_tokens(res, db, connection_id, platform, tokens)


async def pause(res: Resources, account: int, connection_id: int) -> None:
    """A person stops the connection for a while; tasks wait."""
    await _turn(res, account, connection_id, "active", "paused")


async def resume(res: Resources, account: int, connection_id: int) -> None:
    """And goes on."""
    await _turn(res, account, connection_id, "paused", "active")


async def _turn(res: Resources, account: int, connection_id: int, before: str, after: str) -> None:
    tasks: list[int] = []
    async with transaction(res.db) as db:
        status = await db.execute(
            "UPDATE connection SET state = $4 WHERE id = $2 AND account = $1 AND state = $3",
            account,
            connection_id,
            before,
            after,
        )
        if status == "UPDATE 0":
            raise Conflict(N_("The connection is in another state by now. Look at it again."))
        if after == "paused":
            await pause_tasks(db, connection_id)
        else:
            tasks = await resume_tasks(db, connection_id)
    for task in tasks:
        await res.bell.ring("run_task", task_id=task)
    await events.announce(res.redis, account, events.tasks(connection_id))


async def disconnect(res: Resources, account: int, connection_id: int) -> None:
    """Forget both grants' tokens and stop; products, orders and mappings stay (S16)."""
    async with transaction(res.db) as db:
        status = await db.execute(
            "UPDATE connection SET state = 'disconnected', state_reason = 'by_person' WHERE id = $2 AND account = $1",
            account,
            connection_id,
        )
        if status == "UPDATE 0":
            raise NotFound(GONE)
        await db.execute(
            """UPDATE access_grant SET state = 'revoked', access_token = NULL, refresh_token = NULL
               WHERE connection = $1""",
            connection_id,
        )
        await pause_tasks(db, connection_id)
    await events.announce(res.redis, account, events.tasks(connection_id))


async def delete(res: Resources, account: int, connection_id: int, typed: str) -> None:
    """Remove the connection and its data from Weft, once its name was typed (S16)."""
    async with transaction(res.db) as db:
        name = await db.fetchval(
            "SELECT name FROM connection WHERE id = $2 AND account = $1 FOR UPDATE", account, connection_id
        )
        if name is None:
            raise NotFound(GONE)
        if typed.strip() != name:
            raise Invalid(N_("That is not the connection’s name. Nothing was deleted."), field="confirm")
        await db.execute("DELETE FROM connection WHERE id = $1", connection_id)
        await db.execute("DELETE FROM product_tally WHERE connection = $1", connection_id)
        await db.execute("DELETE FROM order_tally WHERE connection = $1", connection_id)
