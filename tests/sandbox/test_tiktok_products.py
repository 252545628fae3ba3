"""Creating, editing and reading products in the stand-in (platform-facts T6; S37)."""

from typing import Any

import pytest

from sandbox.tiktok_shop.categories import leaf_named
from tests.sandbox.tiktok_client import SECOND_WAREHOUSE, WAREHOUSE, Client, Json, a_sku, axis, seller

PRODUCTS = "/product/202309/products"
BOWLS = leaf_named("Bowls").id


async def edit(client: Client, product_id: str, **changes: Any) -> Json:
    body = await client.a_product(**changes)
    return await client.data("PUT", f"/product/202509/products/{product_id}", body)


async def edit_code(client: Client, product_id: str, **changes: Any) -> int:
    body = await client.a_product(**changes)
    return await client.code("PUT", f"/product/202509/products/{product_id}", body)


async def partial(client: Client, product_id: str, **body: Any) -> Json:
    return await client.data("POST", f"/product/202509/products/{product_id}/partial_edit", body)


async def sku_ids(client: Client, product_id: str) -> dict[str, str]:
    return {s["seller_sku"]: s["id"] for s in (await client.read(product_id))["skus"]}


def colours(*names: str) -> list[Json]:
    return [a_sku(n.upper(), sales_attributes=[axis("Color", n)]) for n in names]


async def test_created_product_is_pending_and_complete() -> None:
    async with seller() as client:
        made = await client.create(external_product_id="98765", product_attributes=[_material("Oak")])
        got = await client.read(made["product_id"])
        assert (got["status"], got["product_status"], got["audit"]["status"]) == ("PENDING", "INITIAL", "AUDITING")
        assert got["external_product_id"] == "98765"
        assert got["category_chains"][-1]["is_leaf"] is True
        assert got["skus"][0]["price"] == {"tax_exclusive_price": "18.00", "sale_price": "18.00", "currency": "USD"}
        assert got["product_attributes"][0]["name"] == "Material"
        assert got["product_attributes"][0]["values"][0]["name"] == "Oak"
        assert None not in got.values()


def _material(name: str) -> Json:
    return {"id": "100701", "values": [{"name": name}]}


async def test_ids_are_long_strings() -> None:
    async with seller() as client:
        made = await client.create(skus=colours("Red", "Mauve"))
        ids = [made["product_id"], *(s["id"] for s in made["skus"])]
        assert all(isinstance(i, str) and i.isdigit() and i.startswith("17") and len(i) == 19 for i in ids)
        assert len(set(ids)) == 3


async def test_same_key_answers_the_first_result() -> None:
    async with seller() as client:
        first = await client.create(idempotency_key="k1")
        again = await client.create(idempotency_key="k1", title="Another mug")
        assert again == first
        assert len(client.world.tiktok.main.products) == 1
        assert (await client.create(idempotency_key="k2"))["product_id"] != first["product_id"]


async def test_key_of_a_refused_create_may_be_used_again() -> None:
    async with seller() as client:
        assert await client.code("POST", PRODUCTS, await client.a_product(title="", idempotency_key="k1")) == 12052261
        assert (await client.create(idempotency_key="k1"))["product_id"]


async def test_key_belongs_to_its_shop() -> None:
    async with seller() as client:
        first = await client.create(idempotency_key="k1")
        await client.sign_in(answer="other_shop")
        warehouse = (await client.data("GET", "/logistics/202309/warehouses"))["warehouses"][0]["id"]
        sku = a_sku(inventory=[{"warehouse_id": warehouse, "quantity": 1}])
        assert (await client.create(idempotency_key="k1", skus=[sku]))["product_id"] != first["product_id"]


