"""The stand-in's reviewers, its webhooks and its memory (platform-facts T7, T17; S35)."""

import hashlib
import hmac
import json
import time

import anyio
import pytest

from sandbox.tiktok_shop.categories import leaf_named
from sandbox.tiktok_shop.verdict import MOODY, judge
from sandbox.webhooks import Delivery
from sandbox.world import World
from tests.sandbox.tiktok_client import Client, Json, a_sku, a_world, seller

HOOKS = "/event/202309/webhooks"
ADDRESS = "http://localhost:8000/webhooks/tiktok-shop"
TOPICS = ("PRODUCT_STATUS_CHANGE", "PRODUCT_AUDIT_STATUS_CHANGE", "PRODUCT_CREATION", "PRODUCT_INFORMATION_CHANGE")


async def listen(client: Client, *topics: str) -> None:
    for topic in topics or TOPICS:
        assert await client.data("PUT", HOOKS, {"address": ADDRESS, "event_type": topic}) == {}


def held(world: World) -> list[tuple[int, Json]]:
    """(type, data) of the webhooks that were sent, oldest first."""
    bodies = [json.loads(d.body) for d in world.webhooks.held]
    return [(b["type"], b["data"]) for b in bodies]


async def until_live(client: Client, id_: str) -> None:
    """Wait without calling the shop."""
    product = client.world.tiktok.find(id_)[1]
    with anyio.fail_after(5):
        while product.status == "PENDING":  # the shop has nothing to wait on, by design
            await anyio.sleep(0.01)
    assert product.status == "ACTIVATE"


async def status(client: Client, id_: str) -> tuple[str, str]:
    got = await client.read(id_)
    return got["status"], got["audit"]["status"]


async def test_review_takes_a_while() -> None:
    async with seller(a_world(review_seconds=60.0)) as client:
        id_ = (await client.create())["product_id"]
        client.world.advance(29)
        assert await status(client, id_) == ("PENDING", "AUDITING")
        client.world.advance(62)
        assert await status(client, id_) == ("ACTIVATE", "APPROVED")


async def test_review_ends_without_anybody_asking() -> None:
    async with seller(a_world(review_seconds=0.02)) as client:
        id_ = (await client.create())["product_id"]
        await until_live(client, id_)


async def test_forbidden_claim_is_refused_with_its_place() -> None:
    async with seller() as client:
        id_ = (await client.create(title="Miracle mug"))["product_id"]
        client.world.advance(100)
        got = await client.read(id_)
        assert (got["status"], got["audit"]["status"]) == ("FAILED", "FAILED")
        reason = got["audit_failed_reasons"][0]
        assert reason["position"] == "Product name"
        assert "Miracle" in reason["reasons"][0]
        assert reason["listing_platform"] == "TIKTOK_SHOP"


async def test_mended_product_is_reviewed_again() -> None:
    async with seller() as client:
        made = await client.create(title="Miracle mug")
        client.world.advance(100)
        await client.read(made["product_id"])
        body = await client.a_product(skus=[a_sku(id=made["skus"][0]["id"])])
        got = await client.data("PUT", f"/product/202509/products/{made['product_id']}", body)
        assert got["audit"] == {"status": "AUDITING"}
        assert await status(client, made["product_id"]) == ("PENDING", "AUDITING")
        client.world.advance(100)
        assert (await status(client, made["product_id"]))[0] == "ACTIVATE"


def test_few_products_are_refused_and_always_the_same_ones() -> None:
    verdicts = [bool(judge({"title": f"Mug number {i}", "description": ""}, "")) for i in range(2000)]
    assert verdicts == [bool(judge({"title": f"Mug number {i}", "description": ""}, "")) for i in range(2000)]
    assert 0.5 * 2000 / MOODY < sum(verdicts) < 1.6 * 2000 / MOODY


@pytest.mark.parametrize("text", ["Write to us@example.com", "See https://example.com/x", "<b>CBD</b> inside"])
def test_description_may_not_lead_away_or_promise(text: str) -> None:
    assert judge({"title": "Mug", "description": text}, "")


async def test_restricted_category_waits_for_an_invitation() -> None:
    async with seller() as client:
        id_ = (await client.create(category_id=leaf_named("Coffee & Tea").id))["product_id"]
        client.world.advance(100)
        got = await client.read(id_)
        assert got["status"] == "PENDING"
        assert got["audit"] == {"status": "PRE_APPROVED", "pre_approved_reasons": ["RESTRICTED_CATEGORY_PENDING"]}


