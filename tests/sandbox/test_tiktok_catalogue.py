"""Categories, attributes, rules, brands, uploads, warehouses of the stand-in (platform-facts T4 to T6, T15)."""

import io
import json

import pytest
from PIL import Image

from sandbox.tiktok_shop.attributes import attributes_of
from sandbox.tiktok_shop.categories import TREE, leaf_named
from sandbox.tiktok_shop.recommend import recommend
from sandbox.tiktok_shop.rules import certificates_of
from tests.sandbox.tiktok_client import MUGS, Client, a_picture, seller

V2 = {"category_version": "v2"}
CATEGORIES = "/product/202309/categories"
LEAVES = [c for c in TREE.values() if c.is_leaf]


def test_tree_has_sixty_leaves_and_no_loose_ends() -> None:
    assert len(LEAVES) >= 60
    assert len({c.path for c in TREE.values()}) == len(TREE)
    assert all(c.parent_id == "0" or not TREE[c.parent_id].is_leaf for c in TREE.values())
    assert all(c.id.isdigit() and len(c.id) == 6 for c in TREE.values())


def test_most_leaves_ask_for_nothing() -> None:
    """A suggested category is enough for most products: no attribute, no certificate."""
    easy = [
        c
        for c in LEAVES
        if not any(a.required for a in attributes_of(c))
        and not any(x.required for x in certificates_of(c))
        and not {"chart!", "invite", "prohibited"} & c.traits
    ]
    assert len(easy) >= 0.75 * len(LEAVES)


async def test_categories_need_v2() -> None:
    async with seller() as client:
        assert await client.code("GET", CATEGORIES) == 12052217
        assert await client.code("GET", CATEGORIES, query={"category_version": "v1"}) == 12052217
        rows = (await client.data("GET", CATEGORIES, query=V2))["categories"]
        assert len(rows) == len(TREE)
        mug = next(r for r in rows if r["id"] == MUGS)
        assert mug == {**mug, "local_name": "Mugs", "is_leaf": True, "permission_statuses": ["AVAILABLE"]}
        found = (await client.data("GET", CATEGORIES, query={**V2, "keyword": "mug"}))["categories"]
        assert {r["local_name"] for r in found} == {"Mugs"}


@pytest.mark.parametrize(("id_", "code"), [("600024", 12052024), ("111111", 12052023), ("853000", 12052230), (MUGS, 0)])
@pytest.mark.parametrize("what", ["attributes", "rules"])
async def test_only_leaves_of_v2_have_attributes_and_rules(id_: str, code: int, what: str) -> None:
    async with seller() as client:
        assert await client.code("GET", f"{CATEGORIES}/{id_}/{what}", query=V2) == code


async def test_hazmat_questions_depend_on_each_other() -> None:
    async with seller() as client:
        speakers = leaf_named("Headphones & Speakers").id
        rows = (await client.data("GET", f"{CATEGORIES}/{speakers}/attributes", query=V2))["attributes"]
        by_id = {r["id"]: r for r in rows}
        assert by_id["101610"]["is_requried"] is True
        assert {"id": "1024358", "name": "Batteries"} in by_id["101610"]["values"]
        kind = by_id["100216"]
        assert kind["is_requried"] is False
        assert {"condition_type": "VALUE_ID_MATCH", "attribute_id": "101610", "attribute_value_id": "1024358"} in kind[
            "requirement_conditions"
        ]
        assert by_id["101623"]["value_data_format"] == "POSITIVE_INT_OR_DECIMAL"
        assert by_id["100000"] == {**by_id["100000"], "name": "Color", "type": "SALES_PROPERTY"}


async def test_toys_need_a_certificate() -> None:
    async with seller() as client:
        toys = leaf_named("Baby & Toddler Toys").id
        rules = await client.data("GET", f"{CATEGORIES}/{toys}/rules", query=V2)
        assert [c["is_required"] for c in rules["product_certifications"]] == [True, True]
        assert rules["product_certifications"][1]["expiration_date"] == {"is_required": True}
        assert rules["size_chart"] == {"is_supported": False, "is_required": False}


@pytest.mark.parametrize(
    ("title", "leaf"),
    [
        ("Enamel Camp Mug, 12 oz", "Mugs"),
        ("Baby Wash Bar, Chamomile", "Baby Wash"),
        ("Beeswax Pillar Candle", "Candles"),
        ("Waffle Linen Hand Towel", "Kitchen Towels"),
        ("Market Tote, Heavy Canvas", "Tote Bags"),
        ("Speckled Noodle Bowls", "Bowls"),
        ("Cotton crew socks, breathable ankle length", "Socks"),
        ("Glass jar with wooden spoon", "Jars & Canisters"),
    ],
)
def test_title_is_recognised_by_its_noun(title: str, leaf: str) -> None:
    found = recommend(title)
    assert found is not None
    assert found.name == leaf


async def recommended(client: Client, **body: str) -> int:
    return await client.code("POST", f"{CATEGORIES}/recommend", {"category_version": "v2", **body})


