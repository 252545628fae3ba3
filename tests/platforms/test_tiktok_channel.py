"""The channel against the rehearsal shop over real HTTP: consent, look-ups, create, review, edit, and bad days."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from PIL import Image

from app.domain.decisions import Fix
from app.domain.drafts import draft
from app.domain.listings import ListingDraft, ListingStatus
from app.domain.policy import Policy, Units
from app.domain.products import Product
from app.domain.readiness import Known, findings
from app.platforms.errors import AccessGone, Gone, NotExecuted, PlatformError, Refused, Unknown
from app.platforms.http import Http
from app.platforms.roles import Callback, Shop, Tokens
from app.platforms.tiktok_shop.channel import TikTokShop
from app.platforms.tiktok_shop.oauth import TikTokAuthorizer
from app.platforms.tiktok_shop.shops import authorised_shops
from app.platforms.tiktok_shop.webhooks import EVENT_TYPES
from app.settings import TikTokSettings
from sandbox.server import serve
from sandbox.settings import SandboxSettings
from sandbox.world import World
from tests.domain.samples import MUG, SOCKS, policy, product, variant
from tests.plain_http import NO_TLS


@dataclass
class Rehearsal:
    """One rehearsal shop, and Weft connected to it. `renewed` counts the tokens asked for anew."""

    world: World
    http: Http
    settings: TikTokSettings
    tokens: Tokens
    renewed: int = 0

    async def token(self, renew: bool) -> str:
        if renew:
            self.renewed += 1
            self.tokens = await TikTokAuthorizer(self.http, self.settings).refresh(self.tokens)
        return self.tokens.access_token

    async def shop(self) -> Shop:
        (shop,) = await authorised_shops(self.http, self.settings, self.token)
        return shop

    async def channel(self) -> TikTokShop:
        shop = await self.shop()
        return TikTokShop(self.http, self.settings, shop_id=shop.id, cipher=shop.cipher, token=self.token)


async def consent(settings: TikTokSettings, **answers: str) -> Callback:
    """What a person does on the consent page."""
    url = TikTokAuthorizer.consent(TikTokAuthorizer(None, settings), "state-1").url  # type: ignore[arg-type]
    form = dict(parse_qsl(urlsplit(url).query)) | {"region": "us", "role": "main", "terms": "1", "answer": "authorize"}
    async with httpx.AsyncClient(verify=NO_TLS) as person:
        assert (await person.get(url)).status_code == 200
        back = await person.post(url.partition("?")[0], data=form | answers)
    query = dict(parse_qsl(urlsplit(back.headers["location"]).query))
    return Callback(code=query.get("code", ""), state=query.get("state", ""), error=query.get("error", ""))


@pytest.fixture(scope="module")
async def served() -> AsyncIterator[World]:
    world = World(SandboxSettings(review_seconds=0.0, index_lag_seconds=0.0, products=1))
    async with serve(world):
        yield world


@pytest.fixture
def world(served: World) -> World:
    served.reset()
    return served


@pytest.fixture
def settings(world: World) -> TikTokSettings:
    app = world.settings
    url = world.tiktok_url
    return TikTokSettings(url, url, url, app.tiktok_app_key, app.tiktok_app_secret, app.tiktok_service_id)


@pytest.fixture
async def rehearsal(world: World, settings: TikTokSettings) -> AsyncIterator[Rehearsal]:
    async with Http.open(None) as http:
        tokens = await TikTokAuthorizer(http, settings).exchange(await consent(settings))
        yield Rehearsal(world, http, settings, tokens)


def frame(colour: str = "teal", side: int = 640) -> bytes:
    made = BytesIO()
    Image.new("RGB", (side, side), colour).save(made, "JPEG")
    return made.getvalue()


async def prepared(channel: TikTokShop, item: Product = MUG, **rules: object) -> tuple[ListingDraft, dict[str, str]]:
    """A draft with its picture uploaded, in a category that asks for nothing."""
    warehouse = next(w for w in await channel.warehouses() if w.is_sales and w.is_enabled and w.is_default)
    shop_policy: Policy = policy(warehouse_id=warehouse.id, **rules)
    category = await leaf(channel, "Mugs")
    assert findings(item, shop_policy, Known(category_id=category)) == ()
    uris = {address: (await channel.upload_picture(frame())).uri for address in item.pictures}
    return draft(item, shop_policy, category), uris


async def leaf(channel: TikTokShop, name: str) -> str:
    """The id of the leaf of this name."""
    return next(c.id for c in await channel.categories() if c.is_leaf and c.name == name)


async def test_consent_brings_tokens_and_the_one_shop(rehearsal: Rehearsal) -> None:
    shop = await rehearsal.shop()
    assert (shop.region, shop.seller_type) == ("US", "LOCAL")
    assert rehearsal.tokens.scopes
    assert rehearsal.tokens.access_expires_at is not None


async def test_refused_consent_says_so(rehearsal: Rehearsal) -> None:
    callback = await consent(rehearsal.settings, answer="cancel")
    assert (callback.code, callback.error) == ("null", "auth_denied")
    with pytest.raises(Refused):
        await TikTokAuthorizer(rehearsal.http, rehearsal.settings).exchange(callback)


async def test_code_works_once(rehearsal: Rehearsal) -> None:
    authorizer = TikTokAuthorizer(rehearsal.http, rehearsal.settings)
    callback = await consent(rehearsal.settings)
    await authorizer.exchange(callback)
    with pytest.raises(Refused) as raised:
        await authorizer.exchange(callback)
    assert raised.value.code == "36004004"


async def test_british_shop_is_refused(rehearsal: Rehearsal) -> None:
    callback = await consent(rehearsal.settings, region="gb")
    rehearsal.tokens = await TikTokAuthorizer(rehearsal.http, rehearsal.settings).exchange(callback)
    with pytest.raises(Refused) as raised:
        await rehearsal.shop()
    assert raised.value.finding.code == "shop_region"


async def test_readiness_and_warehouses(rehearsal: Rehearsal) -> None:
    """S17."""
    channel = await rehearsal.channel()
    checks = await channel.checks()
    assert {"SHOP_STATUS", "RETURN_WAREHOUSE"} <= {check.item for check in checks}
    assert not any(check.failed for check in checks)
    rehearsal.world.tiktok.fail_check("RETURN_WAREHOUSE", True)
    failed = [check for check in await channel.checks() if check.failed]
    assert [check.item for check in failed] == ["RETURN_WAREHOUSE"]
    assert failed[0].reasons
    assert sum(w.is_sales and w.is_enabled and w.is_default for w in await channel.warehouses()) == 1


async def test_webhooks_are_registered_once(rehearsal: Rehearsal) -> None:
    channel = await rehearsal.channel()
    address = "https://weft.example/webhooks/tiktok-shop"
    await channel.register_webhooks(address)
    await channel.register_webhooks(address)
    registered = rehearsal.world.tiktok.main.webhooks
    assert {row["address"] for row in registered.values()} == {address}
    assert set(registered) == set(EVENT_TYPES)


async def test_categories_suggestion_and_requirements(rehearsal: Rehearsal) -> None:
    """S98."""
    channel = await rehearsal.channel()
    tree = await channel.categories()
    leaves = {c.id: c for c in tree if c.is_leaf}
    assert len(tree) >= 60
    assert all(c.path.endswith(c.name) for c in tree)
    assert await channel.recommend_category("Speckled stoneware mug", "<p>Holds 350 ml.</p>") in leaves
    asked = await channel.requirements(await leaf(channel, "String & Night Lights"))
    batteries = next(a for a in asked.attributes if a.id == "101610")
    assert (batteries.name, batteries.required) == ("Contains Batteries or Cells?", True)
    assert any(a.conditions == (("101610", "1024358"), ("101610", "1024359")) for a in asked.attributes)
    assert any(a.is_sales for a in asked.attributes)


async def test_only_leaves_can_be_asked(rehearsal: Rehearsal) -> None:
    channel = await rehearsal.channel()
    branch = next(c for c in await channel.categories() if not c.is_leaf)
    with pytest.raises(Refused) as raised:
        await channel.requirements(branch.id)
    assert (raised.value.code, raised.value.finding.fix) == ("12052024", Fix.CATEGORY)


async def test_picture_comes_back_with_its_size(rehearsal: Rehearsal) -> None:
    channel = await rehearsal.channel()
    picture = await channel.upload_picture(frame(side=700))
    assert (picture.width, picture.height) == (700, 700)
    assert picture.uri
    assert picture.url.startswith("http")
    with pytest.raises(Refused) as raised:
        await channel.upload_picture(frame(side=60))
    assert raised.value.finding.fix is Fix.EDIT_IN_SOURCE


async def test_product_goes_live(rehearsal: Rehearsal) -> None:
    channel = await rehearsal.channel()
    ready, uris = await prepared(channel)
    sent = await channel.create_listing(ready, uris, key="weft-1")
    assert list(sent.sku_ids) == [0]
    rehearsal.world.advance(5)
    listing = await channel.listing(sent.remote_id)
    assert listing is not None
    assert (listing.status, listing.audit_status) == (ListingStatus.ACTIVATE, "APPROVED")
    assert (listing.external_id, listing.sku_ids) == ("692730761", {"MUG-1": sent.sku_ids[0]})
    page = await channel.listings(seller_skus=("MUG-1",))
    assert [found.remote_id for found in page.listings] == [sent.remote_id]


async def test_same_key_makes_one_listing(rehearsal: Rehearsal) -> None:
    channel = await rehearsal.channel()
    ready, uris = await prepared(channel)
    first = await channel.create_listing(ready, uris, key="weft-1")
    second = await channel.create_listing(ready, uris, key="weft-1")
    assert (second.remote_id, dict(second.sku_ids)) == (first.remote_id, dict(first.sku_ids))
    assert len(rehearsal.world.tiktok.main.products) == 1


@pytest.mark.parametrize("units", list(Units))
async def test_variants_and_both_systems_of_measures(rehearsal: Rehearsal, units: Units) -> None:
    channel = await rehearsal.channel()
    ready, uris = await prepared(channel, SOCKS, units=units)
    sent = await channel.create_listing(ready, uris, key="weft-1")
    assert sorted(sent.sku_ids) == [1, 2, 3]
    assert len(set(sent.sku_ids.values())) == 3


async def test_nasty_texts_are_accepted(rehearsal: Rehearsal) -> None:
    """What Ecwid's editor leaves behind: tables, entities, emoji, scripts, endless text."""
    nasty = product(
        title="Mug &amp; bowl 😀😀😀 !!!!!!!!!!!!",
        description="<div onclick='x()'><h2>Care ☕</h2><table><tr><td>5 &lt; 6&nbsp;cm</td></tr></table><b><p>"
        + "long text " * 2000
        + "<script>alert(1)</script><img src='https://elsewhere.example/1.jpg'></div>",
        variants=(
            variant(1, ("Choose your favourite colour & size", "Red 😀"), sku="a b"),
            variant(2, ("Choose your favourite colour & size", "Blue " * 20), sku=""),
        ),
    )
    channel = await rehearsal.channel()
    ready, uris = await prepared(channel, nasty)
    assert len((await channel.create_listing(ready, uris, key="weft-1")).sku_ids) == 2


