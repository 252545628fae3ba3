"""The calls that bring orders from TikTok Shop into Ecwid, as the shops count them, beside the least there can be."""

from collections import Counter
from math import ceil

from sandbox.world import World

# What the relay asks of each shop: method, a part of the path, and what it is called here.
_KINDS = (
    ("tiktok", "POST", "/orders/search", "pages of orders"),
    ("tiktok", "GET", "/orders", "orders by id"),
    ("tiktok", "POST", "/orders/external_orders", "Ecwid's ids told"),
    ("ecwid", "POST", "/batch", "batches"),
    ("ecwid", "GET", "/batch", "looks at batches"),
)


def least(orders: int) -> dict[str, int]:
    """A hundred orders a page and a call of references, five hundred a batch, and three looks at each batch.

    28 for a thousand orders.
    """
    hundreds, batches = ceil(orders / 100), ceil(orders / 500)
    return {
        "pages of orders": hundreds,
        "batches": batches,
        "looks at batches": 3 * batches,
        "Ecwid's ids told": hundreds,
    }


def count(world: World) -> Counter[str]:
    """By kind, without those that something else is about (`others`)."""
    found = {kind: sum(path.endswith(part) for path in _paths(world, who, how)) for who, how, part, kind in _KINDS}
    return Counter({kind: number for kind, number in found.items() if number})


def others(world: World) -> Counter[str]:
    """What followed from the orders: stock and products read again, and told on. By method and path, ids left out."""
    mine = [(who, how, part) for who, how, part, _ in _KINDS]
    return Counter(
        f"{call.platform} {call.method} {'/'.join(part for part in call.path.split('/') if not part.isdigit())}"
        for call in world.journal.calls
        if "/webhooks" not in call.path
        and not any(call.platform == who and call.method == how and call.path.endswith(part) for who, how, part in mine)
    )


def _paths(world: World, platform: str, method: str) -> list[str]:
    return [call.path for call in world.journal.of(platform) if call.method == method]
