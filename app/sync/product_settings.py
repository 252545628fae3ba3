"""A connection's product settings: each saved by itself, products on TikTok get "Unsent changes" (S24, S132–S134)."""

import msgspec

from app.domain.categories import Basis
from app.domain.packages import Package
from app.domain.words import N_
from app.errors import Invalid
from app.platforms.roles import Warehouse
from app.resources import Resources
from app.tables.engine import transaction

_MARK = """UPDATE product p SET unsent_changes = true FROM listing l
           WHERE l.product = p.id AND p.connection = $1 AND NOT p.unsent_changes"""


async def save_package(res: Resources, connection_id: int, package: Package) -> None:
    """The default package. Products with their own size and weight do not change."""
    async with transaction(res.db) as db:
        await db.execute(
            """UPDATE connection SET package_length_mm = $2, package_width_mm = $3, package_height_mm = $4,
                   package_weight_g = $5, package_units = $6 WHERE id = $1""",
            connection_id,
            package.length_mm,
            package.width_mm,
            package.height_mm,
            package.weight_g,
            package.system,
        )
        await db.execute(f"{_MARK} AND (p.size IS NULL OR p.weight_g IS NULL)", connection_id)


async def save_warehouse(res: Resources, connection_id: int, warehouse_id: str) -> None:
    """Which of the shop's warehouses receives the stock."""
    async with transaction(res.db) as db:
        document = await db.fetchval("SELECT warehouses FROM connection WHERE id = $1 FOR UPDATE", connection_id)
        chosen = next((w for w in warehouses_of(document) if w.id == warehouse_id), None)
        if chosen is None:
            raise Invalid(N_("Choose one of the warehouses listed."), field="warehouse")
        changed = await db.execute(
            "UPDATE connection SET warehouse_id = $2, warehouse_name = $3 WHERE id = $1 AND warehouse_id <> $2",
            connection_id,
            chosen.id,
            chosen.name,
        )
        if changed == "UPDATE 1":
            await db.execute(_MARK, connection_id)


def warehouses_of(document: str | None) -> list[Warehouse]:
    """The warehouses that can be chosen, as TikTok listed them last."""
    return msgspec.json.decode(document, type=list[Warehouse]) if document else []


async def save_basis(res: Resources, connection_id: int, basis: str) -> None:
    """Which of Ecwid's groupings names the category. Products are grouped anew at once, from what was pulled."""
    if basis not in Basis.ALL:
        raise Invalid(N_("Choose one of the choices offered."), field="basis")
    group = {
        Basis.CATEGORY: "p.category",
        Basis.TYPE: "p.product_type",
        Basis.CATEGORY_THEN_TYPE: "coalesce(p.category, p.product_type)",
    }[basis]
    async with transaction(res.db) as db:
        await db.execute("UPDATE connection SET category_basis = $2 WHERE id = $1", connection_id, basis)
        await db.execute(
            f"""INSERT INTO category_mapping (connection, basis, source_id, source_name)
                SELECT DISTINCT ON (g ->> 'basis', (g ->> 'id')::bigint)
                    $1, g ->> 'basis', (g ->> 'id')::bigint, g ->> 'name'
                FROM (SELECT {group} AS g FROM product p WHERE p.connection = $1) AS groups WHERE g IS NOT NULL
                ON CONFLICT (connection, basis, source_id) DO NOTHING""",  # noqa: S608 - constants only
            connection_id,
        )
        await db.execute(
            f"""UPDATE product p SET category_mapping = m.id FROM product q
                LEFT JOIN category_mapping m ON m.connection = q.connection
                    AND m.basis = {group.replace("p.", "q.")} ->> 'basis'
                    AND m.source_id = ({group.replace("p.", "q.")} ->> 'id')::bigint
                WHERE q.id = p.id AND p.connection = $1 AND p.category_mapping IS DISTINCT FROM m.id""",  # noqa: S608
            connection_id,
        )
