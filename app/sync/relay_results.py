"""What became of orders that were sent to Ecwid: every one ends in a state that says what is known."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import asyncpg

from app import events
from app.domain.decisions import Finding
from app.domain.orders import RelayState, SourceOrderDraft
from app.domain.retries import delay
from app.domain.words import N_
from app.platforms.errors import NotExecuted, PlatformError, Refused, Unknown
from app.platforms.order_roles import WrittenOrder
from app.resources import Resources
from app.sync import order_events
from app.sync.order_intake import tell_progress
from app.tables.engine import again_after_deadlock, connection, transaction

# Ecwid's search lags behind its writes: a doubtful order is looked for after this, and not sooner.
LOOK_AFTER = timedelta(seconds=20)
# S137: once every ten minutes, three times, and only what can heal.
RETRIES = (600.0, 600.0, 600.0)


@dataclass(frozen=True, slots=True)
class Ready:
    """One claimed order and what is to be written."""

    row: asyncpg.Record
    draft: SourceOrderDraft
    outbox: int = 0


def _by_order(ready: Ready) -> str:
    """Rows are locked in one order everywhere (order_intake)."""
    return str(ready.row["remote_id"])


async def record(res: Resources, connection_id: int, batch: Sequence[Ready], written: Sequence[WrittenOrder]) -> int:
    by_id = {result.channel_order_id: result for result in written}
    await again_after_deadlock(lambda: _record(res, connection_id, batch, by_id))
    await tell(res, connection_id)
    return len(batch)


async def _record(
    res: Resources, connection_id: int, batch: Sequence[Ready], by_id: Mapping[str, WrittenOrder]
) -> None:
    async with transaction(res.db) as db:
        for ready in sorted(batch, key=_by_order):
            result = by_id.get(ready.draft.channel_order_id)
            if result is None:
                await doubt(db, connection_id, ready.row, "")
            elif result.error is None:
                await bind(db, connection_id, ready.row, ready.draft, result.id, result.internal_id)
            elif isinstance(result.error, Refused):
                await refused(db, connection_id, ready.row, result.error.finding)
            elif isinstance(result.error, NotExecuted):
                await again(db, connection_id, ready.row, result.error)
            else:
                await doubt(db, connection_id, ready.row, result.error.detail)


async def batch_failed(res: Resources, connection_id: int, batch: Sequence[Ready], error: PlatformError) -> None:
    await again_after_deadlock(lambda: _record_failure(res, connection_id, batch, error))
    await tell(res, connection_id)


async def _record_failure(res: Resources, connection_id: int, batch: Sequence[Ready], error: PlatformError) -> None:
    async with transaction(res.db) as db:
        for ready in sorted(batch, key=_by_order):
            if isinstance(error, Unknown):
                await doubt(db, connection_id, ready.row, error.detail)
            elif isinstance(error, Refused):
                await refused(db, connection_id, ready.row, error.finding)
            else:
                await again(db, connection_id, ready.row, error)


async def bind(
    db: asyncpg.Connection,
    connection_id: int,
    row: asyncpg.Record,
    draft: SourceOrderDraft,
    source_id: str,
    internal_id: int,
) -> None:
    """Both ids at once; the units are booked in Ecwid from now on, so they are no longer taken off its stock."""
    status = await db.execute(
        """UPDATE sales_order SET relay = 'synced', reason = '', reason_params = NULL, source_order_id = $2,
               source_internal_id = $3, source_payment = $4, source_fulfilment = $5, difference = $6, source_total = $7,
               relayed_at = now(), next_try_at = NULL, lease_until = NULL, lease_by = '',
               search = search || ' ' || lower(regexp_replace($2::text, '[^[:alnum:]]+', ' ', 'g'))
           WHERE id = $1 AND source_order_id = ''""",
        row["id"],
        source_id,
        internal_id,
        draft.payment_status,
        draft.fulfilment_status,
        draft.difference,
        draft.total,
    )
    await db.execute(
        """UPDATE outbox_write SET state = 'done', remote_id = $3, done_at = now()
           WHERE connection = $1 AND kind = 'create_order' AND subject = $2
             AND state IN ('new', 'sent', 'maybe')""",
        connection_id,
        row["id"],
        source_id,
    )
    if status != "UPDATE 1":
        return
    # TikTok went on while Ecwid wrote: the order may be cancelled by now, and no reading will be news again.
    await tell_progress(db, await db.fetchrow("SELECT * FROM sales_order WHERE id = $1", row["id"]))
    await db.execute("UPDATE order_unit SET booked_at = now() WHERE sales_order = $1 AND booked_at IS NULL", row["id"])
    await order_events.note(
        db, connection_id, row["id"], N_("Written to Ecwid as %(id)s"), tone="success", params={"id": source_id}
    )
    if draft.difference:
        await order_events.note(
            db,
            connection_id,
            row["id"],
            N_("The parts of TikTok’s total do not add up: %(difference)s is left over."),
            tone="warning",
            params={"difference": str(draft.difference)},
        )


async def refused(db: asyncpg.Connection, connection_id: int, row: asyncpg.Record, finding: Finding) -> None:
    """Ecwid said no: nothing that waiting heals (S137)."""
    await settle(db, row, RelayState.NEEDS_YOU.value, finding.sentence, None, finding.params)
    await outbox(db, row, "refused")
    await order_events.note(
        db,
        connection_id,
        row["id"],
        N_("Ecwid refused it"),
        tone="danger",
        detail=" ".join(part for part in (finding.their_code, finding.their_text) if part),
    )


async def again(db: asyncpg.Connection, connection_id: int, row: asyncpg.Record, error: PlatformError) -> None:
    """Certainly not written: the retries of S137, then the seller. What never left us is tried again at once."""
    tries = row["attempts"]
    asked = error.retry_after if isinstance(error, NotExecuted) else None
    await outbox(db, row, "new")
    if not await db.fetchval("SELECT retry_orders FROM connection WHERE id = $1", connection_id):
        await settle(db, row, RelayState.NEEDS_YOU.value, N_("Ecwid did not answer, and Retry Orders is off."), None)
        return
    if tries > len(RETRIES) + 1:
        await settle(db, row, RelayState.NEEDS_YOU.value, N_("Ecwid did not take it after several tries."), None)
        return
    wait = asked if asked is not None else delay(tries, random.random(), first=2.0) if tries == 1 else RETRIES[0]
    # The first try, at once, is none of the three.
    which = {"next": max(1, tries - 1)}
    await settle(db, row, RelayState.RETRYING.value, N_("Ecwid did not answer. Try %(next)s of 3."), wait, which)
    await order_events.note(
        db, connection_id, row["id"], N_("Not written: Ecwid did not answer"), tone="warning", detail=error.detail
    )


async def doubt(db: asyncpg.Connection, connection_id: int, row: asyncpg.Record, detail: str) -> None:
    """Perhaps written: it waits longer than Ecwid's search lags, then it is looked for."""
    await settle(
        db,
        row,
        RelayState.MAYBE.value,
        N_("Ecwid’s answer was lost; Weft looks for the order."),
        LOOK_AFTER.total_seconds(),
    )
    await outbox(db, row, "maybe")
    await order_events.note(db, connection_id, row["id"], N_("The answer was lost"), tone="warning", detail=detail)


async def settle(
    db: asyncpg.Connection,
    row: asyncpg.Record,
    state: str,
    reason: str,
    wait: float | None,
    params: Mapping[str, str | int] | None = None,
) -> None:
    """`params` are the values of the sentence: without them it says a dash."""
    await db.execute(
        """UPDATE sales_order SET relay = $2, reason = $3, reason_params = $5, lease_until = NULL, lease_by = '',
               next_try_at = now() + make_interval(secs => $4)
           WHERE id = $1 AND source_order_id = ''""",
        row["id"],
        state,
        reason,
        wait,
        json.dumps(dict(params)) if params else None,
    )


async def outbox(db: asyncpg.Connection, row: asyncpg.Record, state: str) -> None:
    await db.execute(
        """UPDATE outbox_write SET state = $2 WHERE kind = 'create_order' AND subject = $1
           AND state IN ('new', 'sent', 'maybe')""",
        row["id"],
        state,
    )


async def tell(res: Resources, connection_id: int) -> None:
    async with connection(res.db) as db:
        account = await db.fetchval("SELECT account FROM connection WHERE id = $1", connection_id)
    if account is not None:
        await events.announce(res.redis, account, events.orders(connection_id))
