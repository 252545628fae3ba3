"""What a push does with products that are not like the others (S27–S38, S128, S168, B1)."""

import asyncio
import json

import pytest

from app.domain.selection import Selection
from app.sync import pushes, sweep, tasks, work
from app.sync.channel_categories import requirements
from app.sync.grants import open_channel
from app.tables import item_claims
from app.tables.engine import connection
from sandbox.tiktok_shop.categories import TREE
from tests.sync.pushing import Pushing


async def some(push: Pushing, number: int) -> list[int]:
    """Products that nothing stands in the way of, in the order of their ids."""
    products = await all_products(push)
    # An attribute, a picture and a certificate are missing.
    left_out = {products[0], products[6], products[9]}
    return [product for product in products if product not in left_out][:number]


async def all_products(push: Pushing) -> list[int]:
    return [row["id"] for row in await push.rows("SELECT id FROM product ORDER BY id")]


async def test_push_costs_one_create_a_product_and_its_unseen_pictures(push: Pushing) -> None:
    """C.1: with what the categories ask for known, nothing else is called, and no picture is uploaded twice."""
    channel = await open_channel(push.res, push.connection)
    for row in await push.rows("SELECT DISTINCT remote_id FROM category_mapping WHERE remote_id <> ''"):
        await requirements(push.res, push.connection, channel, row["remote_id"])
    before = len(push.shops.world.journal.of("tiktok"))

    task = await push.push()

    sent = (await push.items(task))["in_review"]
    pictures = await push.value("SELECT count(DISTINCT content_hash) FROM picture")
    assert push.calls("POST /product/202309/products") == sent
    assert push.calls("images/upload") == pictures
    assert len(push.shops.world.journal.of("tiktok")) - before == sent + pictures


async def test_what_a_category_asks_for_is_read_once_whatever_the_number_of_products(push: Pushing) -> None:
    leaf = next(node for node in TREE.values() if node.is_leaf and not node.traits)
    await push.execute("UPDATE product SET own_category_id = $1", leaf.id)
    before = push.calls("/attributes"), push.calls("/rules")
    await push.push()
    assert (push.calls("/attributes") - before[0], push.calls("/rules") - before[1]) == (1, 1)


async def test_product_deleted_in_ecwid_while_it_waits_is_skipped_with_a_reason(push: Pushing) -> None:
    [product, other] = await some(push, 2)
    task = await push.start(product, other)
    await push.execute("UPDATE product SET deleted_at = now() WHERE id = $1", product)

    await push.run(task)

    assert await push.items(task) == {"skipped": 1, "in_review": 1}
    assert (await push.item(product))["reason"] == "It does not exist in Ecwid any more."
    assert len(push.listed()) == 1
    assert await push.value("SELECT outcome FROM task WHERE id = $1", task) == "ok"


async def test_listing_deleted_on_tiktok_is_listed_anew_exactly_once(push: Pushing) -> None:
    """S37, 12052901: gone is not frozen."""
    [product] = await some(push, 1)
    await push.push(product)
    await push.shops.reviewed()
    first = (await push.listing(product) or {})["remote_id"]
    delete_on_tiktok(push, first)
    push.shops.world.webhooks.held.clear()  # and nobody tells us
    await push.execute("UPDATE product SET title = 'Changed since' WHERE id = $1", product)

    task = await push.push(product)
    await push.go_on(task)

    assert await push.items(task) == {"in_review": 1}
    assert (await push.listing(product) or {})["remote_id"] != first
    assert len(push.listed()) == 1


def delete_on_tiktok(push: Pushing, remote_id: str) -> None:
    shop = push.shops.world.tiktok.main
    shop.products[remote_id].status = shop.products[remote_id].product_status = "DELETED"
    shop.claim(shop.products[remote_id])


async def test_frozen_listing_is_not_made_a_second_time(push: Pushing) -> None:
    """12052901 means frozen as well as deleted: a frozen one is cleared in Seller Center."""
    [product] = await some(push, 1)
    await push.push(product)
    await push.shops.reviewed()
    remote_id = (await push.listing(product) or {})["remote_id"]
    push.shops.world.tiktok.freeze(remote_id, "Counterfeit goods")
    await push.execute("UPDATE product SET title = 'Changed since' WHERE id = $1", product)

    task = await push.push(product)

    assert await push.items(task) == {"refused": 1}
    assert (await push.item(product))["fix"] == "seller_center"
    assert list(push.shops.world.tiktok.main.products) == [remote_id]


