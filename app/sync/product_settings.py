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
_GROUPS = {
    Basis.CATEGORY: "q.category",
    Basis.TYPE: "q.product_type",
    Basis.CATEGORY_THEN_TYPE: "coalesce(q.category, q.product_type)",
}


async def save_package(res: Resources, connection_id: int, package: Package) -> None:
    """The default package. Products with their own size and weight change only with the system of units."""
    new = (package.length_mm, package.width_mm, package.height_mm, package.weight_g, package.system)
    async with transaction(res.db) as db:
        old = await db.fetchrow(
            """SELECT package_length_mm, package_width_mm, package_height_mm, package_weight_g, package_units
               FROM connection WHERE id = $1 FOR UPDATE""",
            connection_id,
        )
        if old is None or tuple(old) == new:
            return
        await db.execute(
            """UPDATE connection SET package_length_mm = $2, package_width_mm = $3, package_height_mm = $4,
                   package_weight_g = $5, package_units = $6 WHERE id = $1""",
            connection_id,
            *new,
        )
        same_units = "AND (p.size IS NULL OR p.weight_g IS NULL)" if old["package_units"] == package.system else ""
        await db.execute(f"{_MARK} {same_units}", connection_id)


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
    """Which of Ecwid's groupings names the category. Products are grouped anew at once, from what was pulled.

    A listed product that thereby comes into another group has another category, so it has unsent changes (S102).
    """
    if basis not in Basis.ALL:
        raise Invalid(N_("Choose one of the choices offered."), field="basis")
    group = _GROUPS[basis]
    async with transaction(res.db) as db:
        changed = await db.execute(
            "UPDATE connection SET category_basis = $2 WHERE id = $1 AND category_basis <> $2", connection_id, basis
        )
        if changed == "UPDATE 0":
            return
        await db.execute(
            f"""INSERT INTO category_mapping (connection, basis, source_id, source_name)
                SELECT DISTINCT ON (g ->> 'basis', (g ->> 'id')::bigint)
                    $1, g ->> 'basis', (g ->> 'id')::bigint, g ->> 'name'
                FROM (SELECT {group} AS g FROM product q WHERE q.connection = $1) AS groups WHERE g IS NOT NULL
                ON CONFLICT (connection, basis, source_id) DO NOTHING""",  # noqa: S608 - constants only
            connection_id,
        )
        await db.execute(
            f"""UPDATE product p SET category_mapping = m.id,
                    unsent_changes = p.unsent_changes OR (p.own_category_id = '' AND l.id IS NOT NULL)
                FROM product q LEFT JOIN listing l ON l.product = q.id
                LEFT JOIN category_mapping m ON m.connection = q.connection
                    AND m.basis = {group} ->> 'basis' AND m.source_id = ({group} ->> 'id')::bigint
                WHERE q.id = p.id AND p.connection = $1
                  AND p.category_mapping IS DISTINCT FROM m.id""",  # noqa: S608 - constants only
            connection_id,
        )