async def test_known_axis_names_get_built_in_ids_and_others_new_ones() -> None:
    async with seller() as client:
        made = await client.create(
            skus=[
                a_sku("A", sales_attributes=[axis("color", "Red"), axis("Handle", "Left")]),
                a_sku("B", sales_attributes=[axis("color", "Red"), axis("Handle", "Right")]),
            ]
        )
        (a, b) = ([(x["id"], x["value_id"]) for x in sku["sales_attributes"]] for sku in made["skus"])
        assert a[0] == b[0] == ("100000", "1000001")
        assert a[1][0] == b[1][0] != "100000"
        assert a[1][1] != b[1][1]


async def test_list_price_below_the_price_is_dropped() -> None:
    async with seller() as client:
        low, high = ({"amount": amount, "currency": "USD"} for amount in ("17.99", "20.00"))
        made = await client.create(skus=[a_sku(list_price=low)])
        assert "list_price" not in (await client.read(made["product_id"]))["skus"][0]
        made = await client.create(skus=[a_sku(list_price=high)])
        assert (await client.read(made["product_id"]))["skus"][0]["list_price"]["amount"] == "20.00"


async def test_draft_may_lack_what_a_listing_needs() -> None:
    async with seller() as client:
        speakers = leaf_named("Headphones & Speakers").id
        made = await client.create(save_mode="AS_DRAFT", category_id=speakers)
        got = await client.read(made["product_id"])
        assert (got["status"], got["audit"]["status"]) == ("DRAFT", "NONE")
        client.world.advance(1000)
        assert (await client.read(made["product_id"]))["status"] == "DRAFT"
        assert await edit_code(client, made["product_id"], category_id=speakers) == 12052104
        await edit(client, made["product_id"])
        assert (await client.read(made["product_id"]))["status"] == "PENDING"


async def test_products_of_others_stay_closed() -> None:
    async with seller() as client:
        made = await client.create()
        await client.sign_in(answer="other_shop")
        path = f"/product/202309/products/{made['product_id']}"
        assert await client.code("GET", path) == 12052048
        assert await edit_code(client, made["product_id"]) == 12052048
        assert await client.code("POST", f"{path}/inventory/update", {"skus": [{"id": "1"}]}) == 12052048
        assert await client.code("GET", "/product/202309/products/1729000000000000001") == 12052260


async def test_edit_replaces_everything_but_price_and_stock() -> None:
    async with seller() as client:
        made = await client.create(external_product_id="98765", product_attributes=[_material("Oak")])
        sku_id = made["skus"][0]["id"]
        bare = {"id": sku_id, "price": None, "inventory": None}
        got = await edit(client, made["product_id"], skus=[a_sku("NEW", **bare)])
        assert got["skus"] == [{"id": sku_id, "seller_sku": "NEW"}]
        after = await client.read(made["product_id"])
        assert "external_product_id" not in after
        assert "product_attributes" not in after
        assert after["skus"][0]["price"]["sale_price"] == "18.00"
        assert after["skus"][0]["inventory"] == [{"warehouse_id": WAREHOUSE, "quantity": 25}]


async def test_sku_without_id_is_a_new_one_and_the_old_is_gone() -> None:
    async with seller() as client:
        made = await client.create()
        old = made["skus"][0]["id"]
        got = await edit(client, made["product_id"])
        assert got["skus"][0]["id"] != old
        assert (await sku_ids(client, made["product_id"])) == {"EM-012": got["skus"][0]["id"]}


async def test_skus_that_are_not_named_are_deleted_and_new_ones_created() -> None:
    async with seller() as client:
        made = await client.create(skus=colours("Red", "Blue"))
        red = made["skus"][0]["id"]
        kept = {**colours("Red")[0], "id": red}
        await edit(client, made["product_id"], skus=[kept, *colours("Green")])
        after = await sku_ids(client, made["product_id"])
        assert set(after) == {"RED", "GREEN"}
        assert after["RED"] == red


