"""The row and its key stand before anything is sent, and doubt is never talked away (architecture 6, A.4)."""

import asyncio

import pytest

from app.resources import Resources
from app.sync import outbox
from app.sync.outbox import Write
from app.tables.engine import connection, transaction
from tests.cast import Cast


@pytest.fixture
def shop(resources: Resources, cast: Cast) -> tuple[Resources, int]:
    return resources, cast.connection_id


async def begin(shop: tuple[Resources, int], digest: bytes = b"a", subject: int = 7) -> Write:
    async with transaction(shop[0].db) as db:
        return await outbox.begin(db, shop[1], "tiktok_shop", "create_listing", subject, digest)


async def settle(shop: tuple[Resources, int], write: Write, state: str, remote_id: str = "") -> None:
    async with connection(shop[0].db) as db:
        await outbox.settle(db, write, state, remote_id)


async def row(shop: tuple[Resources, int]) -> tuple[str, str, int, bytes]:
    async with connection(shop[0].db) as db:
        found = await db.fetchrow(
            "SELECT state, remote_id, attempts, request_hash FROM outbox_write ORDER BY id DESC LIMIT 1"
        )
    return tuple(found)


async def test_write_is_sent_as_far_as_anybody_knows_from_its_first_row_on(shop: tuple[Resources, int]) -> None:
    write = await begin(shop)
    assert not write.in_doubt
    assert len(write.key) <= 128
    assert await row(shop) == ("sent", "", 1, b"a")


async def test_try_after_a_death_has_the_same_key_and_is_in_doubt(shop: tuple[Resources, int]) -> None:
    first = await begin(shop)
    again = await begin(shop, b"changed since")
    assert (again.id, again.key, again.in_doubt) == (first.id, first.key, True)
    assert again.request_hash == b"a", "what TikTok may have is what was sent then"
    assert (await row(shop))[2:] == (2, b"a")


async def test_content_of_the_first_doubtful_try_survives_a_second_death(shop: tuple[Resources, int]) -> None:
    await begin(shop, b"first")
    await begin(shop, b"second")
    assert (await begin(shop, b"third")).request_hash == b"first"


@pytest.mark.parametrize("state", ["maybe", "sent"])
async def test_unknown_outcome_stays_in_doubt(shop: tuple[Resources, int], state: str) -> None:
    await settle(shop, await begin(shop), state)
    assert (await begin(shop)).in_doubt


async def test_write_that_was_certainly_not_executed_is_sent_afresh(shop: tuple[Resources, int]) -> None:
    first = await begin(shop)
    await settle(shop, first, "new")
    again = await begin(shop, b"b")
    assert (again.key, again.in_doubt, again.request_hash) == (first.key, False, b"b")


async def test_refused_write_gets_a_new_key(shop: tuple[Resources, int]) -> None:
    first = await begin(shop)
    await settle(shop, first, "refused")
    again = await begin(shop)
    assert again.key != first.key
    assert not again.in_doubt


async def test_what_is_done_stays_done(shop: tuple[Resources, int]) -> None:
    """R-6: a worker that wakes up late does not make it doubtful again."""
    write = await begin(shop)
    await settle(shop, write, "done", "1729")
    await settle(shop, write, "maybe")
    assert (await row(shop))[:2] == ("done", "1729")


async def test_ten_workers_on_one_subject_share_one_key(shop: tuple[Resources, int]) -> None:
    writes = await asyncio.gather(*(begin(shop) for _ in range(10)))
    assert len({write.key for write in writes}) == 1
    assert sum(not write.in_doubt for write in writes) == 1


async def test_subjects_have_keys_of_their_own(shop: tuple[Resources, int]) -> None:
    writes = [await begin(shop, subject=subject) for subject in range(20)]
    assert len({write.key for write in writes}) == 20
