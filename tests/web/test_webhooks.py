"""Webhooks: the row first, then 200; duplicates absorbed; forgeries refused (S164, S165)."""

import asyncio

import pytest
from litestar import Litestar

from app.main import create_app
from app.resources import Resources
from app.sync import letterbox
from app.sync.letterbox import Letterbox
from app.tables.engine import connection
from app.tables.inbox import Letter, forget_old
from app.web.webhooks import KEPT_A_MINUTE
from tests.browsers import Browser
from tests.cast import ECWID_STORE, TIKTOK_SHOP, Cast
from tests.conftest import BASE_URL, Browsers
from tests.outages import without_database, without_redis
from tests.web.posting import JSON, ecwid, rows, send, tiktok

PATHS = ["/webhooks/ecwid", "/webhooks/tiktok-shop"]


async def test_an_ecwid_webhook_becomes_a_row_and_a_ring(
    browsers: Browsers, resources: Resources, app: Litestar
) -> None:
    answer = await send(await browsers(), "/webhooks/ecwid?eventtype=product.updated", ecwid(resources))
    assert (answer.status_code, answer.content) == (200, b"")
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    [row] = await rows(resources)
    assert (row["platform"], row["event_id"], row["shop_id"]) == ("ecwid", "e-1", "1003")
    assert (row["topic"], row["subject_id"], row["state"], row["seen"]) == ("product.changed", "101", "received", 1)
    await app.state.letterbox.finish()
    assert await resources.bell.queue("stock").count("queued") == 1


async def test_a_tiktok_webhook_becomes_a_row(browsers: Browsers, resources: Resources) -> None:
    answer = await send(await browsers(), "/webhooks/tiktok-shop", tiktok(resources))
    assert (answer.status_code, answer.content) == (200, b"")
    [row] = await rows(resources)
    assert (row["platform"], row["topic"], row["subject_id"]) == ("tiktok_shop", "listing.changed", "1729")


async def test_one_that_comes_again_is_absorbed(browsers: Browsers, resources: Resources, app: Litestar) -> None:
    browser = await browsers()
    for _ in range(3):
        assert (await send(browser, "/webhooks/ecwid", ecwid(resources))).status_code == 200
        await app.state.letterbox.finish()
    assert [row["seen"] for row in await rows(resources)] == [3]
    assert await resources.bell.queue("stock").count("queued") == 1


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("break_it", ["signature", "no signature", "body", "empty", "junk"])
async def test_a_forgery_in_nobodys_name_leaves_nothing(
    browsers: Browsers, resources: Resources, path: str, break_it: str
) -> None:
    body, headers = ecwid(resources) if path.endswith("ecwid") else tiktok(resources)
    header = "X-Ecwid-Webhook-Signature" if path.endswith("ecwid") else "Authorization"
    if break_it == "signature":
        headers[header] = headers[header].swapcase()[::-1]
    elif break_it == "no signature":
        del headers[header]
    else:
        body = {"body": body.replace(b"e-1", b"e-2").replace(b"1729", b"1730"), "empty": b"", "junk": b"\xff{"}[
            break_it
        ]
    answer = await send(await browsers(), path, (body, headers))
    assert (answer.status_code, answer.content) == (401, b"")
    assert await rows(resources) == []


@pytest.mark.parametrize("path", PATHS)
async def test_a_body_over_256_kb_is_refused(browsers: Browsers, resources: Resources, path: str) -> None:
    answer = await (await browsers()).post(path, content=b"x" * (256 * 1024 + 1), headers=JSON)
    assert (answer.status_code, answer.content) == (413, b"")


async def test_without_a_database_the_platform_is_asked_to_come_again(
    browsers: Browsers, resources: Resources, app: Litestar
) -> None:
    browser = await browsers()
    async with without_database(resources) as app.state.resources:
        answer = await send(browser, "/webhooks/ecwid", ecwid(resources))
    assert answer.status_code == 503


async def test_a_lost_ring_loses_nothing(browsers: Browsers, resources: Resources, app: Litestar) -> None:
    browser = await browsers()
    async with without_redis(resources) as app.state.resources:
        assert (await send(browser, "/webhooks/ecwid", ecwid(resources))).status_code == 200
    assert len(await rows(resources)) == 1


async def test_one_that_comes_five_times_at_once_is_one_row(
    browsers: Browsers, resources: Resources, app: Litestar
) -> None:
    """R-16: however they are grouped on their way into the letterbox."""
    browser = await browsers()
    twins = [(path, signed) for path, signed in zip(PATHS, (ecwid(resources), tiktok(resources)), strict=True)] * 5
    answers = await asyncio.gather(*(send(browser, path, signed) for path, signed in twins))
    assert [answer.status_code for answer in answers] == [200] * 10
    assert [row["seen"] for row in await rows(resources)] == [5, 5]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_other_methods_are_not_taken(browsers: Browsers, path: str, method: str) -> None:
    answer = await (await browsers()).request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("store", ["\x00", "1" * 201, "\ud800"])
