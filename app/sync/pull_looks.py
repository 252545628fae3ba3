"""Reading a catalogue that moves meanwhile: nothing is missed, nothing is doubled, what is gone is marked (R-20).

Ecwid pages by position, without a snapshot (platform-facts E3). So: walk through all pages; read what changed
meanwhile; ask what was deleted; walk again if something may have slipped over a page's edge; then see what is left
over.
"""

import random
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import datetime

from app.domain.pull_progress import Look
from app.domain.pull_range import OVERLAP
from app.platforms.roles import Source
from app.sync.pull_desk import PullDesk
from app.sync.pull_pages import ReadPage, read_pages
from app.sync.read_ahead import read_ahead
from app.tables.engine import connection
from app.tables.product_lists import live_count

LOOKS = 3
# So many of the products left over are asked for one by one before the index is believed that all of them are gone.
SAMPLE = 20
_CHUNK = 1000


class TurnOver(Exception):
    """Others wait for their turn. `look` is what to go on with."""

    def __init__(self, look: Look) -> None:
        super().__init__("others wait")
        self.look = look


async def read_catalogue(
    desk: PullDesk,
    source: Source,
    pulled_until: datetime | None,
    *,
    look: Look | None = None,
    is_over: Callable[[], Awaitable[bool]],
) -> None:
    """Read everything in the desk's range, going on with `look` if there is one.

    Raises PlatformError, LeaseLost or Stopped; and TurnOver after a page when `is_over` says so.
    """
    look = look or Look(first=desk.place.offset, at=desk.place.offset, before=desk.place.total)
    for number in range(look.number, LOOKS):
        if number > look.number:
            look = Look(number=number)
        await _walk(desk, source, look, is_over)
        await _read_meanwhile(desk, source)
        # Last, because the search index may still show what was deleted.
        await _mark_deleted(desk, source, look, pulled_until)
        if not await _look_again(desk, look):
            break
    await _mark_left_over(desk, source, look)


async def _walk(desk: PullDesk, source: Source, look: Look, is_over: Callable[[], Awaitable[bool]]) -> None:
    first_look = look.number == 0
    async with aclosing(read_pages(source, desk.place.read.as_of(desk.place.started), look.at)) as pages:
        async for page in pages:
            if page.products or first_look:
                await desk.page(page, first_look=first_look)
            look.page([product.source_id for product in page.products], page.unreadable, page.total, page.after)
            if look.at < look.total and await is_over():
                raise TurnOver(look)


async def _mark_deleted(desk: PullDesk, source: Source, look: Look, pulled_until: datetime | None) -> None:
    """What the source itself says it deleted since we last knew everything."""
    since = min(desk.place.started, pulled_until or desk.place.started) - OVERLAP
    async with aclosing(read_ahead(source.deleted_ids(since=since))) as ready:
        async for lists in ready:
            if ids := [source_id for ids in lists for source_id in ids]:
                look.gone(await desk.mark_deleted(ids))


async def _look_again(desk: PullDesk, look: Look) -> bool:
    if look.may_have_missed:
        return True
    # Going on after a crash, this look has not seen the beginning: the numbers must prove that nothing is left over.
    return look.first > 0 and desk.place.read.is_everything and await _left_over(desk, look)


async def _left_over(desk: PullDesk, look: Look) -> bool:
    async with connection(desk.res.db) as db:
        return await live_count(db, desk.facts.connection) != look.total - len(look.unreadable)


async def _read_meanwhile(desk: PullDesk, source: Source) -> None:
    """What was changed or made after its page was read."""
    read = desk.place.read.since(desk.place.started)
    if read is None:
        return
    async with aclosing(read_pages(source, read)) as pages:
        async for page in pages:
            if page.products:
                await desk.page(page)


async def _mark_left_over(desk: PullDesk, source: Source, look: Look) -> None:
    """After everything was read: rows that it did not contain are gone, if the source says so when asked for some."""
    if not desk.place.read.is_everything or look.first > 0 or not await _left_over(desk, look):
        return
    async with connection(desk.res.db) as db:
        rows = await db.fetch(
            """SELECT source_id FROM product WHERE connection = $1 AND deleted_at IS NULL AND id <= $2
               AND source_id <> ALL($3::bigint[])""",
            desk.facts.connection,
            desk.place.newest,
            list(look.ids | look.unreadable),
        )
    candidates = [row["source_id"] for row in rows]
    gone = []
    sample = random.sample(candidates, min(SAMPLE, len(candidates)))
    for source_id in sample:
        product = await source.product(source_id)
        if product is None:
            gone.append(source_id)
        else:
            await desk.page(ReadPage.of(product))
    if len(gone) == SAMPLE:
        gone = candidates
    for first in range(0, len(gone), _CHUNK):
        await desk.mark_deleted(gone[first : first + _CHUNK])
