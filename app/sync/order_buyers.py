"""A buyer's name and address: shown to somebody of the account, which its passport tells, and forgotten in time."""

from app import events
from app.domain.words import N_
from app.errors import Conflict
from app.resources import Resources
from app.sync import order_events
from app.sync.order_records import Buyer, order_of
from app.sync.shipments import row_of
from app.tables.engine import transaction

# Of one transaction; the timetable comes again.
AT_ONCE = 5_000


async def show(res: Resources, account_id: int, connection_id: int, order_id: int, who: str) -> Buyer:
    """Open the sealed part for `who`, a member of the account. Raises Conflict when it was erased or never told.

    The note is written in the same transaction: nobody sees without leaving a trace.
    """
    async with transaction(res.db) as db:
        row = await row_of(db, connection_id, order_id)
        if row["buyer"] is None:
            raise Conflict(N_("Weft has no name and no address for this order."))
        order = order_of(res.vault, row)
        await order_events.note(
            db, connection_id, order_id, N_("Name and address shown to %(who)s"), tone="neutral", params={"who": who}
        )
    await events.announce(res.redis, account_id, events.order(order_id))
    return Buyer(order.address, order.buyer_email, order.buyer_message)


async def forget(res: Resources) -> int:
    """Erase what names a buyer: after the setting's days, and once the seller took back a consent. How many orders.

    The sealed part, and the name's hashes among the words an order is found by. Whoever comes back to such a shop has
    its orders read anew, and what was not written to Ecwid yet waits for that (relay_claims.claim).
    """
    async with transaction(res.db) as db:
        rows = await db.fetch(
            f"""UPDATE sales_order SET buyer = NULL, purged_at = now(),
                    search = regexp_replace(search, '\\mb[0-9a-f]{{20}}\\M', '', 'g')
                WHERE id IN (
                    SELECT o.id FROM sales_order o JOIN connection c ON c.id = o.connection
                    WHERE o.buyer IS NOT NULL AND (c.state_reason LIKE '%:deauthorised' OR (
                        o.status IN ('DELIVERED', 'COMPLETED', 'CANCELLED')
                        AND o.placed_at < now() - make_interval(days => c.purge_days)))
                    ORDER BY o.remote_id LIMIT {AT_ONCE} FOR UPDATE OF o SKIP LOCKED)
                RETURNING connection"""  # noqa: S608 - a constant only
        )
        await db.execute(
            """UPDATE connection SET orders_until = NULL
               WHERE id = ANY($1::bigint[]) AND state_reason LIKE '%:deauthorised'""",
            list({row["connection"] for row in rows}),
        )
    return len(rows)
