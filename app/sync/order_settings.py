"""A connection's order settings: each card saved by itself (S114, S116, S137–S141, B10)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import events
from app.domain.cancellations import REASONS
from app.domain.discounts import POLICIES
from app.domain.fulfilment import key_of
from app.domain.words import N_
from app.errors import Invalid
from app.resources import Resources
from app.sync.accounts import email_of
from app.tables.engine import connection, transaction

FEWEST_DAYS, MOST_DAYS = 1, 365


@dataclass(frozen=True, slots=True)
class SyncChoices:
    """The switches of the first card."""

    retry: bool
    relay_fbt: bool
    fbt_takes_stock: bool
    archive_cancelled: bool
    restock_cancelled: bool
    relay_on_hold: bool


@dataclass(frozen=True, slots=True)
class Writing:
    """How orders are written into Ecwid. `fallback_email` may be empty."""

    payment_method: str
    cancel_reason: str
    fallback_email: str
    discount_policy: str


async def save_sync(res: Resources, connection_id: int, choices: SyncChoices) -> None:
    """Save the switches. "Archive Cancelled Order" goes for those that are cancelled already, too (S140)."""
    async with transaction(res.db) as db:
        account = await db.fetchval(
            """UPDATE connection SET retry_orders = $2, relay_fbt = $3, fbt_takes_stock = $4, archive_cancelled = $5,
                   restock_cancelled = $6, relay_on_hold = $7 WHERE id = $1 RETURNING account""",
            connection_id,
            choices.retry,
            choices.relay_fbt,
            choices.fbt_takes_stock,
            choices.archive_cancelled,
            choices.restock_cancelled,
            choices.relay_on_hold,
        )
        if choices.archive_cancelled:
            await db.execute(
                """UPDATE sales_order SET archived_at = now()
                   WHERE connection = $1 AND status = 'CANCELLED' AND archived_at IS NULL""",
                connection_id,
            )
    await events.announce(res.redis, account, events.orders(connection_id))


async def save_writing(res: Resources, connection_id: int, writing: Writing) -> None:
    """Save how orders are written from now on; what is in Ecwid stays as it is. Raises Invalid."""
    if writing.cancel_reason not in REASONS:
        raise Invalid(N_("Choose one of the choices offered."), field="cancel_reason")
    if writing.discount_policy not in POLICIES:
        raise Invalid(N_("Choose one of the choices offered."), field="discount_policy")
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE connection SET payment_method = $2, cancel_reason = $3, fallback_email = $4, discount_policy = $5
               WHERE id = $1""",
            connection_id,
            writing.payment_method,
            writing.cancel_reason,
            fallback_of(writing.fallback_email),
            writing.discount_policy,
        )


def fallback_of(typed: str) -> str:
    """The buyer's email in Ecwid, "" for TikTok's relay address. Raises Invalid."""
    if not typed.strip():
        return ""
    try:
        return email_of(typed)
    except Invalid as error:
        raise Invalid(error.message, field="fallback_email") from error


async def save_purge(res: Resources, connection_id: int, days: int) -> None:
    """After how many days buyers are forgotten."""
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        limits = {"low": FEWEST_DAYS, "high": MOST_DAYS}
        raise Invalid(N_("This must be between %(low)s and %(high)s."), field="purge_days", params=limits)
    async with connection(res.db) as db:
        await db.execute("UPDATE connection SET purge_days = $2 WHERE id = $1", connection_id, days)


async def save_carriers(res: Resources, connection_id: int, pairs: Sequence[tuple[str, str]]) -> int:
    """Make these the pairs of names: (Ecwid's, TikTok's). Returns how many orders had waited for one of them (S141).

    Names are compared without case and outer blanks; a pair that was learnt from an answer stays marked as such.
    """
    wanted = {key_of(source): provider for source, provider in pairs if key_of(source) and provider}
    names, providers = list(wanted), list(wanted.values())
    async with transaction(res.db) as db:
        await db.execute(
            "DELETE FROM carrier_mapping WHERE connection = $1 AND source_name <> ALL($2::text[])", connection_id, names
        )
        await db.execute(
            """INSERT INTO carrier_mapping (connection, source_name, provider_name, learnt)
               SELECT $1, name, provider, false FROM unnest($2::text[], $3::text[]) AS pair (name, provider)
               ON CONFLICT (connection, source_name) DO UPDATE SET provider_name = excluded.provider_name,
                   learnt = carrier_mapping.learnt AND carrier_mapping.provider_name = excluded.provider_name""",
            connection_id,
            names,
            providers,
        )
        status = await db.execute(
            r"""UPDATE sales_order SET shipment = 'due', next_try_at = NULL
                WHERE connection = $1 AND shipment = 'carrier'
                  AND lower(regexp_replace(btrim(source_carrier), '\s+', ' ', 'g')) = ANY($2::text[])""",
            connection_id,
            names,
        )
    freed = int(status.split()[-1])
    if freed:
        await res.bell.ring("follow_orders", connection_id=connection_id)
    return freed