async def test_edit_refuses_ids_that_are_not_its_own() -> None:
    async with seller() as client:
        made, other = await client.create(), await client.create()
        foreign = other["skus"][0]["id"]
        own = made["skus"][0]["id"]
        assert await edit_code(client, made["product_id"], skus=[a_sku(id=foreign)]) == 12052557
        assert await edit_code(client, made["product_id"], skus=[a_sku(id=own), a_sku(id=own)]) == 12052553
        bare = a_sku("NEW", price=None)
        assert await edit_code(client, made["product_id"], skus=[bare]) == 12052571
        elsewhere = [{"warehouse_id": SECOND_WAREHOUSE, "quantity": 1}]
        assert await edit_code(client, made["product_id"], skus=[a_sku(id=own, inventory=elsewhere)]) == 12052533


async def test_edit_may_sell_out_a_sku_but_not_add_an_empty_one() -> None:
    async with seller() as client:
        made = await client.create()
        none = [{"warehouse_id": WAREHOUSE, "quantity": 0}]
        own = made["skus"][0]["id"]
        assert await edit_code(client, made["product_id"], skus=[a_sku(id=own, inventory=none)]) == 0
        assert await edit_code(client, made["product_id"], skus=[a_sku("NEW", inventory=none)]) == 12052055


async def test_axes_may_not_all_disappear() -> None:
    async with seller() as client:
        made = await client.create(skus=colours("Red"))
        assert await edit_code(client, made["product_id"], skus=[a_sku(id=made["skus"][0]["id"])]) == 12052550


async def test_barcode_cannot_change_once_submitted() -> None:
    async with seller() as client:
        code = {"code": "012345678905", "type": "UPC"}
        made = await client.create(skus=[a_sku(identifier_code=code)])
        own = made["skus"][0]["id"]
        other = {"code": "042100005264", "type": "UPC"}
        assert await edit_code(client, made["product_id"], skus=[a_sku(id=own, identifier_code=other)]) == 12052593
        assert await edit_code(client, made["product_id"], skus=[a_sku(id=own)]) == 0
        assert (await client.read(made["product_id"]))["skus"][0]["identifier_code"] == code


async def test_edit_of_a_live_product_is_a_second_version() -> None:
    """platform-facts T7: v1 stays live until v2 passes."""
    async with seller() as client:
        id_ = await client.listed()
        sku = a_sku(id=(await sku_ids(client, id_))["EM-012"])
        got = await edit(client, id_, title="Enamel Camp Mug, 16 oz", skus=[sku])
        assert got["audit"] == {"status": "AUDITING"}
        live = await client.read(id_)
        assert (live["status"], live["title"]) == ("ACTIVATE", "Enamel Camp Mug, 12 oz")
        under_review = await client.read(id_, return_under_review_version="true")
        assert under_review["title"] == "Enamel Camp Mug, 16 oz"
        client.world.tiktok.rule(id_, approve=True)
        after = await client.read(id_)
        assert (after["status"], after["audit"]["status"], after["title"]) == (
            "ACTIVATE",
            "APPROVED",
            "Enamel Camp Mug, 16 oz",
        )


async def test_refused_edit_leaves_the_live_version() -> None:
    async with seller() as client:
        id_ = await client.listed()
        await edit(client, id_, title="Worse mug", skus=[a_sku(id=(await sku_ids(client, id_))["EM-012"])])
        client.world.tiktok.rule(id_, approve=False, reason="Blurred picture")
        after = await client.read(id_)
        assert (after["status"], after["audit"]["status"]) == ("ACTIVATE", "FAILED")
        assert after["title"] == "Enamel Camp Mug, 12 oz"
        assert after["audit_failed_reasons"][0]["reasons"] == ["Blurred picture"]
        assert await client.code("GET", f"/product/202309/products/{id_}", query=_under_review()) == 12052547


def _under_review() -> Json:
    return {"return_under_review_version": "true"}


