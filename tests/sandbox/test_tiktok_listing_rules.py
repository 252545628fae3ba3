"""What the stand-in refuses in a listing, each reason once, with the platform's code (platform-facts T6, T19)."""

from typing import Any

import pytest

from sandbox.tiktok_shop.brands import SEEDED
from sandbox.tiktok_shop.categories import leaf_named
from tests.sandbox.tiktok_client import SECOND_WAREHOUSE, WAREHOUSE, Client, a_picture, a_sku, axis, seller

PRODUCTS = "/product/202309/products"
SPEAKERS = leaf_named("Headphones & Speakers").id
TOYS = leaf_named("Baby & Toddler Toys").id
TOY_CPC, TOY_LEAD = "602401", "602402"
TWO = [
    a_sku("A", sales_attributes=[axis("Color", "Red"), axis("Size", "M")]),
    a_sku("B", sales_attributes=[axis("Color", "Blue"), axis("Size", "M")]),
]


async def code_of(client: Client, **changes: Any) -> int:
    return await client.code("POST", PRODUCTS, await client.a_product(**changes))


def stock(**changes: Any) -> list[dict[str, Any]]:
    return [{"warehouse_id": WAREHOUSE, "quantity": 5, **changes}]


def price(amount: str, currency: str = "USD") -> dict[str, str]:
    return {"amount": amount, "currency": currency}


@pytest.mark.parametrize(
    ("title", "code"),
    [
        (None, 12052261),
        ("  ", 12052261),
        ("m" * 9 + "n" * 247, 12052051),
        ("ab" * 127 + "c", 0),
        ("Mug &amp; saucer", 12052931),
        ("Mug & saucer", 0),
        ("Café crème mug", 0),
        ("Mug ☕", 12052931),
        ("Mug 🙂", 12052931),
        ("Mug\u007f", 12052931),
        ("!@#$ ///", 12052931),
        ("Mug aaaaaaaaaa", 12052931),
        ("Mug aaaaaaaaa", 0),
        ("搪瓷杯 mug", 12052262),
        ("Кружка mug", 12052266),
    ],
)
async def test_title(title: str | None, code: int) -> None:
    async with seller() as client:
        assert await code_of(client, title=title) == code


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (None, 12052015),
        ("<p>x</p>" * 1251, 12052013),
        ("<p>Nice&nbsp;mug</p>", 12052932),
        ("<p>Nice 🙂</p>", 12052932),
        ("<p>----------</p>", 12052932),
        ("<ul><li>one<li>two</ul><p>three", 0),
        ("<table><tr><td>1</td></tr></table>", 0),
        ("<b>bold", 12052344),
        ("bold</b>", 12052344),
        ("<script>x</script>", 12052345),
        ('<p onclick="x()">a</p>', 12052350),
        ('<a href="javascript:x">a</a>', 12052350),
        ('<a href="/a">a<a href="/b">b</a></a>', 12052349),
        ("<div>" * 31 + "x" + "</div>" * 31, 12052352),
        ('<img src="x">', 12052348),
        ('<img src="https://example.com/a.jpg" width="10" height="10">', 12052340),
    ],
)
async def test_description(html: str | None, code: int) -> None:
    async with seller() as client:
        assert await code_of(client, description=html) == code


@pytest.mark.parametrize(("width", "times", "code"), [("800", 30, 0), ("800", 31, 12052056), ("4000", 1, 12052341)])
async def test_pictures_in_the_description_are_ours(width: str, times: int, code: int) -> None:
    async with seller() as client:
        url = (await client.upload(use="DESCRIPTION_IMAGE")).json()["data"]["url"]
        html = f'<p>See</p><img src="{url}" width="{width}" height="800">' * times
        assert await code_of(client, description=html) == code


async def test_main_pictures() -> None:
    async with seller() as client:
        uri = await client.uri()
        small = await client.uri(a_picture(200, 200), "DESCRIPTION_IMAGE")
        assert await code_of(client, main_images=[]) == 12052028
        assert await code_of(client, main_images=[{"uri": uri}] * 9) == 0
        assert await code_of(client, main_images=[{"uri": uri}] * 10) == 12052306
        assert await code_of(client, main_images=[{"uri": "https://example.com/a.jpg"}]) == 12052300
        assert await code_of(client, main_images=[{"uri": f"{uri}0"}]) == 12052722
        assert await code_of(client, main_images=[{"uri": small}]) == 12052301
        assert await code_of(client, main_images=[{}]) == 36009004