async def test_forgotten_listing_that_is_frozen_says_what_tiktok_says(push: Pushing) -> None:
    """TikTok has it and does not give it out: that is no missing answer, and no reason for eight tries."""
    [product] = await some(push, 1)
    await push.push(product)
    await push.shops.reviewed()
    remote_id = (await push.listing(product) or {})["remote_id"]
    await push.execute("DELETE FROM outbox_write")
    await push.execute("DELETE FROM listing")
    await push.execute("UPDATE product SET sync_state = 'not_synced'")
    push.shops.world.tiktok.freeze(remote_id, "Counterfeit goods")

    task = await push.push(product)

    assert await push.items(task) == {"refused": 1}
    item = await push.item(product)
    assert (item["cause"], item["attempts"], json.loads(item["parameters"])) == ("kept_back", 1, {"status": "FREEZE"})
    assert len(push.listed()) == 1


async def test_status_that_weft_does_not_know_is_shown_in_tiktoks_word(push: Pushing) -> None:
    [product] = await some(push, 1)
    task = await push.push(product)
    remote = push.shops.world.tiktok.main.products[(await push.listing(product) or {})["remote_id"]]
    remote.status = "UNDER_APPEAL"
    await push.execute("UPDATE listing SET next_check_at = now()")
    await work.follow_listings(push.res, push.connection)

    assert await push.items(task) == {"in_review": 1}
    assert await push.issues(product) == ["unknown_status"]
    [issue] = await push.rows("SELECT parameters, their_text FROM issue WHERE closed_at IS NULL")
    assert (json.loads(issue["parameters"]), issue["their_text"]) == ({"status": "UNDER_APPEAL"}, "UNDER_APPEAL")

    remote.status, remote.audit = "ACTIVATE", "APPROVED"
    await push.execute("UPDATE listing SET next_check_at = now()")
    await work.follow_listings(push.res, push.connection)
    assert await push.items(task) == {"live": 1}
    assert await push.issues(product) == []


async def test_over_the_daily_limit_of_new_listings_the_rest_waits_and_flows_by_itself(push: Pushing) -> None:
    """S168: queued to the limit instead of refused, and what is listed already is still edited."""
    push.shops.world.tiktok.switches.listings_per_day = 3
    products = await some(push, 12)

    task = await push.push(*products)

    assert await push.items(task) == {"in_review": 3, "queued": 9}
    assert await push.value("SELECT count(*) FROM task_item WHERE doing = 'no_room' AND attempts = 0") == 9
    assert await push.run_state(task) == "running"
    assert not await push.rows("SELECT FROM issue WHERE closed_at IS NULL")
    asked = push.calls("POST /product/202309/products")
    assert asked <= 3 + pushes.SENDERS  # nobody asks for each of them only to hear no
    await push.run(task)
    assert push.calls("POST /product/202309/products") == asked

    listed = await push.value("SELECT product FROM listing ORDER BY id LIMIT 1")
    await push.execute("UPDATE product SET title = 'Changed since' WHERE id = $1", listed)
    edit = await push.push(listed)
    assert await push.items(edit) == {"in_review": 1}

    push.shops.world.tiktok.switches.listings_per_day = 0
    await push.execute("UPDATE task_item SET not_before = now() WHERE doing = 'no_room'")
    await push.res.redis.flushdb()
    await sweep.ring_due(push.res)
    job = await push.res.bell.queue("bulk").dequeue(1)
    assert job is not None
    assert job.kwargs == {"task_id": task}
    await push.run(task)
    assert await push.items(task) == {"in_review": 12}
    assert await push.run_state(task) == "finished"
    assert len(push.listed()) == len(set(push.listed())) == 12


async def test_invite_only_category_keeps_the_product_in_review_and_says_why(push: Pushing) -> None:
    """platform-facts T7, PRE_APPROVED: TikTok is done, but waits for the shop's invitation."""
    leaf = next(node for node in TREE.values() if node.is_leaf and node.traits == {"invite"})
    [product] = await some(push, 1)
    await push.execute("UPDATE product SET own_category_id = $1 WHERE id = $2", leaf.id, product)
    task = await push.push(product)

    await push.shops.reviewed()

    assert (await push.product(product))["sync_state"] == "in_review"
    assert await push.items(task) == {"in_review": 1}
    assert await push.issues(product) == ["held_category"]
    said = await push.value("SELECT sentence FROM issue WHERE product = $1 AND closed_at IS NULL", product)
    assert "invited to this category" in said

    remote = push.shops.world.tiktok.main.products[(await push.listing(product) or {})["remote_id"]]
    remote.status, remote.audit, remote.pre_approved = "ACTIVATE", "APPROVED", []
    await push.execute("UPDATE listing SET next_check_at = now()")
    await work.follow_listings(push.res, push.connection)

    assert (await push.product(product))["sync_state"] == "synced"
    assert await push.issues(product) == []
    assert await push.items(task) == {"live": 1}


