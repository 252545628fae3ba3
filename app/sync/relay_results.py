"""What became of orders that were sent to Ecwid: every one ends in a state that says what is known.

Rows are locked in one order everywhere (order_intake): those that the functions here are given stand in it.
"""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import asyncpg

from app import events
from app.domain.decisions import Finding
from app.domain.orders import RelayState, SourceOrderDraft
from app.domain.retries import delay
from app.domain.words import N_
from app.platforms.errors import NotExecuted, PlatformError, Refused, Unknown
from app.platforms.order_roles import WrittenOrder
from app.platforms.registry import ECWID
from app.resources import Resources
from app.sync import order_events, order_progress
from app.sync.order_events import Note
from app.tables.engine import again_after_deadlock, connection, transaction

# Ecwid's search lags behind its writes: a doubtful order is looked for after this, and not sooner.
LOOK_AFTER = timedelta(seconds=20)
# S137: once every ten minutes, three times, and only what can heal.
RETRIES = (600.0, 600.0, 600.0)
GAVE_UP = N_("Ecwid did not take it after several tries.")


@dataclass(frozen=True, slots=True)
class Ready:
    """One claimed order and what is to be written."""

    row: asyncpg.Record
    draft: SourceOrderDraft
    outbox: int = 0


@dataclass(frozen=True, slots=True)
class Bound:
    """One order that Ecwid has, with its two ids there."""

    row: asyncpg.Record
    draft: SourceOrderDraft
    source_id: str
    internal_id: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """One order that Ecwid does not have, or nobody knows: what its row, its outbox row and its passport say.

    `wait` in seconds, None for never; `params` are the values of the sentence; `outbox` "" leaves that row as it is.
    """

    row: asyncpg.Record
    state: RelayState
    reason: str
    wait: float | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)
    outbox: str = ""
    note: Note | None = None


async def record(res: Resources, connection_id: int, batch: Sequence[Ready], written: Sequence[WrittenOrder]) -> int:
    by_id = {result.channel_order_id: result for result in written}
    await again_after_deadlock(lambda: _record(res, connection_id, batch, by_id))
    await tell(res, connection_id)
    return len(batch)


async def _record(
    res: Resources, connection_id: int, batch: Sequence[Ready], by_id: Mapping[str, WrittenOrder]
) -> None:
    bound: list[Bound] = []
    failed: list[tuple[asyncpg.Record, PlatformError]] = []
    for ready in batch:
        result = by_id.get(ready.draft.channel_order_id)
        if result is not None and result.error is None:
            bound.append(Bound(ready.row, ready.draft, result.id, result.internal_id))
        else:
            failed.append((ready.row, _known(result.error if result else None)))
    async with transaction(res.db) as db:
        await lock(db, [ready.row for ready in batch])
        await bind(db, connection_id, bound)
        await _fail(db, connection_id, failed)


def _known(error: PlatformError | None) -> PlatformError:
    """Of an order in a batch that was executed, nothing but these two says that Ecwid does not have it."""
    if isinstance(error, Refused | NotExecuted):
        return error
    return Unknown(ECWID, error.detail if error else "")


async def batch_failed(res: Resources, connection_id: int, batch: Sequence[Ready], error: PlatformError) -> None:
    await again_after_deadlock(lambda: _record_failure(res, connection_id, batch, error))
    await tell(res, connection_id)


async def _record_failure(res: Resources, connection_id: int, batch: Sequence[Ready], error: PlatformError) -> None:
    async with transaction(res.db) as db:
        await lock(db, [ready.row for ready in batch])
        await _fail(db, connection_id, [(ready.row, error) for ready in batch])


async def _fail(
    db: asyncpg.Connection, connection_id: int, failed: Sequence[tuple[asyncpg.Record, PlatformError]]
) -> None:
    if failed:
        retry = bool(await db.fetchval("SELECT retry_orders FROM connection WHERE id = $1", connection_id))
        await settle(db, connection_id, [_outcome(row, error, retry=retry) for row, error in failed])


def _outcome(row: asyncpg.Record, error: PlatformError, *, retry: bool) -> Outcome:
    if isinstance(error, Unknown):
        return doubt(row, error.detail)
    if isinstance(error, Refused):
        return refused(row, error.finding)
    return again(row, error, retry=retry)


async def lock(db: asyncpg.Connection, rows: Iterable[asyncpg.Record]) -> None:
    """Take these orders for this transaction, in the order in which everybody does."""
    await db.execute(
        "SELECT FROM sales_order WHERE id = ANY($1::bigint[]) ORDER BY remote_id FOR UPDATE",
        [row["id"] for row in rows],
    )


