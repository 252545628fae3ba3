"""Doorbells: each job wakes up one use case and knows nothing else."""

from typing import Any

from app.resources import Resources
from app.sync import inbox, orders, work

Context = dict[str, Any]


def resources_of(context: Context) -> Resources:
    """The process's resources, put into SAQ's context by workers/main.py."""
    resources = context["resources"]
    assert isinstance(resources, Resources)  # noqa: S101 - narrows the type
    return resources


async def run_task(context: Context, *, task_id: int) -> None:
    """Work on a task."""
    await work.run_task(resources_of(context), task_id)


async def drain_inbox(context: Context) -> None:
    """Work off webhooks."""
    await inbox.drain_inbox(resources_of(context))


async def follow_listings(context: Context, *, connection_id: int) -> None:
    """Look at listings that TikTok has not ruled on."""
    await work.follow_listings(resources_of(context), connection_id)


async def relay_orders(context: Context, *, connection_id: int) -> None:
    """Write orders that are ready into Ecwid."""
    await orders.relay(resources_of(context), connection_id)


async def follow_orders(context: Context, *, connection_id: int) -> None:
    """Carry shipments, cancellations and statuses between the two sides."""
    await orders.follow(resources_of(context), connection_id)


async def sweep_orders(context: Context, *, connection_id: int) -> None:
    """Read both sides' orders since the last time."""
    await orders.guard(resources_of(context), connection_id)


async def send_stock(context: Context, *, connection_id: int) -> None:
    """Send stock and prices that changed."""
    await orders.send_stock(resources_of(context), connection_id)


FUNCTIONS = {
    function.__name__: function
    for function in (
        run_task,
        drain_inbox,
        follow_listings,
        relay_orders,
        follow_orders,
        sweep_orders,
        send_stock,
    )
}
