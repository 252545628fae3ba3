"""The webhook log: what came, what became of it, whose it is, and once more (S164, S165)."""

import re
from datetime import timedelta
from typing import Any

import pytest

from app.resources import Resources
from app.sync import inbox
from app.tables.engine import connection
from tests.browsers import Browser
from tests.cast import ECWID_STORE, TIKTOK_SHOP, Cast
from tests.conftest import Browsers
from tests.web import ordered, posting


@pytest.fixture
async def alice(browsers: Browsers, cast: Cast) -> Browser:
    return await browsers(cast.alice)


@pytest.fixture
def base(cast: Cast) -> str:
    return f"/connections/{cast.connection_id}/webhooks"


async def came(res: Resources, number: int, **more: Any) -> int:
    """One event in the letterbox."""
    fields = {
        "platform": "ecwid", "shop_id": ECWID_STORE, "event_id": f"evt-{number}", "their_type": "order.updated",
        "topic": "source_order.changed", "subject_id": f"HG-{number}", "occurred_at": res.now(),
        "received_at": res.now() + timedelta(seconds=1), **more,
    }  # fmt: skip
    names, places = ", ".join(fields), ", ".join(f"${n}" for n in range(1, len(fields) + 1))
    async with connection(res.db) as db:
        query = f"INSERT INTO inbox_event ({names}) VALUES ({places}) RETURNING id"  # noqa: S608
        return int(await db.fetchval(query, *fields.values()))


def rows(html: str) -> list[tuple[int, str]]:
    """Number and outcome of each, in reading order."""
    found = re.findall(
        r'<tr id="w(\d+)" [^>]*><td class="out"><span class="badge"[^>]*><svg.*?</svg>(.*?)</span>', html
    )
    return [(int(id_), word) for id_, word in found]