async def test_price_and_stock_inside_an_edit_apply_at_once() -> None:
    async with seller() as client:
        id_ = await client.listed()
        own = (await sku_ids(client, id_))["EM-012"]
        stock = [{"warehouse_id": WAREHOUSE, "quantity": 3}]
        sku = a_sku(id=own, price={"amount": "21.00", "currency": "USD"}, inventory=stock)
        await edit(client, id_, title="Enamel Camp Mug, 16 oz", skus=[sku])
        live = (await client.read(id_))["skus"][0]
        assert (live["price"]["sale_price"], live["inventory"][0]["quantity"]) == ("21.00", 3)


async def test_edit_of_only_price_needs_no_review() -> None:
    async with seller() as client:
        body = await client.a_product()
        id_ = (await client.data("POST", PRODUCTS, body))["product_id"]
        client.world.tiktok.rule(id_, approve=True)
        own = (await sku_ids(client, id_))["EM-012"]
        sku = a_sku(id=own, price={"amount": "21.00", "currency": "USD"})
        got = await client.data("PUT", f"/product/202509/products/{id_}", {**body, "skus": [sku]})
        assert got["audit"] == {"status": "APPROVED"}


async def test_partial_edit_keeps_what_it_is_not_told() -> None:
    async with seller() as client:
        id_ = (await client.create(external_product_id="98765"))["product_id"]
        own = await sku_ids(client, id_)
        got = await partial(client, id_, title="Enamel Camp Mug, 16 oz", category_id=BOWLS)
        assert got["audit"] == {"status": "AUDITING"}
        after = await client.read(id_)
        assert (after["title"], after["external_product_id"]) == ("Enamel Camp Mug, 16 oz", "98765")
        assert after["category_chains"][-1]["local_name"] == "Mugs"  # there is no category in a partial edit
        assert await sku_ids(client, id_) == own


async def test_partial_edit_builds_on_the_version_under_review() -> None:
    async with seller() as client:
        id_ = await client.listed()
        await partial(client, id_, title="Enamel Camp Mug, 16 oz")
        await partial(client, id_, description="<p>New words.</p>")
        client.world.tiktok.rule(id_, approve=True)
        after = await client.read(id_)
        assert (after["title"], after["description"]) == ("Enamel Camp Mug, 16 oz", "<p>New words.</p>")


async def test_draft_beside_a_live_product() -> None:
    async with seller() as client:
        id_ = await client.listed()
        await partial(client, id_, title="A draft of a mug", save_mode="AS_DRAFT")
        live = await client.read(id_)
        assert (live["has_draft"], live["title"]) == (True, "Enamel Camp Mug, 12 oz")
        assert (await client.read(id_, return_draft_version="true"))["title"] == "A draft of a mug"


async def test_pending_product_takes_no_draft_and_frozen_none_at_all() -> None:
    async with seller() as client:
        id_ = (await client.create())["product_id"]
        path = f"/product/202509/products/{id_}/partial_edit"
        assert await client.code("POST", path, {"title": "x", "save_mode": "AS_DRAFT"}) == 12052901
        client.world.tiktok.freeze(id_, "Counterfeit")
        assert await client.code("POST", path, {"title": "x"}) == 12052901
        assert await client.code("GET", f"/product/202309/products/{id_}") == 12052901


@pytest.mark.parametrize("version", ["202309", "202509"])
async def test_older_version_of_edit_still_lives(version: str) -> None:
    async with seller() as client:
        id_ = (await client.create())["product_id"]
        body = await client.a_product()
        assert await client.code("PUT", f"/product/{version}/products/{id_}", body) == 0
        assert await client.code("POST", f"/product/{version}/products/{id_}/partial_edit", {"title": "Mug"}) == 0


async def test_edit_frees_an_external_id() -> None:
    async with seller() as client:
        id_ = (await client.create(external_product_id="1"))["product_id"]
        await edit(client, id_, external_product_id="2")
        assert (await client.create(external_product_id="1"))["product_id"]
        assert await edit_code(client, id_, external_product_id="1") == 12052996
