"""From TikTok's answers to our records. Pure: no call, no clock."""

from app.domain.categories import Attribute, Certificate, ChannelCategory, Requirements
from app.domain.listings import ListingDraft, ListingStatus, RemoteListing, SentListing
from app.platforms.roles import Check, ListingPage, Picture, Shop, Warehouse
from app.platforms.tiktok_shop import wire
from app.platforms.tiktok_shop.payloads import external_sku_id

PATH_SEPARATOR = " › "
_DEEPEST = 16  # the v2 tree has seven levels; a ring in the data must not hang us


def shop(row: wire.ShopRow) -> Shop:
    """One authorised shop."""
    return Shop(row.id, row.name, row.region, row.seller_type, row.cipher, row.code)


def check(row: wire.CheckRow) -> Check:
    """One line of the listing prerequisites."""
    return Check(row.check_item, row.is_failed, tuple(row.fail_reasons or ()))


def warehouse(row: wire.WarehouseRow) -> Warehouse:
    """One warehouse; the same address stands there twice, for sales and for returns, with different ids."""
    return Warehouse(
        id=row.id,
        name=row.name or "",
        is_sales=row.type == "SALES_WAREHOUSE",
        is_enabled=row.effect_status == "ENABLED",
        is_default=bool(row.is_default),
        address=_address(row.address) if row.address else "",
    )


def categories(data: wire.Categories) -> tuple[ChannelCategory, ...]:
    """The whole tree, each node with its path from the root."""
    rows = {row.id: row for row in data.categories or ()}
    paths: dict[str, str] = {}
    return tuple(
        ChannelCategory(
            id=row.id,
            parent_id=row.parent_id or "0",
            name=row.local_name or "",
            path=_path(row.id, rows, paths),
            is_leaf=bool(row.is_leaf),
            invite_only="INVITE_ONLY" in (row.permission_statuses or ()),
        )
        for row in rows.values()
    )


def recommended(data: wire.Recommendation) -> str | None:
    """The suggested leaf, if there is one."""
    leaves = [row.id for row in data.categories or () if row.is_leaf]
    return data.leaf_category_id or (leaves[-1] if leaves else None)


def requirements(category_id: str, attributes: wire.Attributes, rules: wire.Rules) -> Requirements:
    """What a leaf category asks for."""
    return Requirements(
        category_id=category_id,
        attributes=tuple(_attribute(row) for row in attributes.attributes or ()),
        certificates=tuple(
            Certificate(
                id=row.id,
                name=row.name,
                required=bool(row.is_required),
                details=row.document_details or "",
                needs_expiry=bool(row.expiration_date and row.expiration_date.is_required),
                conditions=_conditions(row.requirement_conditions),
            )
            for row in rules.product_certifications or ()
        ),
        size_chart_required=bool(rules.size_chart and rules.size_chart.is_required),
        package_required=bool(rules.package_dimension and rules.package_dimension.is_required),
    )


def picture(row: wire.UploadedImage) -> Picture:
    """An uploaded picture. The official sample's url ends in a line break."""
    return Picture(row.uri, row.url.strip(), row.width, row.height)


def sent(data: wire.SentProduct, draft: ListingDraft) -> SentListing:
    """The ids given to what was sent: matched by our own SKU id, else by seller SKU, else by place."""
    rows = data.skus or []
    by_external = {row.external_sku_id: row.id for row in rows if row.external_sku_id}
    by_sku = {row.seller_sku: row.id for row in rows if row.seller_sku}
    in_step = len(rows) == len(draft.skus)
    ids = {}
    for place, sku in enumerate(draft.skus):
        found = by_external.get(external_sku_id(draft.source_id, sku.combination_id)) or by_sku.get(sku.seller_sku)
        if found or in_step:
            ids[sku.combination_id] = found or rows[place].id
    warnings = tuple(w.message for w in data.warnings or () if w.message)
    return SentListing(data.product_id, ids, warnings, (data.audit.status or "") if data.audit else "")


def listing(row: wire.ProductRow) -> RemoteListing:
    """A listing as it stands now; a status that we do not know is UNKNOWN and settles nothing."""
    try:
        status = ListingStatus(row.status or "")
    except ValueError:
        status = ListingStatus.UNKNOWN
    audit = row.audit or wire.Audit()
    return RemoteListing(
        remote_id=row.id,
        status=status,
        audit_status=audit.status or "",
        title=row.title or "",
        external_id=row.external_product_id or "",
        sku_ids={sku.seller_sku: sku.id for sku in row.skus or () if sku.seller_sku},
        refusals=_refusals(row),
        restricted=tuple(audit.pre_approved_reasons or ()),
        updated_at=row.update_time or 0,
        said=(row.status or "") if status is ListingStatus.UNKNOWN else "",
    )


def listing_page(data: wire.FoundProducts) -> ListingPage:
    """One page of a search."""
    found = tuple(listing(row) for row in data.products or ())
    return ListingPage(found, data.next_page_token or "", data.total_count or 0)


def _address(address: wire.Address) -> str:
    parts = (address.address_line1, address.distict, address.city, address.state, address.postal_code)
    return address.full_address or ", ".join(part for part in parts if part)


def _path(id_: str, rows: dict[str, wire.CategoryRow], paths: dict[str, str]) -> str:
    names: list[str] = []
    at = id_
    while at in rows and at not in paths and len(names) < _DEEPEST:
        names.append(rows[at].local_name or at)
        at = rows[at].parent_id or "0"
    path = PATH_SEPARATOR.join(([paths[at]] if at in paths else []) + names[::-1])
    paths[id_] = path
    return path


def _attribute(row: wire.AttributeRow) -> Attribute:
    return Attribute(
        id=row.id,
        name=row.name,
        is_sales=row.type == "SALES_PROPERTY",
        required=bool(row.is_requried),
        values=tuple((value.id, value.name) for value in row.values or ()),
        customizable=bool(row.is_customizable),
        multiple=bool(row.is_multiple_selection),
        numeric=row.value_data_format == "POSITIVE_INT_OR_DECIMAL",
        conditions=_conditions(row.requirement_conditions),
    )


def _conditions(rows: list[wire.Condition] | None) -> tuple[tuple[str, str], ...]:
    return tuple((c.attribute_id, c.attribute_value_id) for c in rows or () if c.condition_type == "VALUE_ID_MATCH")


def _refusals(row: wire.ProductRow) -> tuple[str, ...]:
    """The reviewers' own words, with their advice, each once."""
    words: list[str] = []
    for refusal in row.audit_failed_reasons or ():
        place = f"{refusal.position}: " if refusal.position else ""
        words += [place + reason for reason in refusal.reasons or ()]
        words += list(refusal.suggestions or ())
    words += row.product_sync_fail_reasons or ()
    return tuple(dict.fromkeys(words))