async def test_signed_but_unheard_of_ids_are_refused(browsers: Browsers, resources: Resources, store: str) -> None:
    """S164: whoever saw one signed webhook of Ecwid's may write anything else into another."""
    answer = await send(await browsers(), "/webhooks/ecwid", ecwid(resources, storeId=store))
    assert answer.status_code == 401
    assert await rows(resources) == []


def letter(resources: Resources, event_id: str) -> Letter:
    return Letter("ecwid", event_id, "1003", "t", "ignored", "", resources.now(), resources.now())


async def test_one_that_cannot_be_stored_does_not_take_others_with_it(resources: Resources) -> None:
    """They share a commit."""
    box = Letterbox(lambda: resources)
    puts = (box.put(letter(resources, event_id)) for event_id in ("first", "bro\0ken", "last"))
    found = await asyncio.gather(*puts, return_exceptions=True)
    await box.finish()
    assert [isinstance(each, Exception) for each in found] == [False, True, False]
    assert sorted(row["event_id"] for row in await rows(resources)) == ["first", "last"]


async def test_one_that_hangs_does_not_hold_up_others(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process has the same event under way and does not end: this one is asked to come again, alone."""
    monkeypatch.setattr(letterbox, "PATIENCE", 2.0)
    box = Letterbox(lambda: resources)
    async with connection(resources.db) as other:
        under_way = other.transaction()
        await under_way.start()
        await other.execute("INSERT INTO inbox_event (platform, event_id) VALUES ('ecwid', 'stuck')")
        stuck = asyncio.create_task(box.put(letter(resources, "stuck")))
        await asyncio.sleep(0)  # its commit begins, so the next is another one
        await asyncio.sleep(0)
        await box.put(letter(resources, "free"))
        assert not stuck.done()
        with pytest.raises(TimeoutError):
            await stuck
        await under_way.rollback()
    await box.finish()
    # What was not answered may be there or not: the platform comes again, and the row absorbs it.
    assert {"free"} <= {row["event_id"] for row in await rows(resources)} <= {"free", "stuck"}


@pytest.mark.parametrize("path", PATHS)
async def test_a_forgery_in_the_name_of_our_shop_is_kept_for_its_log_alone(
    browsers: Browsers, resources: Resources, cast: Cast, path: str
) -> None:
    """S164: who sent it, when, and nothing of what it says; and the genuine one that comes later is taken."""
    genuine = ecwid(resources) if path.endswith("ecwid") else tiktok(resources, shop_id=TIKTOK_SHOP)
    app = create_app(resources.settings, resources)  # whose allowance nobody has used yet
    async with app.lifespan(), Browser(resources, app=app, base_url=BASE_URL) as forger:
        assert (await send(forger, path, (genuine[0], JSON))).status_code == 401
    [row] = await rows(resources)
    assert (row["state"], row["shop_id"]) == ("refused", ECWID_STORE if path.endswith("ecwid") else TIKTOK_SHOP)
    assert row["subject_id"] == ""
    assert await resources.bell.queue("stock").count("queued") == 0
    assert (await send(await browsers(), path, genuine)).status_code == 200
    assert [row["state"] for row in await rows(resources)] == ["refused", "received"]


async def test_forgers_cannot_fill_the_disk(resources: Resources, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few a minute are kept, and of all of them the newest."""
    app = create_app(resources.settings, resources)
    async with app.lifespan(), Browser(resources, app=app, base_url=BASE_URL) as forger:
        for _ in range(3 * KEPT_A_MINUTE):
            assert (await send(forger, "/webhooks/ecwid", (ecwid(resources)[0], JSON))).status_code == 401
    kept = [row["id"] for row in await rows(resources)]
    assert KEPT_A_MINUTE <= len(kept) <= 2 * KEPT_A_MINUTE  # two when a minute ends meanwhile
    monkeypatch.setattr("app.tables.inbox.REFUSED_KEPT", 5)
    async with connection(resources.db) as db:
        await forget_old(db)
    assert [row["id"] for row in await rows(resources)] == kept[-5:]


async def test_a_forgery_is_refused_without_a_database_too(resources: Resources, cast: Cast) -> None:
    app = create_app(resources.settings, resources)
    async with (
        app.lifespan(),
        Browser(resources, app=app, base_url=BASE_URL) as forger,
        without_database(resources) as app.state.resources,
    ):
        assert (await send(forger, "/webhooks/ecwid", (ecwid(resources)[0], JSON))).status_code == 401