async def test_edit_keeps_ids_adds_and_removes_skus(rehearsal: Rehearsal) -> None:
    """Pitfall 16: an SKU sent without its id would be made anew."""
    channel = await rehearsal.channel()
    ready, uris = await prepared(channel, SOCKS)
    sent = await channel.create_listing(ready, uris, key="weft-1")
    rehearsal.world.advance(5)
    kept = [replace(sku, remote_id=sent.sku_ids[sku.combination_id]) for sku in ready.skus[:2]]
    added = replace(ready.skus[2], combination_id=9, seller_sku="MUG-1-9", options=(("Color", "Green"), ("Size", "S")))
    edited = await channel.update_listing(
        sent.remote_id, replace(ready, title="Speckled stoneware mug, large", skus=(*kept, added)), uris
    )
    assert {1: edited.sku_ids[1], 2: edited.sku_ids[2]} == {1: sent.sku_ids[1], 2: sent.sku_ids[2]}
    assert edited.sku_ids[9] not in sent.sku_ids.values()
    assert edited.audit_status == "AUDITING"
    listing = await channel.listing(sent.remote_id)
    assert listing is not None
    assert listing.status is ListingStatus.ACTIVATE


async def test_reviewers_words_come_along(rehearsal: Rehearsal) -> None:
    channel = await rehearsal.channel()
    ready, uris = await prepared(channel, product(title="Miracle mug that cures colds"))
    sent = await channel.create_listing(ready, uris, key="weft-1")
    rehearsal.world.advance(5)
    listing = await channel.listing(sent.remote_id)
    assert listing is not None
    assert listing.status is ListingStatus.FAILED
    assert any("prohibited claim" in words for words in listing.refusals)