async def test_poisonous_product_is_set_aside_and_the_others_finish(push: Pushing) -> None:
    """R-33: a row that trips us up is tried a few times, then parked with a reason."""
    products = await some(push, 5)
    await push.execute("""UPDATE product SET variants = '{"not": "a list"}' WHERE id = $1""", products[0])
    task = await push.push(*products)
    assert await push.items(task) == {"queued": 1, "in_review": 4}

    await push.go_on(task)

    item = await push.item(products[0])
    assert (item["state"], item["cause"], item["attempts"]) == ("refused", "internal", 3)
    assert await push.run_state(task) == "finished"


async def test_product_that_kills_its_workers_is_set_aside(push: Pushing) -> None:
    """R-33: the deaths are counted in the row, because nobody else survives to count them."""
    products = await some(push, 3)
    task = await push.start(*products)
    for _ in range(pushes.MOST_DEATHS):
        await push.execute(
            """UPDATE task_item SET state = 'sending', lease_by = 'dead', attempts = attempts + 1,
                   lease_until = now() - interval '1 second' WHERE product = $1""",
            products[0],
        )

    await push.run(task)

    assert await push.items(task) == {"in_review": 2, "refused": 1}
    assert (await push.item(products[0]))["cause"] == "internal"
    assert await push.run_state(task) == "finished"


async def test_orphans_are_sent_alone_and_after_everything_else(push: Pushing) -> None:
    """R-33: whatever killed their worker takes nobody along."""
    products = await some(push, 6)
    task = await push.start(*products)
    await push.execute(
        """UPDATE task_item SET state = 'sending', lease_by = 'dead', attempts = 1,
               lease_until = now() - interval '1 second' WHERE product = ANY($1::bigint[])""",
        products[:3],
    )
    await push.run(task)

    assert await push.items(task) == {"in_review": 6}
    listed = await push.rows("SELECT product FROM listing ORDER BY id")
    assert {row["product"] for row in listed[:3]} == set(products[3:])
    assert [row["product"] for row in listed[3:]] == products[:3]


async def test_two_workers_at_one_push_share_it_without_doubles(push: Pushing) -> None:
    """A worker that was taken for dead and one that took over: both send, nothing twice."""
    task = await push.start()
    first, second = await push.desk(task, "first"), await push.desk(task, "second")
    await asyncio.gather(
        pushes.run_push(push.res, first.channel, first.desk.facts, "first"),
        pushes.run_push(push.res, second.channel, second.desk.facts, "second"),
    )
    await push.run(task)

    items = await push.items(task)
    assert not items.keys() - {"in_review", "refused"}
    assert len(push.listed()) == len(set(push.listed())) == items["in_review"]
    assert await push.value("SELECT max(attempts) FROM task_item") == 1


async def test_push_gives_its_slot_back_and_goes_on_behind_the_others(push: Pushing) -> None:
    """Architecture, lanes: within a lane tenants take turns."""
    task = await push.start()
    turn = await push.desk(task, "one")
    has_more = await pushes.run_push(push.res, turn.channel, turn.desk.facts, "one", turn=0.0)
    assert has_more
    assert await push.items(task) == {"queued": 16}
    assert await push.run_state(task) == "running"

    await push.run(task)  # at once: whoever ended a turn leaves no sign of life behind
    assert await push.run_state(task) == "finished"


async def test_second_worker_does_not_join_a_push_that_somebody_works_on(push: Pushing) -> None:
    """One worker a push: a doubled bell must not take two slots of the lane."""
    task = await push.start()
    await push.desk(task, "one")
    await work.run_task(push.res, task)
    assert await push.items(task) == {"queued": 16}


