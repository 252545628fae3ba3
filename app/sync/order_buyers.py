"""A buyer's name and address, shown to somebody of the account: the look is a line of the order's passport."""

from app import events
from app.domain.words import N_
from app.errors import Conflict
from app.resources import Resources
from app.sync import order_events
from app.sync.order_records import Buyer, order_of
from app.sync.shipments import row_of
from app.tables.engine import transaction


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
