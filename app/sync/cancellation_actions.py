"""What people do about cancellations: cancel an order from Weft, and answer a buyer who asks to (S115, S116)."""

from collections.abc import Sequence

from app.domain.cancellations import DECLINE_REASONS
from app.domain.words import N_
from app.errors import Conflict, Invalid, NotFound
from app.platforms.errors import PlatformError, Refused
from app.resources import Resources
from app.sync import order_events
from app.sync.order_access import open_order_channel
from app.sync.order_cancellations import ask, look_at
from app.sync.shipments import row_of
from app.tables.engine import connection, transaction


async def cancel(res: Resources, connection_id: int, order_id: int, reason: str, unit_ids: Sequence[str] = ()) -> None:
    """Cancel from Weft: the whole order, or single units where TikTok allows it (S116)."""
    async with transaction(res.db) as db:
        row = await row_of(db, connection_id, order_id)
        if row["status"] in ("CANCELLED", "IN_TRANSIT", "DELIVERED", "COMPLETED"):
            raise Conflict(N_("TikTok does not let a seller cancel this order any more."))
        await ask(db, row, reason, unit_ids)
    await res.bell.ring("follow_orders", connection_id=connection_id)


async def answer(
    res: Resources,
    connection_id: int,
    cancellation_id: int,
    accept: bool,
    person_id: int,
    reason: str = DECLINE_REASONS[0],
) -> None:
    """Accept or decline a buyer's request; `reason` is what TikTok tells the buyer who was declined (S115).

    Answered twice, the first answer stands.
    """
    if reason not in DECLINE_REASONS:
        raise Invalid(N_("Choose one of the choices offered."), field="reason")
    async with connection(res.db) as db:
        row = await db.fetchrow(
            """UPDATE cancellation SET state = $4, answered_by = $3
               WHERE connection = $1 AND id = $2 AND state = 'pending' RETURNING remote_id, sales_order""",
            connection_id,
            cancellation_id,
            person_id,
            "accepted" if accept else "rejected",
        )
        if row is None:
            raise NotFound(N_("This request is answered already, or it was withdrawn."))
        order = await db.fetchval("SELECT remote_id FROM sales_order WHERE id = $1", row["sales_order"])
    channel = await open_order_channel(res, connection_id)
    try:
        await channel.answer_cancellation(
            row["remote_id"], accept=accept, reason=reason, key=f"weft-{row['remote_id']}-{_key(accept, reason)}"
        )
    except Refused as refused:
        await look_at(res, channel, connection_id, (order,))
        raise Conflict(refused.finding.sentence, params=dict(refused.finding.params)) from refused
    except PlatformError:
        async with connection(res.db) as db:
            await db.execute("UPDATE cancellation SET state = 'pending' WHERE id = $1", cancellation_id)
        raise
    async with connection(res.db) as db:
        said, detail = (ACCEPTED, "") if accept else (DECLINED, reason)
        await order_events.note(db, connection_id, row["sales_order"], said, tone="neutral", detail=detail)
    await look_at(res, channel, connection_id, (order,))


ACCEPTED = N_("The buyer’s wish to cancel was accepted")
DECLINED = N_("The buyer’s wish to cancel was declined")


def _key(accept: bool, reason: str) -> str:
    """The same answer has the same key; a reason that TikTok refused does not answer for the next one."""
    return "1" if accept else f"0{DECLINE_REASONS.index(reason)}"