@pytest.mark.parametrize(
    ("category", "version", "code"),
    [
        ("111111", "v2", 12052023),
        ("mugs", "v2", 12052002),
        ("600024", "v2", 12052024),
        ("853000", "v2", 12052230),
        (None, "v1", 12052217),
        (None, None, 12052217),
        (leaf_named("Weapons & Ammunition").id, "v2", 12052220),
        (leaf_named("Coffee & Tea").id, "v2", 0),  # by invitation only: it may be created, but will not go live
    ],
)
async def test_category(category: str | None, version: str | None, code: int) -> None:
    async with seller() as client:
        changes = {"category_version": version, **({"category_id": category} if category else {})}
        assert await code_of(client, **changes) == code


@pytest.mark.parametrize(
    ("skus", "code"),
    [
        ([], 12052902),
        ([a_sku("a" * 51)], 12052054),
        ([a_sku("has space")], 12019059),
        ([a_sku(None)], 0),
        ([a_sku(price=None)], 12052571),
        ([a_sku(price=price("18.00", "EUR"))], 12052084),
        ([a_sku(price=price("0"))], 12052073),
        ([a_sku(price=price("18,00"))], 12052073),
        ([a_sku(price=price("18.005"))], 12052073),
        ([a_sku(price=price("7600"))], 0),
        ([a_sku(price=price("7600.01"))], 12052570),
        ([a_sku(list_price=price("8000"))], 12052383),
        ([a_sku(inventory=[])], 12019022),
        ([a_sku(inventory=stock(quantity=0))], 12052055),
        ([a_sku(inventory=stock(quantity=100_000))], 12052055),
        ([a_sku(inventory=stock(warehouse_id="1"))], 12052097),
        ([a_sku(inventory=stock(warehouse_id="7068517275539719944"))], 12052532),
        ([a_sku(inventory=stock(warehouse_id="7068517275539720042"))], 12052530),
        ([a_sku(inventory=stock() + stock())], 12052555),
        ([a_sku(inventory=stock() + stock(warehouse_id=SECOND_WAREHOUSE))], 0),
        ([a_sku(inventory=stock(backorder_quantity=3))], 12052310),
        ([a_sku(external_sku_id="x" * 1000)], 12052369),
        (TWO, 0),
        ([a_sku("A"), a_sku("B")], 12052550),
        ([TWO[0], a_sku("B", sales_attributes=[axis("Color", "Blue")])], 12052550),
        ([TWO[0], {**TWO[0], "seller_sku": "B"}], 12052560),
        ([a_sku(sales_attributes=[axis(n, "x") for n in "ABCD"])], 12052525),
        ([a_sku(sales_attributes=[axis("A", "x"), axis("A", "y")])], 12052244),
        ([a_sku(sales_attributes=[axis("", "x")])], 12052241),
        ([a_sku(sales_attributes=[axis("n" * 11 + "m" * 10, "x")])], 12052242),
        ([a_sku(sales_attributes=[axis("Colour 🙂", "x")])], 12052933),
        ([a_sku(sales_attributes=[axis("Color", "")])], 12052248),
        ([a_sku(sales_attributes=[axis("Color", "ab" * 25 + "c")])], 12052249),
        ([a_sku(sales_attributes=[axis("Color", "Red&nbsp;")])], 12052934),
        ([a_sku(sales_attributes=[{"id": "999", "value_name": "x"}])], 12052527),
        ([a_sku(sales_attributes=[{"id": "100000", "value_id": "5"}])], 12052529),
        ([a_sku(sales_attributes=[axis("Color", "Red", sku_img={"uri": "nowhere"})])], 12052520),
        ([a_sku(sales_attributes=[axis("Color", "Red", supplementary_sku_images=[{"uri": "x"}])])], 12052357),
        ([a_sku(identifier_code={"code": "012345678905"})], 12052600),
        ([a_sku(identifier_code={"code": "012345678905", "type": "UPC"})], 0),
        ([a_sku(identifier_code={"code": "01234567890", "type": "UPC"})], 12052591),
        ([a_sku(identifier_code={"code": "1234567890", "type": "ISBN"})], 12052598),
        ([{**s, "identifier_code": {"code": "012345678905", "type": "UPC"}} for s in TWO], 12052592),
        ([a_sku(pre_sale={"fulfillment_type": {"handling_duration_days": 5}})], 12019096),
        ([a_sku(pre_sale={"type": "MADE_TO_ORDER"})], 12019095),
        ([a_sku(pre_sale={"type": "CUSTOM", "fulfillment_type": {"handling_duration_days": 31}})], 12052269),
        ([a_sku(pre_sale={"type": "PRE_ORDER", "fulfillment_type": {"release_date": 5}})], 12052269),
    ],
)
async def test_skus(skus: list[dict[str, Any]], code: int) -> None:
    async with seller() as client:
        assert await code_of(client, skus=skus) == code


