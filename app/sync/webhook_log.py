"""Process again: an event of the webhook log is worked off anew, as if it had just come (S165)."""

from app.domain.words import N_
from app.errors import Conflict
from app.resources import Resources
from app.tables.engine import connection


async def process_again(res: Resources, event_id: int) -> None:
    """Put the event back into the letterbox and ring. Raises Conflict while somebody works on it, and for a forged one.

    It is only a hint to read something again (S164), so working it off twice does no harm.
    """
    async with connection(res.db) as db:
        if await db.fetchval("SELECT state FROM inbox_event WHERE id = $1", event_id) == "refused":
            raise Conflict(N_("Weft refused this event, so there is nothing to process."))
        status = await db.execute(
            """UPDATE inbox_event SET state = 'received', attempts = 0, error = '', done_at = NULL, not_before = NULL,
                   lease_until = NULL
               WHERE id = $1 AND (lease_until IS NULL OR lease_until < now())""",
            event_id,
        )
    if status != "UPDATE 1":
        raise Conflict(N_("This event is being worked on right now."))
    await res.bell.ring("drain_inbox")