async def test_stop_while_sending_finishes_what_is_on_its_way(push: Pushing) -> None:
    """S128: the one in hand ends, the rest is as it was before."""
    products = await some(push, 4)
    task = await push.start(*products)
    one = await push.desk(task, "one")
    async with connection(push.res.db) as db:
        item = await item_claims.claim(db, task, "one")
    assert item is not None
    await tasks.request_stop(push.res, push.player.account_id, task)

    await pushes.handle(one, item)
    await push.hurry()
    await push.run(task)

    assert await push.items(task) == {"in_review": 1, "stopped": 3}
    assert await push.run_state(task) == "stopped"
    assert await push.in_state("not_synced") == sorted(set(await all_products(push)) - {item.product})
    assert await push.value("SELECT outcome FROM task WHERE id = $1", task) == "partly"


async def test_stop_does_not_forget_what_may_be_on_tiktok_already(push: Pushing) -> None:
    """What is in doubt is on its way: it is found before the task ends."""
    [product, other] = await some(push, 2)
    push.shops.world.faults.turn_on("tiktok", "error_after_effect", path="POST /product/202309/products", count=1)
    task = await push.push(product)
    assert await push.items(task) == {"queued": 1}
    await tasks.request_stop(push.res, push.player.account_id, task)

    await push.go_on(task)

    assert await push.items(task) == {"in_review": 1}
    assert (await push.product(product))["sync_state"] == "in_review"
    assert len(push.listed()) == 1
    assert (await push.product(other))["sync_state"] == "not_synced"


async def test_stop_does_not_wait_for_a_dead_worker_for_ever(push: Pushing) -> None:
    [product] = await some(push, 1)
    task = await push.start(product)
    await push.execute(
        "UPDATE task_item SET state = 'sending', lease_by = 'dead', lease_until = now() - interval '1 second'"
    )
    await tasks.request_stop(push.res, push.player.account_id, task)
    await push.run(task)
    assert await push.run_state(task) == "finished"
    assert await push.items(task) == {"in_review": 1}


async def test_dead_picture_is_left_out_and_a_dead_gallery_is_a_reason(push: Pushing) -> None:
    [with_one, without] = await some(push, 2)
    base = push.shops.world.ecwid_url
    gone = f'["{base}/images/10000001/1.jpg"]'
    await push.execute("UPDATE product SET pictures = $1::jsonb || pictures WHERE id = $2", gone, with_one)
    await push.execute("UPDATE product SET pictures = $1::jsonb WHERE id = $2", gone, without)

    task = await push.push(with_one, without)

    assert await push.items(task) == {"in_review": 1, "refused": 1}
    assert await push.issues(without) == ["picture_not_found"]
    assert await push.issues(with_one) == []


async def test_unchanged_listing_under_review_stays_in_review(push: Pushing) -> None:
    """B1: nothing is sent again, and nobody claims that it is live."""
    [product] = await some(push, 1)
    await push.push(product)
    edits = push.calls("PUT /product/202509")
    task = await push.push(product)
    assert push.calls("PUT /product/202509") == edits
    assert await push.items(task) == {"in_review": 1}
    assert (await push.product(product))["sync_state"] == "in_review"

    await push.shops.reviewed()
    assert await push.items(task) == {"live": 1}


async def test_what_kept_an_update_from_going_stays_open_when_tiktok_rules_on_something_else(push: Pushing) -> None:
    """S33, S59: an error disappears when it is solved, not when a webhook comes by."""
    [product] = await some(push, 1)
    await push.push(product)
    await push.execute("UPDATE product SET title = repeat('long ', 80) WHERE id = $1", product)
    await push.push(product)
    assert await push.issues(product) == ["title_too_long"]

    await push.shops.reviewed()

    assert await push.issues(product) == ["title_too_long"]
    assert (await push.product(product))["sync_state"] == "update_failed"


@pytest.mark.parametrize("state", ["paused", "draft", "reauthorise", "disconnected"])
async def test_task_of_a_connection_that_is_not_in_force_waits(push: Pushing, state: str) -> None:
    """S16: tasks wait; nothing is called."""
    await push.execute("UPDATE connection SET state = $1 WHERE id = $2", state, push.connection)
    calls = len(push.shops.world.journal.calls)
    task = await push.push()
    pull = await tasks.start_pull(push.res, push.player.account_id, push.connection, None, {"range": "all"})
    await work.run_task(push.res, pull)
    assert (await push.run_state(task), await push.run_state(pull)) == ("paused", "paused")
    assert len(push.shops.world.journal.calls) == calls


async def test_push_of_nothing_that_can_be_queued_is_no_task(push: Pushing) -> None:
    await push.start()
    again = await tasks.start_push(push.res, push.player.account_id, push.connection, None, Selection())
    assert again is None
    assert await push.value("SELECT count(*) FROM task WHERE kind = 'push'") == 1
