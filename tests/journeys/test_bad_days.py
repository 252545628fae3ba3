"""Each failure the rehearsal shops know, once through the whole chain: the evening is that of a calm day (B19)."""

import asyncio
from typing import Any

import pytest

from app.resources import Resources
from app.tables.engine import connection as open_connection
from sandbox.faults import CALL_FAULTS, WEBHOOK_FAULTS
from tests.journeys.conftest import SHOPS
from tests.journeys.days import Day, live_through
from tests.stage import Stage, staged
from tests.stagehands import ONE_PICTURE

# What is struck: Ecwid's answers to the pull in the morning, TikTok's to the creation of listings at noon.
PATHS = {"ecwid": "GET /api/v3/", "tiktok": "POST /product/202309/products"}
# They last until somebody gives consent again.
ACCESS = {"token_revoked", "plan_without_api"}
CASES = [
    (platform, fault)
    for fault, platforms in (CALL_FAULTS | WEBHOOK_FAULTS).items()
    for platform in platforms
    if fault not in ACCESS
]
_calm: dict[str, Any] = {}


@pytest.fixture
async def calm(resources: Resources, servers: dict[str, str]) -> dict[str, Any]:
    """The evening of a calm day; lived through once."""
    if not _calm:
        async with staged(resources, servers, SHOPS, ONE_PICTURE) as stage:
            _calm.update(await live_through(stage))
        async with open_connection(resources.db) as db:
            await db.execute("DELETE FROM account; DELETE FROM inbox_event; DELETE FROM product_tally")
            await db.execute("DELETE FROM order_tally")
        await resources.redis.flushdb()
    return _calm


async def test_calm_day_lists_what_can_be_listed(calm: dict[str, Any]) -> None:
    """What the others are compared with is worth it."""
    states = [row["sync_state"] for row in calm["products"]]
    assert states.count("synced") == len(calm["at TikTok"]) > 2
    assert set(states) <= {"synced", "sync_failed"}
    assert calm["tasks"] == {"pull finished ok": 2, "push finished partly": 1}
    assert calm["connection"] == "active"


@pytest.mark.parametrize(("platform", "fault"), CASES)
async def test_bad_day_ends_like_a_calm_one(calm: dict[str, Any], stage: Stage, platform: str, fault: str) -> None:
    """R-1 to R-8: retried where it may be, looked up where it may have happened, never done twice."""

    async def strike(day: Day) -> None:
        faults = day.stage.world.faults
        if fault in WEBHOOK_FAULTS:
            faults.turn_on(platform, fault, seconds=0.5)
        elif fault == "down":
            faults.turn_on(platform, fault)
            asyncio.get_running_loop().call_later(1.0, faults.turn_off, platform, fault)
        else:
            faults.turn_on(platform, fault, path=PATHS[platform], count=3, seconds=1)

    when = "noon" if platform == "tiktok" else "morning"
    assert await live_through(stage, **{when: strike}) == calm
    assert _struck(stage, platform, fault), "a switch without an effect rehearses nothing"


# Since the lanes of orders came, they may find the loss before the day's task begins, and the day waits for nothing.
@pytest.mark.parametrize(
    ("platform", "fault", "says"),
    [
        ("ecwid", "token_revoked", "Ecwid’s access has ended."),
        ("ecwid", "plan_without_api", "Your Ecwid plan does not allow API access."),
        ("tiktok", "token_revoked", "TikTok’s access has ended."),
    ],
    ids=["ecwid-revoked", "ecwid-plan", "tiktok-revoked"],
)
async def test_access_lost_for_a_while_ends_like_a_calm_day(
    calm: dict[str, Any], stage: Stage, platform: str, fault: str, says: str
) -> None:
    """B7, S159, S166: the queue pauses and says why; with a new consent everything goes on, and nothing was lost."""
    seen: list[str] = []

    async def until_reauthorised(day: Day) -> None:
        # Whoever finds out first, the task or the timetable: a task waits.
        await day.stage.until(
            """SELECT state = 'reauthorise' AND EXISTS (SELECT FROM task WHERE run_state IN ('paused', 'queued'))
               FROM connection WHERE id = $1""",
            day.connection,
        )
        browser = await day.stage.browser(day.alice)
        seen.append((await browser.get(f"/connections/{day.connection}/authorization")).text)
        await browser.aclose()
        day.stage.world.faults.turn_off(platform, fault)
        again = day.stage.accept_at_ecwid if platform == "ecwid" else day.stage.authorise_at_tiktok
        await again(day.alice, day.connection)

    when = "noon" if platform == "tiktok" else "morning"
    async with asyncio.TaskGroup() as group:

        async def strike(day: Day) -> None:
            day.stage.world.faults.turn_on(platform, fault)
            group.create_task(until_reauthorised(day))

        assert await live_through(stage, **{when: strike}) == calm
    assert says in seen[0]


async def test_token_that_ends_during_a_push_is_refreshed_once(calm: dict[str, Any], stage: Stage) -> None:
    """B7: six senders find it ended at once, and one of them refreshes."""

    async def end(day: Day) -> None:
        day.stage.world.tiktok.grants.expire_access(day.stage.world.now())

    assert await live_through(stage, noon=end) == calm
    assert len(stage.world.journal.of("tiktok", "/api/v2/token/refresh")) == 1


def _struck(stage: Stage, platform: str, fault: str) -> bool:
    if fault in WEBHOOK_FAULTS:
        return any(fault in record.faults for record in stage.world.webhooks.log)
    return any(call.fault == fault for call in stage.world.journal.of(platform))