@pytest.mark.parametrize(("count", "code"), [(300, 0), (301, 12052050)])
async def test_us_products_have_at_most_300_skus(count: int, code: int) -> None:
    async with seller() as client:
        skus = [a_sku(f"S{i}", sales_attributes=[axis("Size", f"No {i}")]) for i in range(count)]
        assert await code_of(client, skus=skus) == code


async def test_pictures_stand_on_one_axis_and_for_all_its_values() -> None:
    async with seller() as client:
        image = {"sku_img": {"uri": await client.uri(use="ATTRIBUTE_IMAGE")}}
        both = [a_sku(sales_attributes=[axis("Color", "Red", **image), axis("Size", "M", **image)])]
        assert await code_of(client, skus=both) == 12052528
        red = a_sku("A", sales_attributes=[axis("Color", "Red", **image)])
        blue = a_sku("B", sales_attributes=[axis("Color", "Blue")])
        assert await code_of(client, skus=[red, blue]) == 12052522
        many = axis("Color", "Red", **image, supplementary_sku_images=[image["sku_img"]] * 9)
        assert await code_of(client, skus=[a_sku(sales_attributes=[many])]) == 12052356


@pytest.mark.parametrize(
    ("weight", "size", "code"),
    [
        (None, ("5", "5", "4", "INCH"), 12019011),
        (("0", "POUND"), ("5", "5", "4", "INCH"), 12052181),
        (("0.00", "POUND"), ("5", "5", "4", "INCH"), 12052181),
        (("abc", "POUND"), ("5", "5", "4", "INCH"), 12052006),
        (("0.805", "POUND"), ("5", "5", "4", "INCH"), 12052006),
        (("0.805", "KILOGRAM"), ("5", "5", "4", "CENTIMETER"), 0),
        (("12", "OUNCE"), ("5", "5", "4", "INCH"), 12052916),
        (("0.8", "POUND"), ("5", "5", "4", "CENTIMETER"), 12052915),
        (("0.8", "POUND"), ("5.5", "5", "4", "INCH"), 12052005),
        (("0.8", "POUND"), ("5", "0", "4", "INCH"), 12052004),
        (("0.8", "POUND"), ("5", "5", "", "INCH"), 12052003),
        (("0.8", "POUND"), None, 0),
    ],
)
async def test_package(weight: tuple[str, str] | None, size: tuple[str, str, str, str] | None, code: int) -> None:
    async with seller() as client:
        changes = {
            "package_weight": dict(zip(("value", "unit"), weight, strict=True)) if weight else None,
            "package_dimensions": dict(zip(("length", "width", "height", "unit"), size, strict=True)) if size else None,
        }
        assert await code_of(client, **changes) == code


async def test_some_categories_need_dimensions() -> None:
    async with seller() as client:
        chairs = leaf_named("Chairs & Stools").id
        assert await code_of(client, category_id=chairs, package_dimensions=None) == 12019012
        assert await code_of(client, category_id=chairs) == 0


def answers(**given: str) -> list[dict[str, Any]]:
    return [{"id": id_.lstrip("a"), "values": [{"id": value}]} for id_, value in given.items()]


