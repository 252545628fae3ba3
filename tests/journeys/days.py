"""A day in the shops, and what is left of it in the evening: after a bad one the same as after a calm one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.panel.actions import change_product
from tests.cast import Player
from tests.stage import Stage
from tests.stagehands import hurrying

NEW_NAME = "Stoneware jug, newly named"


@dataclass(frozen=True, slots=True)
class Day:
    """Who has it, where, and with which connection."""

    stage: Stage
    alice: Player
    connection: int


Happening = Callable[[Day], Awaitable[None]]


async def nothing(day: Day) -> None:
    """A calm day."""


async def live_through(stage: Stage, *, morning: Happening = nothing, noon: Happening = nothing) -> dict[str, Any]:
    """Connect; pull (`morning` happens before), rename a product in Ecwid, pull again, push (`noon` before that).

    Returns the evening, once nothing is on its way any more.
    """
    alice = await stage.owner()
    day = Day(stage, alice, await stage.connect(alice))
    async with hurrying(stage.res):
        await morning(day)
        await stage.pull(alice, day.connection)
        number = await stage.value(
            "SELECT source_id FROM product WHERE kind = 'ordinary' AND quantity > 0 ORDER BY id LIMIT 1"
        )
        change_product(stage.world, number, {"name": NEW_NAME})
        await stage.pull(alice, day.connection)
        await noon(day)
        await stage.ruled(await stage.start_push(alice, day.connection))
        await quiet(stage)
    return await evening(day)


async def quiet(stage: Stage) -> None:
    """Every webhook has arrived, and is worked off."""
    await stage.wait_for(lambda: all(record.state != "waiting" for record in stage.world.webhooks.log))
    await stage.until("SELECT NOT EXISTS (SELECT FROM inbox_event WHERE state = 'received')")


async def evening(day: Day) -> dict[str, Any]:
    """What is in Weft and at TikTok, without ids and times, which differ from day to day."""
    products = await day.stage.rows(
        """SELECT p.source_id, p.title, p.sync_state, p.unsent_changes, l.status, l.audit_status,
               (SELECT count(*) FROM listing_sku s WHERE s.listing = l.id) AS skus,
               (SELECT array_agg(i.code ORDER BY i.code) FROM issue i WHERE i.product = p.id AND i.closed_at IS NULL)
                   AS issues
           FROM product p LEFT JOIN listing l ON l.product = p.id WHERE p.connection = $1 ORDER BY p.source_id""",
        day.connection,
    )
    theirs = day.stage.world.tiktok.main.products.values()
    return {
        "products": [dict(row) for row in products],
        "at TikTok": sorted((p.content["external_product_id"], p.content["title"], p.status) for p in theirs),
        "tasks": await day.stage.numbers(
            "SELECT kind || ' ' || run_state || ' ' || outcome, count(*) FROM task GROUP BY 1"
        ),
        "connection": await day.stage.value("SELECT state FROM connection WHERE id = $1", day.connection),
    }