async def bind(db: asyncpg.Connection, connection_id: int, bound: Sequence[Bound]) -> None:
    """Both ids at once; the units are booked in Ecwid from now on, so they are no longer taken off its stock."""
    if not bound:
        return
    rows = await db.fetch(
        """UPDATE sales_order o SET relay = 'synced', reason = '', reason_params = NULL, source_order_id = v.source_id,
               source_internal_id = v.internal_id, source_payment = v.payment, source_fulfilment = v.fulfilment,
               difference = v.difference, source_total = v.total,
               relayed_at = now(), next_try_at = NULL, lease_until = NULL, lease_by = '',
               search = search || ' ' || lower(regexp_replace(v.source_id, '[^[:alnum:]]+', ' ', 'g'))
           FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::numeric[], $7::numeric[])
               AS v (id, source_id, internal_id, payment, fulfilment, difference, total)
           WHERE o.id = v.id AND o.source_order_id = '' RETURNING o.*""",
        [one.row["id"] for one in bound],
        [one.source_id for one in bound],
        [one.internal_id for one in bound],
        [one.draft.payment_status for one in bound],
        [one.draft.fulfilment_status for one in bound],
        [one.draft.difference for one in bound],
        [one.draft.total for one in bound],
    )
    await db.execute(
        """UPDATE outbox_write w SET state = 'done', remote_id = v.source_id, done_at = now()
           FROM unnest($2::bigint[], $3::text[]) AS v (id, source_id)
           WHERE w.connection = $1 AND w.kind = 'create_order' AND w.subject = v.id
             AND w.state IN ('new', 'sent', 'maybe')""",
        connection_id,
        [one.row["id"] for one in bound],
        [one.source_id for one in bound],
    )
    # TikTok went on while Ecwid wrote: an order may be cancelled by now, and no reading will be news again.
    await order_progress.tell_progress(db, rows)
    news = {row["id"] for row in rows}
    await db.execute(
        "UPDATE order_unit SET booked_at = now() WHERE sales_order = ANY($1::bigint[]) AND booked_at IS NULL",
        list(news),
    )
    await order_events.note_all(
        db, connection_id, [note for one in bound if one.row["id"] in news for note in _written(one)]
    )


def _written(one: Bound) -> list[Note]:
    order = one.row["id"]
    notes = [Note(order, N_("Written to Ecwid as %(id)s"), "success", {"id": one.source_id})]
    if one.draft.difference:
        sentence = N_("The parts of TikTok’s total do not add up: %(difference)s is left over.")
        notes.append(Note(order, sentence, "warning", {"difference": str(one.draft.difference)}))
    return notes


def refused(row: asyncpg.Record, finding: Finding) -> Outcome:
    """Ecwid said no: nothing that waiting heals (S137)."""
    detail = " ".join(part for part in (finding.their_code, finding.their_text) if part)
    note = Note(row["id"], N_("Ecwid refused it"), "danger", detail=detail)
    return Outcome(row, RelayState.NEEDS_YOU, finding.sentence, None, finding.params, "refused", note)


def again(row: asyncpg.Record, error: PlatformError, *, retry: bool) -> Outcome:
    """Certainly not written: the retries of S137, then the seller. What never left us is tried again at once.

    `retry` is the setting "Retry Orders".
    """
    tries = row["attempts"]
    asked = error.retry_after if isinstance(error, NotExecuted) else None
    if not retry:
        reason = N_("Ecwid did not answer, and Retry Orders is off.")
        return Outcome(row, RelayState.NEEDS_YOU, reason, outbox="new")
    if tries > len(RETRIES) + 1:
        return Outcome(row, RelayState.NEEDS_YOU, GAVE_UP, outbox="new")
    wait = asked if asked is not None else delay(tries, random.random(), first=2.0) if tries == 1 else RETRIES[0]
    # The first try, at once, is none of the three.
    which = {"next": max(1, tries - 1)}
    note = Note(row["id"], N_("Not written: Ecwid did not answer"), "warning", detail=error.detail)
    return Outcome(row, RelayState.RETRYING, N_("Ecwid did not answer. Try %(next)s of 3."), wait, which, "new", note)


def doubt(row: asyncpg.Record, detail: str) -> Outcome:
    """Perhaps written: it waits longer than Ecwid's search lags, then it is looked for."""
    reason = N_("Ecwid’s answer was lost; Weft looks for the order.")
    note = Note(row["id"], N_("The answer was lost"), "warning", detail=detail)
    return Outcome(row, RelayState.MAYBE, reason, LOOK_AFTER.total_seconds(), outbox="maybe", note=note)


async def settle(db: asyncpg.Connection, connection_id: int, outcomes: Sequence[Outcome]) -> None:
    """Write down what is known of each. One that Ecwid has by now stays as it is."""
    await db.execute(
        """UPDATE sales_order o SET relay = v.relay, reason = v.reason, reason_params = v.params::jsonb,
               lease_until = NULL, lease_by = '', next_try_at = now() + make_interval(secs => v.wait)
           FROM unnest($1::bigint[], $2::text[], $3::text[], $4::float8[], $5::text[])
               AS v (id, relay, reason, wait, params)
           WHERE o.id = v.id AND o.source_order_id = ''""",
        [one.row["id"] for one in outcomes],
        [one.state.value for one in outcomes],
        [one.reason for one in outcomes],
        [one.wait for one in outcomes],
        [json.dumps(dict(one.params)) if one.params else None for one in outcomes],
    )
    sent = [one for one in outcomes if one.outbox]
    await db.execute(
        """UPDATE outbox_write w SET state = v.state FROM unnest($1::bigint[], $2::text[]) AS v (id, state)
           WHERE w.kind = 'create_order' AND w.subject = v.id AND w.state IN ('new', 'sent', 'maybe')""",
        [one.row["id"] for one in sent],
        [one.outbox for one in sent],
    )
    await order_events.note_all(db, connection_id, [one.note for one in outcomes if one.note])


async def tell(res: Resources, connection_id: int) -> None:
    async with connection(res.db) as db:
        account = await db.fetchval("SELECT account FROM connection WHERE id = $1", connection_id)
    if account is not None:
        await events.announce(res.redis, account, events.orders(connection_id))