NO_BATTERY = {"a101610": "1000325", "a101619": "1000059"}
BATTERY = {"a101610": "1024358", "a101619": "1000059", "a100216": "1024363", "a101611": "1024364"}
NUMBERS = [{"id": "101623", "values": [{"name": "2"}]}, {"id": "101614", "values": [{"name": "46.5"}]}]


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        (None, 12052104),
        (answers(a101610="1000325"), 12052104),
        (answers(**NO_BATTERY), 0),
        (answers(**NO_BATTERY, a100216="1024361"), 12052183),
        (answers(a101610="1024358", a101619="1000059"), 12052182),
        (answers(**BATTERY) + NUMBERS, 0),
        ([*answers(**BATTERY), {**NUMBERS[0], "values": [{"name": "two"}]}, NUMBERS[1]], 12052256),
        (answers(**NO_BATTERY) + answers(a101610="1000325"), 12052254),
        (answers(**NO_BATTERY, a999="1"), 12052247),
        (answers(a101610="1", a101619="1000059"), 12052529),
        ([*answers(a101610="1000325"), {"id": "101619", "values": [{"name": "none"}]}], 12052247),
        ([*answers(a101610="1000325"), {"id": "101619", "values": []}], 12052248),
        ([*answers(**NO_BATTERY), {"id": "100701", "values": [{"name": "Steel"}, {"name": "Oak"}]}], 0),
        ([*answers(**NO_BATTERY), {"id": "100701", "values": [{"name": "Oak"}, {"name": "Oak"}]}], 12052251),
        ([*answers(**NO_BATTERY), {"id": "100392", "values": [{"id": "1001533"}, {"id": "1001534"}]}], 12052246),
        ([*answers(**NO_BATTERY), {"id": "100701", "values": [{"name": "Oak 🙂"}]}], 12052935),
        ([*answers(**NO_BATTERY), {"values": [{"name": "Oak"}]}], 12052241),
    ],
)
async def test_attributes(attributes: list[dict[str, Any]] | None, code: int) -> None:
    """S42, S43: the hazmat questions, those that depend on others, and free text only where it is allowed."""
    async with seller() as client:
        assert await code_of(client, category_id=SPEAKERS, product_attributes=attributes) == code


async def test_conditional_refusal_names_parent_and_child() -> None:
    async with seller() as client:
        given = answers(a101610="1024358", a101619="1000059")
        body = await client.a_product(category_id=SPEAKERS, product_attributes=given)
        message = (await client.send("POST", PRODUCTS, body)).json()["message"]
        assert message == (
            "The 'Battery Type' field is required as you've selected 'Batteries' for 'Contains Batteries or Cells?'."
        )


async def test_certificates() -> None:
    """S39, S40: toys need theirs, with files the shop knows and a date that is not over."""
    async with seller() as client:
        image = {"uri": await client.uri(use="CERTIFICATION_IMAGE")}
        sent = {"data": ("f", b"%PDF-1.7")}
        answer = await client.send(
            "POST", "/product/202309/files/upload", cipher=False, files=sent, fields={"name": "lead.pdf"}
        )
        file = {k: v for k, v in answer.json()["data"].items() if k != "url"}
        tomorrow, yesterday = (int(client.world.now()) + d * 86_400 for d in (1, -1))
        cpc = {"id": TOY_CPC, "images": [image]}
        lead = {"id": TOY_LEAD, "files": [file], "expiration_date": tomorrow}
        cases: list[tuple[list[dict[str, Any]], int]] = [
            ([], 12052105),
            ([cpc], 12052105),
            ([{"id": TOY_CPC}, lead], 12052105),
            ([cpc, lead], 0),
            ([cpc, {**lead, "expiration_date": yesterday}], 12052385),
            ([cpc, {"id": TOY_LEAD, "files": [file]}], 12052385),
            ([cpc, cpc, lead], 12052656),
            ([{**cpc, "images": [{"uri": "nowhere"}]}, lead], 12052650),
            ([cpc, {**lead, "files": [{**file, "id": "v0"}]}], 12052658),
            ([cpc, lead, {"id": "1", "images": [image]}], 12052655),
            ([cpc] * 11, 12052657),
        ]
        for given, code in cases:
            assert await code_of(client, category_id=TOYS, certifications=given) == code, given


async def test_certificate_may_depend_on_an_answer() -> None:
    async with seller() as client:
        blenders = leaf_named("Blenders & Mixers").id
        assert await code_of(client, category_id=blenders, product_attributes=answers(**NO_BATTERY)) == 0
        with_battery = answers(**BATTERY) + NUMBERS
        assert await code_of(client, category_id=blenders, product_attributes=with_battery) == 12052105