async def test_every_outcome_has_its_word_and_its_count(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S165: received, queued for another try, done, duplicate, failed; newest first."""
    res = resources
    done = await came(res, 1, state="done", attempts=1, done_at=res.now() + timedelta(seconds=2))
    new = await came(res, 2)
    again = await came(res, 3, attempts=2)
    failed = await came(res, 4, state="failed", attempts=10, error="the platform did not answer")
    twice = await came(res, 5, state="done", seen=4)
    html = (await alice.get(base)).text
    assert rows(html) == [(twice, "Done"), (failed, "Failed"), (again, "Queued"), (new, "Received"), (done, "Done")]
    counts = re.findall(r'<a class="chip"[^>]*>([A-Za-z]+) <span class="n">(\d+)</span>', html)
    assert counts == [
        ("All", "5"),
        ("Received", "1"),
        ("Queued", "1"),
        ("Done", "2"),
        ("Duplicate", "1"),
        ("Failed", "1"),
        ("Refused", "0"),
    ]
    assert "4 times" in html
    for shown, expected in (("failed", [failed]), ("duplicate", [twice]), ("received", [new])):
        assert [id_ for id_, _ in rows((await alice.get(base, params={"show": shown})).text)] == expected


async def test_only_events_of_our_own_shops_are_shown(
    resources: Resources, cast: Cast, browsers: Browsers, alice: Browser, base: str
) -> None:
    """The log of one connection knows nothing of another's, nor of what a shop sent before it was ours."""
    res = resources
    ours = await came(res, 1)
    tiktoks = await came(res, 2, platform="tiktok_shop", shop_id=TIKTOK_SHOP, their_type="1", subject_id="577")
    await came(res, 3, shop_id="1004", subject_id="SECRET-3")
    await came(res, 4, shop_id="nobody", subject_id="SECRET-4")
    await came(res, 5, platform="tiktok_shop", subject_id="SECRET-5")  # the same number at the other platform
    await came(res, 6, received_at=res.now() - timedelta(days=1), subject_id="SECRET-6")
    html = (await alice.get(base)).text
    assert [id_ for id_, _ in rows(html)] == [tiktoks, ours]
    assert "Order status changed" in html
    assert "1 ORDER_STATUS_CHANGE" in html
    assert "SECRET" not in html
    charlie = await browsers(cast.charlie)
    his = f"/connections/{cast.charlies_connection_id}/webhooks"
    assert (await charlie.submit(f"{his}/{ours}/processing")).status_code == 404


async def test_a_shop_that_left_us_keeps_its_later_events_to_itself(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S159: the shop may be another account's by now."""
    res = resources
    before = await came(res, 1)
    async with connection(res.db) as db:
        await db.execute(
            "UPDATE access_grant SET state = 'revoked', last_webhook_at = $1 WHERE shop_id = $2",
            res.now() + timedelta(seconds=10), ECWID_STORE,
        )  # fmt: skip
    await came(res, 2, received_at=res.now() + timedelta(minutes=1))
    assert [id_ for id_, _ in rows((await alice.get(base)).text)] == [before]


async def test_an_event_leads_to_what_it_is_about(resources: Resources, cast: Cast, alice: Browser, base: str) -> None:
    """S165: the order, by either shop's number."""
    res, here = resources, cast.connection_id
    order = await ordered.one(res, here, 1)
    await ordered.written(res, order, "HG-1")
    await came(res, 1)
    await came(res, 2, platform="tiktok_shop", shop_id=TIKTOK_SHOP, their_type="1", subject_id="577086512123700001")
    html = (await alice.get(base)).text
    assert html.count(f'href="/connections/{here}/orders/{order}"') == 2


@pytest.mark.parametrize(("words", "found"), [("HG-2", 1), ("order.upd", 3), ("EVT-3", 1), ("%", 0), ("nothing", 0)])
async def test_events_are_found(
    words: str, found: int, resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """By their name, their id, or what they are about; and the counts follow the search."""
    for n in range(1, 4):
        await came(resources, n)
    html = (await alice.get(base, params={"q": words})).text
    assert len(rows(html)) == found
    assert f'All <span class="n">{found}</span>' in html


async def test_what_tiktok_calls_an_event_is_found_though_it_sends_a_number(
    resources: Resources, alice: Browser, base: str
) -> None:
    """S164: the plain word, and TikTok's own name and number beside it."""
    tiktoks = {"platform": "tiktok_shop", "shop_id": TIKTOK_SHOP}
    status, parcel, unknown = [
        await came(resources, n, **tiktoks, their_type=their, subject_id=f"57{n}")
        for n, their in enumerate(("1", "4", "9001"))
    ]
    html = (await alice.get(base, params={"q": "order_status"})).text
    assert [id_ for id_, _ in rows(html)] == [status]
    html = (await alice.get(base)).text
    assert [id_ for id_, _ in rows(html)] == [unknown, parcel, status]
    assert "Parcel changed" in html
    assert re.search(r"Something else</a><small[^>]*>9001</small>", html)


async def test_each_outcome_comes_about(resources: Resources, cast: Cast, alice: Browser, base: str) -> None:
    """S165: by what the shops send and what becomes of it, not by what a test writes into the table."""
    res, store = resources, {"storeId": int(ECWID_STORE)}
    nothing = posting.ecwid(res, "e-ignored", **store, eventType="category.updated")
    await ordered.written(res, await ordered.one(res, cast.connection_id, 1), "HG-1")
    about_order = posting.ecwid(res, "e-order", **store, eventType="order.updated", data={"orderId": "HG-1"})
    for signed in (nothing, nothing, about_order):
        assert (await posting.send(alice, "/webhooks/ecwid", signed)).status_code == 200
    forged = posting.ecwid(res, "e-forged", **store)[0], posting.ecwid(res, "e-other", **store)[1]
    assert (await posting.send(alice, "/webhooks/ecwid", forged)).status_code == 401

    async def shown() -> dict[str, str]:
        found = re.findall(
            r'<a class="chip"[^>]*>([A-Za-z]+) <span class="n">(\d+)</span>', (await alice.get(base)).text
        )
        return {word: n for word, n in found if n != "0"}

    assert await shown() == {"All": "3", "Received": "2", "Duplicate": "1", "Refused": "1"}
    await inbox.drain_inbox(res)  # nobody answers where Ecwid should be
    assert await shown() == {"All": "3", "Queued": "1", "Done": "1", "Duplicate": "1", "Refused": "1"}
    async with connection(res.db) as db:
        await db.execute("UPDATE inbox_event SET attempts = 99, not_before = NULL WHERE event_id = 'e-order'")
    await inbox.drain_inbox(res)
    assert await shown() == {"All": "3", "Done": "1", "Failed": "1", "Duplicate": "1", "Refused": "1"}


async def test_process_again_works_it_off_anew(resources: Resources, cast: Cast, alice: Browser, base: str) -> None:
    """S165: as if it had just come, once nobody works on it."""
    res = resources
    failed = await came(res, 4, state="failed", attempts=10, error="the platform did not answer")
    html = (await alice.get(base, params={"open": str(failed)})).text
    assert "the platform did not answer" in html
    assert "nothing is lost" in html
    answer = await alice.submit(f"{base}/{failed}/processing")
    assert answer.headers["location"] == f"{base}?open={failed}"
    async with connection(res.db) as db:
        row = await db.fetchrow("SELECT * FROM inbox_event WHERE id = $1", failed)
        assert (row["state"], row["attempts"], row["error"], row["done_at"]) == ("received", 0, "", None)
        await db.execute("UPDATE inbox_event SET lease_until = now() + interval '1 minute' WHERE id = $1", failed)
    busy = await alice.submit(f"{base}/{failed}/processing")
    assert busy.status_code == 409


async def test_the_log_pages_by_key(resources: Resources, cast: Cast, alice: Browser, base: str) -> None:
    """Fifty a page, and back."""
    made = [await came(resources, n) for n in range(60)]
    html = (await alice.get(base)).text
    assert [id_ for id_, _ in rows(html)] == made[:9:-1]
    onward = re.search(r'href="([^"]*before=\d+)"', html)
    assert onward
    html = (await alice.get(onward[1])).text
    assert [id_ for id_, _ in rows(html)] == made[9::-1]
    back = re.search(r'href="([^"]*after=\d+)"', html)
    assert back
    assert [id_ for id_, _ in rows((await alice.get(back[1])).text)] == made[:9:-1]


async def test_a_refused_event_is_shown_and_nothing_can_be_done_with_it(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S164: somebody sent it in the shop's name; nobody may have it worked off."""
    refused = await came(resources, 1, state="refused", subject_id="", error="the signature does not fit")
    html = (await alice.get(base, params={"show": "refused", "open": str(refused)})).text
    assert rows(html) == [(refused, "Refused")]
    assert "the signature does not fit" in html
    assert "Process again" not in html
    assert (await alice.submit(f"{base}/{refused}/processing")).status_code == 409
    async with connection(resources.db) as db:
        assert await db.fetchval("SELECT state FROM inbox_event WHERE id = $1", refused) == "refused"
