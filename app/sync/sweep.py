"""The timetable's work: ring again for whatever is due, and keep house. A lost bell or webhook costs seconds."""

import logging

from app.resources import Resources
from app.sync.grants import refresh_ahead
from app.sync.order_buyers import forget
from app.sync.ship_by_alerts import alert
from app.sync.update_results import end_unlisted
from app.tables.engine import connection, transaction
from app.tables.inbox import forget_old
from app.tables.order_claims import due_orders
from app.tables.product_lists import compact_tally
from app.tables.task_claims import due_tasks

log = logging.getLogger(__name__)


async def ring_due(res: Resources) -> int:
    """Ring for every row that somebody could work on now. Returns how many bells were rung."""
    async with connection(res.db) as db:
        tasks = await due_tasks(db)
        webhooks = await db.fetchval(
            """SELECT EXISTS (SELECT FROM inbox_event WHERE state = 'received'
                 AND (lease_until IS NULL OR lease_until < now()) AND (not_before IS NULL OR not_before <= now()))"""
        )
        followed = await db.fetch(
            """SELECT DISTINCT l.connection FROM listing l JOIN connection c ON c.id = l.connection
               WHERE l.next_check_at <= now() AND c.state = 'active' LIMIT 100"""
        )
        orders = await due_orders(db)
    rung = 0
    for name, connection_id in orders:
        rung += await res.bell.ring_again(name, connection_id=connection_id)
    if webhooks:
        rung += await res.bell.ring_again("drain_inbox")
    for task in tasks:
        rung += await res.bell.ring_again("run_task", task_id=task)
    for row in followed:
        rung += await res.bell.ring_again("follow_listings", connection_id=row["connection"])
    return rung


async def keep_house(res: Resources) -> None:
    """Once a minute: refresh what ends soon, add up the tally, forget what is old."""
    await refresh_ahead(res)
    await forget(res)
    await end_unlisted(res)
    await alert(res)
    async with transaction(res.db) as db:
        await compact_tally(db)
    async with connection(res.db) as db:
        # S128: tasks are kept for 90 days.
        await db.execute("DELETE FROM task WHERE finished_at < now() - interval '90 days'")
        await forget_old(db)
        await db.execute("DELETE FROM password_reset WHERE expires_at < now() - interval '1 day'")