async def test_size_charts() -> None:
    async with seller() as client:
        boots, shirts = leaf_named("Sneakers & Boots").id, leaf_named("Shirts").id
        chart = {"image": {"uri": await client.uri(a_picture(1100, 1100), "SIZE_CHART_IMAGE")}}
        assert await code_of(client, category_id=boots) == 12052673
        assert await code_of(client, category_id=boots, size_chart=chart) == 0
        assert await code_of(client, category_id=shirts, size_chart={"image": {"uri": "x"}}) == 12052670
        assert await code_of(client, category_id=shirts, size_chart={"template": {"id": "1"}}) == 12052128
        made = await client.create(size_chart=chart)  # mugs take none: it is not saved
        assert "size_chart" not in await client.read(made["product_id"])


async def test_unknown_brand_is_cleared_with_a_warning() -> None:
    async with seller() as client:
        made = await client.create(brand_id="123")
        assert made["warnings"][0]["message"].startswith("The [brand_id]:123 field is incorrect")
        assert "brand" not in await client.read(made["product_id"])


async def test_famous_brand_needs_an_authorization() -> None:
    async with seller() as client:
        famous = next(b for b in SEEDED.values() if b.top)
        own = next(b for b in SEEDED.values() if b.authorized)
        assert await code_of(client, brand_id=famous.id) == 12052208
        made = await client.create(brand_id=own.id)
        assert (await client.read(made["product_id"]))["brand"] == {"id": own.id, "name": own.name}


async def test_external_ids_are_unique_in_the_shop() -> None:
    async with seller() as client:
        await client.create(external_product_id="98765", skus=[a_sku(external_sku_id="98765-1")])
        assert await code_of(client, external_product_id="98765") == 12052996
        assert await code_of(client, skus=[a_sku(external_sku_id="98765-1")]) == 12052996
        assert await code_of(client, external_product_id="98766", skus=[a_sku(external_sku_id="98765-2")]) == 0
        assert await code_of(client, external_product_id="x" * 1000) == 12052369


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"is_cod_allowed": True}, 12052222),
        ({"is_cod_allowed": False}, 0),
        ({"video": {"id": "v0"}}, 12052360),
        ({"shipping_template_id": "1"}, 12052549),
        ({"scheduled_sale": {"is_enabled_scheduled_sale": True, "schedule_sale_time": 5}}, 12052604),
        ({"search_terms": ["x"] * 16}, 12052910),
        ({"save_mode": "LATER"}, 36009004),
        ({"idempotency_key": "k" * 129}, 12052910),
        ({"unheard_of": 1}, 0),
    ],
)
async def test_other_properties(changes: dict[str, Any], code: int) -> None:
    async with seller() as client:
        assert await code_of(client, **changes) == code


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("SHOP_STATUS", 12052700),
        ("SHOP_TAX", 12052703),
        ("PICKUP_WAREHOUSE", 12052115),
        ("RETURN_WAREHOUSE", 12052535),
        ("DELIVERY_OPTION", 12052420),
        ("SHIPPING_TEMPLATE", 12052402),
        ("PRODUCT_QUANTITY_LIMIT", 12052093),
        ("BANk_ACCOUNT", 12052419),
        ("CONTACT_INFO", 12052923),
    ],
)
async def test_failed_prerequisite_blocks_listing(item: str, code: int) -> None:
    async with seller() as client:
        client.world.tiktok.fail_check(item, on=True)
        assert await code_of(client) == code
        client.world.tiktok.fail_check(item, on=False)
        assert await code_of(client) == 0


async def test_new_shops_list_a_few_products_a_day() -> None:
    async with seller() as client:
        client.world.tiktok.switches.listings_per_day = 2
        codes = [await code_of(client) for _ in range(3)]
        assert codes == [0, 0, 12052093]
        client.world.advance(86_400)
        await client.sign_in()
        assert await code_of(client) == 0


async def test_listing_check_tells_everything_at_once() -> None:
    async with seller() as client:
        path = f"{PRODUCTS}/listing_check"
        assert (await client.data("POST", path, await client.a_product()))["check_result"] == "PASS"
        body = await client.a_product(title="Mug 🙂", package_weight=None, skus=[a_sku(price=price("0"))])
        got = await client.data("POST", path, body)
        assert got["check_result"] == "FAILED"
        assert [r["code"] for r in got["fail_reasons"]] == [12052931, 12052073, 12019011]
        assert not client.world.tiktok.main.products