async def test_frozen_listing_is_found_by_its_sku_only(rehearsal: Rehearsal) -> None:
    channel = await rehearsal.channel()
    ready, uris = await prepared(channel)
    sent = await channel.create_listing(ready, uris, key="weft-1")
    rehearsal.world.advance(5)
    await channel.checks()  # any call lets the review end
    rehearsal.world.tiktok.freeze(sent.remote_id)
    assert await channel.listing(sent.remote_id) is None
    (found,) = (await channel.listings(seller_skus=("MUG-1",))).listings
    assert found.status is ListingStatus.FREEZE


async def test_unknown_listing(rehearsal: Rehearsal) -> None:
    channel = await rehearsal.channel()
    ready, uris = await prepared(channel)
    assert await channel.listing("1729592969712207008") is None
    with pytest.raises((Gone, Refused)):
        await channel.update_listing("1729592969712207008", ready, uris)


async def test_pages_of_listings_are_walked_to_the_end(rehearsal: Rehearsal) -> None:
    """Page tokens hold + / and =."""
    channel = await rehearsal.channel()
    ready, uris = await prepared(channel)
    sent = await channel.create_listing(ready, uris, key="weft-1")
    products = rehearsal.world.tiktok.main.products
    for number in range(104):
        products[f"copy {number}"] = replace(products[sent.remote_id], id=f"copy {number}")
    first = await channel.listings()
    second = await channel.listings(token=first.next_token)
    assert (len(first.listings), len(second.listings), second.next_token) == (100, 5, "")
    assert {listing.remote_id for listing in (*first.listings, *second.listings)} == set(products)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": ""}, "12052261"),
        ({"category_id": "1"}, "12052023"),
        ({"pictures": ()}, "12052028"),
        ({"warehouse_id": "7000000000000000000"}, "12052097"),
        ({"currency": "EUR"}, "12052084"),
    ],
)
async def test_refusals_have_a_repair(rehearsal: Rehearsal, change: dict[str, object], code: str) -> None:
    channel = await rehearsal.channel()
    ready, uris = await prepared(channel)
    with pytest.raises(Refused) as raised:
        await channel.create_listing(replace(ready, **change), uris, key="weft-1")  # type: ignore[arg-type]
    assert raised.value.code == code
    assert raised.value.finding.their_text
    assert raised.value.request_id


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("rate_limited", NotExecuted),
        ("error_before_effect", Unknown),
        ("error_after_effect", Unknown),
        ("truncated_json", Unknown),
        ("html_502", Unknown),
        ("drop_connection", Unknown),
        ("token_revoked", AccessGone),
    ],
)
async def test_bad_day_while_creating(rehearsal: Rehearsal, fault: str, kind: type[PlatformError]) -> None:
    """Whatever happens, the same key ends in one listing."""
    channel = await rehearsal.channel()
    ready, uris = await prepared(channel)
    rehearsal.world.faults.turn_on("tiktok", fault, path="POST /product/202309/products", seconds=60.0)
    with pytest.raises(kind):
        await channel.create_listing(ready, uris, key="weft-1")
    rehearsal.world.faults.all_off()
    if kind is AccessGone:
        return
    channel = TikTokShop(
        rehearsal.http,
        rehearsal.settings,
        shop_id="another allowance",
        cipher=channel._client._cipher,
        token=rehearsal.token,
    )
    await channel.create_listing(ready, uris, key="weft-1")
    assert len(rehearsal.world.tiktok.main.products) == 1


async def test_expired_token_is_renewed_in_passing(rehearsal: Rehearsal) -> None:
    channel = await rehearsal.channel()
    rehearsal.world.faults.turn_on("tiktok", "token_expired", count=1)
    assert await channel.checks()
    assert rehearsal.renewed == 1


async def test_withdrawn_access_is_gone(rehearsal: Rehearsal) -> None:
    """S159."""
    channel = await rehearsal.channel()
    rehearsal.world.tiktok.deauthorise()
    with pytest.raises(AccessGone):
        await channel.checks()
    with pytest.raises(AccessGone):
        await TikTokAuthorizer(rehearsal.http, rehearsal.settings).refresh(rehearsal.tokens)


async def test_scope_that_was_not_given_is_noticed_at_once(rehearsal: Rehearsal) -> None:
    rehearsal.world.tiktok.switches.withheld_scope = "seller.product.write"
    with pytest.raises(Refused) as raised:
        await TikTokAuthorizer(rehearsal.http, rehearsal.settings).exchange(await consent(rehearsal.settings))
    assert raised.value.finding.code == "scopes_missing"
    assert raised.value.finding.their_text == "seller.product.write"