async def test_recommendation_names_the_way_to_the_leaf() -> None:
    async with seller() as client:
        body = {"category_version": "v2", "product_title": "Enamel mug"}
        got = await client.data("POST", f"{CATEGORIES}/recommend", body)
        assert got["leaf_category_id"] == MUGS
        assert [(c["name"], c["level"]) for c in got["categories"]] == [
            ("Kitchenware", 1),
            ("Drinkware", 2),
            ("Mugs", 3),
        ]


async def test_recommendation_refuses_what_it_cannot_read() -> None:
    async with seller() as client:
        assert await recommended(client, product_title="Xyzzy") == 12019064
        assert await recommended(client, product_title=" ") == 12052261
        assert await recommended(client, product_title="搪瓷杯") == 12052262
        assert await recommended(client, product_title="Кружка") == 12052266
        assert await recommended(client, product_title="Mug", description="Кружка") == 12052351
        assert await recommended(client, product_title="m" * 256) == 12052051
        assert await recommended(client, product_title="Mug", category_version="v1") == 12052217


async def test_description_helps_where_the_title_does_not() -> None:
    async with seller() as client:
        html = "<p>A mug of enamel. The mug holds 12 oz.</p>"
        assert await recommended(client, product_title="The Harbor", description=html) == 0
        assert await recommended(client, product_title="The Harbor", description="<p>Fits any shelf.</p>") == 12019064
        assert await recommended(client, product_title="Harbor Gift Card") == 12019064


async def test_brands_are_paged_and_filtered_by_prefix() -> None:
    async with seller() as client:
        seen: list[str] = []
        query: dict[str, str] = {**V2, "page_size": "8"}
        while True:
            page = await client.data("GET", "/product/202309/brands", query=query)
            seen += [b["name"] for b in page["brands"]]
            if "next_page_token" not in page:
                break
            assert set("+/=") <= set(page["next_page_token"])
            query["page_token"] = page["next_page_token"]
        assert len(seen) == len(set(seen)) == page["total_count"]
        found = await client.data("GET", "/product/202309/brands", query={**V2, "page_size": "1", "brand_name": "harb"})
        assert found["brands"][0]["authorized_status"] == "AUTHORIZED"
        some = await client.data("GET", "/product/202309/brands", query={**V2, "page_size": "100"})
        assert {b["authorized_status"] for b in some["brands"]} == {"AUTHORIZED", "UNAUTHORIEZD"}


async def test_page_size_and_token_are_checked() -> None:
    async with seller() as client:
        for size in ("0", "101", "x", ""):
            assert await client.code("GET", "/product/202309/brands", query={**V2, "page_size": size}) == 12019109
        query = {**V2, "page_size": "5", "page_token": "nonsense"}
        assert await client.code("GET", "/product/202309/brands", query=query) == 12019108


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("A", 12052189),
        ("A" * 31, 12052190),
        ("Mug ☕🙂", 12052191),
        ("B12345", 12052192),
        ("nike", 12052205),
        ("Ours", 0),
    ],
)
async def test_brand_names_have_rules(name: str, code: int) -> None:
    async with seller() as client:
        assert await client.code("POST", "/product/202309/brands", {"name": name}, cipher=False) == code


async def test_same_brand_is_created_once() -> None:
    async with seller() as client:
        assert await client.code("POST", "/product/202309/brands", {"name": "Ours"}, cipher=False) == 0
        assert await client.code("POST", "/product/202309/brands", {"name": "OURS"}, cipher=False) == 12052205


async def test_uploaded_picture_can_be_opened() -> None:
    async with seller() as client:
        content = a_picture(640, 640, "JPEG")
        got = (await client.upload(content)).json()["data"]
        assert (got["width"], got["height"], got["use_case"]) == (640, 640, "MAIN_IMAGE")
        assert got["uri"] in got["url"]
        path = got["url"].split("8102", 1)[1]
        opened = await client.http.get(path)
        assert (opened.content, opened.headers["content-type"]) == (content, "image/jpeg")


async def test_uploaded_picture_is_no_broken_one_after_a_restart() -> None:
    """B19: its bytes are gone, and a sheet stands in for them; what was never uploaded is not there."""
    async with seller() as client:
        url = (await client.upload()).json()["data"]["url"].split("8102", 1)[1]
        client.world.load(json.loads(json.dumps(client.world.dump())))
        answer = await client.http.get(url)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert Image.open(io.BytesIO(answer.content)).size == (600, 600)
        assert (await client.http.get(url.replace("~", "0~"))).status_code == 404


async def test_long_main_pictures_are_made_square() -> None:
    async with seller() as client:
        got = (await client.upload(a_picture(900, 400))).json()["data"]
        assert (got["width"], got["height"]) == (900, 900)
        kept = (await client.upload(a_picture(900, 400), "DESCRIPTION_IMAGE")).json()["data"]
        assert (kept["width"], kept["height"]) == (900, 400)