async def test_overtaken_review_has_no_effect() -> None:
    """The second edit is ruled on, not the first one's clock."""
    async with seller() as client:
        made = await client.create(title="Miracle mug")
        id_, sku = made["product_id"], a_sku(id=made["skus"][0]["id"])
        client.world.advance(20)
        body = await client.a_product(skus=[sku])
        await client.data("PUT", f"/product/202509/products/{id_}", body)
        client.world.advance(20)
        assert (await status(client, id_))[0] == "PENDING"
        client.world.advance(100)
        assert (await status(client, id_))[0] == "ACTIVATE"


async def test_panel_rules_and_only_on_what_is_under_review() -> None:
    async with seller() as client:
        id_ = (await client.create())["product_id"]
        client.world.tiktok.rule(id_, approve=False, reason="Blurred picture")
        assert (await status(client, id_))[0] == "FAILED"
        with pytest.raises(ValueError, match="not under review"):
            client.world.tiktok.rule(id_, approve=True)
        with pytest.raises(KeyError):
            client.world.tiktok.rule("1", approve=True)
        assert client.world.tiktok.panel_rows()[0]["reasons"] == ["Blurred picture"]


async def test_first_pass_is_told_with_a_number_for_an_id() -> None:
    async with seller() as client:
        await listen(client)
        id_ = (await client.create())["product_id"]
        client.world.advance(100)
        await client.read(id_)
        news = held(client.world)
        assert [kind for kind, _ in news] == [16, 37, 5, 37]
        assert all(data["product_id"] == int(id_) for _, data in news)
        assert news[2][1] == {**news[2][1], "status": "PRODUCT_FIRST_PASS_REVIEW", "suspended_reason": ""}
        assert [d["audit"]["status"] for kind, d in news if kind == 37] == ["AUDITING", "APPROVED"]


async def test_refusal_is_told_with_its_reason() -> None:
    async with seller() as client:
        await listen(client, "PRODUCT_STATUS_CHANGE")
        id_ = (await client.create())["product_id"]
        client.world.tiktok.rule(id_, approve=False, reason="Blurred picture")
        assert held(client.world)[0][1]["status"] == "PRODUCT_AUDIT_FAILURE"
        assert held(client.world)[0][1]["suspended_reason"] == "Blurred picture"


async def test_edit_that_passes_is_told_with_its_fields() -> None:
    async with seller() as client:
        await listen(client, "PRODUCT_INFORMATION_CHANGE", "PRODUCT_CATEGORY_CHANGE")
        id_ = await client.listed()
        sku = a_sku(id=(await client.read(id_))["skus"][0]["id"])
        bowls = leaf_named("Bowls").id
        body = await client.a_product(title="Enamel Bowl", category_id=bowls, skus=[sku])
        await client.data("PUT", f"/product/202509/products/{id_}", body)
        client.world.tiktok.rule(id_, approve=True)
        (kind, data), (moved, move) = held(client.world)
        assert (kind, moved) == (15, 18)
        assert data["product_id"] == id_  # a string in this one
        assert data["changed_fields"] == ["title", "main_images"]
        assert move["current_category_id"] == bowls


async def test_deactivation_and_freezing_are_told() -> None:
    async with seller() as client:
        id_ = await client.listed()
        await listen(client, "PRODUCT_STATUS_CHANGE")
        await client.data("POST", "/product/202309/products/deactivate", {"product_ids": [id_]})
        client.world.tiktok.freeze(id_, "Counterfeit")
        assert [(d["status"], d["suspended_reason"]) for _, d in held(client.world)] == [
            ("PRODUCT_STATUS_CHANGED", ""),
            ("PRODUCT_STATUS_CHANGED", "Counterfeit"),
        ]


async def test_nobody_is_told_who_did_not_register() -> None:
    async with seller() as client:
        await listen(client, "PRODUCT_CREATION")
        await listen(client, "PRODUCT_STATUS_CHANGE")
        await client.data("DELETE", HOOKS, {"event_type": "PRODUCT_CREATION"})
        assert await client.data("DELETE", HOOKS, {"event_type": "PRODUCT_CREATION"}) == {}
        await client.listed()
        assert [kind for kind, _ in held(client.world)] == [5]