@pytest.mark.parametrize(
    ("content", "use", "code"),
    [
        (b"", "MAIN_IMAGE", 12038002),
        (b"GIF89a" + b"0" * 100, "MAIN_IMAGE", 12038015),
        (b"\xff\xd8\xff broken", "MAIN_IMAGE", 12038015),
        (a_picture(90, 300), "DESCRIPTION_IMAGE", 12019116),
        (a_picture(299, 400), "MAIN_IMAGE", 12038014),
        (a_picture(4001, 300), "MAIN_IMAGE", 12038014),
        (a_picture(1000, 2000), "SIZE_CHART_IMAGE", 12038014),
        (a_picture(1024, 2000), "SIZE_CHART_IMAGE", 0),
        (a_picture(), "PORTRAIT", 11050001),
        (a_picture(kind="WEBP"), "MAIN_IMAGE", 0),
        (a_picture(kind="BMP"), "MAIN_IMAGE", 0),
        (a_picture(kind="GIF"), "MAIN_IMAGE", 12038015),
        (b"\0" * 4 + b"ftypheic" + b"\0" * 8 + b"ispe" + b"\0" * 4 + b"\0\0\4\0\0\0\3\0", "MAIN_IMAGE", 0),
        (b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024), "MAIN_IMAGE", 12038005),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
async def test_pictures_have_limits(content: bytes, use: str, code: int) -> None:
    async with seller() as client:
        assert (await client.upload(content, use)).json()["code"] == code


async def test_picture_of_twenty_thousand_pixels_is_measured_not_decoded() -> None:
    async with seller() as client:
        header = b"BM" + b"\0" * 8 + b"\x36\0\0\0" + b"\x28\0\0\0" + (20_000).to_bytes(4, "little") * 2
        content = header + b"\1\0\x18\0" + b"\0" * 24
        assert (await client.upload(content, "DESCRIPTION_IMAGE")).json()["code"] == 0


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"%PDF-1.7 x", "certificate.pdf", 0),
        (b"", "certificate.pdf", 12019103),
        (b"%PDF-1.7 x", "", 12019104),
        (b"MZ", "certificate.pdf", 12019105),
        (b"x", "notes.txt", 12019105),
        (b"%PDF-1.7 x", "my certificate.pdf", 12038002),
        (b"%PDF-1.7 x", "_certificate.pdf", 12038002),
        (b"%PDF-1.7 x", "cert.v2.pdf", 12038002),
    ],
)
async def test_files_have_limits(content: bytes, name: str, code: int) -> None:
    async with seller() as client:
        path = "/product/202309/files/upload"
        files, fields = {"data": ("f", content)}, {"name": name} if name else {}
        answer = (await client.send("POST", path, cipher=False, files=files, fields=fields)).json()
        assert answer["code"] == code
        if not code:
            assert (answer["data"]["name"], answer["data"]["format"]) == (name, "PDF")


async def test_prerequisites_pass_until_a_switch_fails_one() -> None:
    """S17: the readiness list, the platform's misspelling included."""
    async with seller() as client:
        path = "/product/202312/prerequisites"
        rows = (await client.data("GET", path))["check_results"]
        assert all(r["is_failed"] is False and r["fail_reasons"] == [] for r in rows)
        assert "BANk_ACCOUNT" in {r["check_item"] for r in rows}
        client.world.tiktok.fail_check("RETURN_WAREHOUSE", on=True)
        failed = [r for r in (await client.data("GET", path))["check_results"] if r["is_failed"]]
        assert [r["check_item"] for r in failed] == ["RETURN_WAREHOUSE"]
        assert "return warehouse" in failed[0]["fail_reasons"][0]


async def test_warehouses_carriers_and_permissions() -> None:
    async with seller() as client:
        rows = (await client.data("GET", "/logistics/202309/warehouses"))["warehouses"]
        assert [(w["type"], w["is_default"]) for w in rows] == [
            ("SALES_WAREHOUSE", True),
            ("SALES_WAREHOUSE", False),
            ("RETURN_WAREHOUSE", True),
        ]
        assert "distict" in rows[0]["address"]
        options = await client.data("GET", f"/logistics/202309/warehouses/{rows[0]['id']}/delivery_options")
        own, tiktok, express = options["delivery_options"]
        carriers = "/logistics/202309/delivery_options/{}/shipping_providers"
        found = await client.data("GET", carriers.format(own["id"]))
        ids = {p["name"]: p["id"] for p in found["shipping_providers"]}
        assert {"USPS", "UPS", "FedEx", "DHL", "DHL eCommerce"} <= set(ids)
        other = (await client.data("GET", carriers.format(express["id"])))["shipping_providers"]
        assert all(ids[p["name"]] != p["id"] for p in other)  # the same carrier has another id with every option
        assert await client.code("GET", carriers.format(tiktok["id"])) == 21008117
        assert await client.code("GET", carriers.format("1")) == 21008116
        assert await client.data("GET", "/seller/202309/permissions", cipher=False) == {"permissions": []}