async def test_registrations_belong_to_the_shop() -> None:
    async with seller() as client:
        await listen(client)
        first = await client.data("GET", HOOKS)
        assert first["total_count"] == len(first["webhooks"]) == len(TOPICS)
        assert first["webhooks"][0]["address"] == ADDRESS
        await client.sign_in(answer="other_shop")
        assert (await client.data("GET", HOOKS)) == {"webhooks": [], "total_count": 0}


@pytest.mark.parametrize(
    ("address", "topic"),
    [("ftp://example.com", "PRODUCT_CREATION"), ("http://" + "x" * 256, "PRODUCT_CREATION"), (ADDRESS, "GOSSIP")],
)
async def test_registration_is_checked(address: str, topic: str) -> None:
    async with seller() as client:
        assert await client.code("PUT", HOOKS, {"address": address, "event_type": topic}) == 36009004


async def test_webhook_is_signed_and_dressed_as_published() -> None:
    async with seller() as client:
        await listen(client, "PRODUCT_CREATION")
        await client.create()
        sent: Delivery = client.world.webhooks.held[0]
        settings = client.world.settings
        key, message = settings.tiktok_app_secret.encode(), settings.tiktok_app_key.encode() + sent.body
        assert sent.headers["Authorization"] == hmac.new(key, message, hashlib.sha256).hexdigest()
        assert sent.url == ADDRESS
        envelope = json.loads(sent.body)
        assert set(envelope) == {"type", "tts_notification_id", "shop_id", "timestamp", "data"}
        assert envelope["shop_id"] == client.world.tiktok.main.id
        assert envelope["tts_notification_id"] == sent.event_id
        forged = sent.forge()
        assert forged.headers["Authorization"] != sent.headers["Authorization"]


async def test_withdrawal_is_told_and_ends_the_registrations() -> None:
    async with seller() as client:
        await listen(client, "SELLER_DEAUTHORIZATION")
        client.world.tiktok.deauthorise()
        ((kind, data),) = held(client.world)
        assert kind == 6
        assert data["message"].endswith("is deauthorized from your APP by merchant.")
        await client.sign_in()
        assert (await client.data("GET", HOOKS))["total_count"] == 0


async def test_snapshot_goes_there_and_back() -> None:
    async with seller() as client:
        await listen(client)
        body = await client.a_product(idempotency_key="k1", external_product_id="98765", brand_id="123")
        made = await client.data("POST", "/product/202309/products", body)
        live = await client.listed()
        client.world.tiktok.fail_check("SHOP_TAX", on=True)
        client.world.tiktok.switches.listings_per_day = 5
        text = json.dumps(client.world.tiktok.dump())

        world = a_world()
        world.tiktok.load(json.loads(text))
        assert json.dumps(world.tiktok.dump()) == text
        async with seller(world) as second:
            second.token, second.cipher = client.token, client.cipher
            world.tiktok.fail_check("SHOP_TAX", on=False)
            assert await second.data("POST", "/product/202309/products", body) == made
            assert (await second.data("GET", HOOKS))["total_count"] == len(TOPICS)
            assert (await status(second, live))[0] == "ACTIVATE"
            world.advance(100)
            assert (await status(second, made["product_id"]))[0] == "ACTIVATE"


async def test_reset_forgets_and_old_reviews_stay_silent() -> None:
    async with seller(a_world(review_seconds=0.02)) as client:
        await listen(client)
        id_ = (await client.create())["product_id"]
        old = client.world.tiktok
        client.world.reset()
        assert client.world.tiktok.panel_rows() == []
        assert await client.code("GET", "/authorization/202309/shops", cipher=False) == 36009004
        await client.sign_in()
        await until_live(client, (await client.create())["product_id"])
        assert old.find(id_)[1].status == "PENDING"
        assert client.world.webhooks.held == []


async def test_twenty_thousand_products_do_not_slow_the_shop_down() -> None:
    async with seller() as client:
        id_ = await client.listed()
        shop = client.world.tiktok.main
        original = shop.products[id_]
        for number in range(20_000):
            copy = type(original)(**{**vars(original), "id": str(1_729_900_000_000_000_000 + number)})
            shop.products[copy.id] = copy
        began = time.perf_counter()
        for _ in range(5):
            await client.data("POST", "/product/202502/products/search", {}, query={"page_size": "100"})
        assert (time.perf_counter() - began) / 5 < 0.5
