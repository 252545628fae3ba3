"""What a push would find, before it is started: the same rules that send, asked in advance (S36, S38)."""

from collections import Counter
from dataclasses import dataclass

import asyncpg
import msgspec

from app.domain import readiness
from app.domain.categories import Requirements
from app.domain.decisions import Finding
from app.domain.policy import Policy
from app.domain.selection import Selection
from app.resources import Resources
from app.sync.policies import load_policy
from app.tables.engine import connection
from app.tables.product_records import product_of
from app.tables.selections import where

# Above this the question would cost more than the answer is worth on a page: each is checked when its turn comes.
MOST_ASKED = 2_000
Cause = tuple[str, tuple[tuple[str, str | int], ...]]

# Found by itself while sending, so no reason to hold a product back in advance.
_FOUND_LATER = frozenset({"category_missing"})


@dataclass(frozen=True, slots=True)
class Split:
    """The matching products by what would become of them. `ready` None: not asked, they are too many."""

    matching: int
    busy: int
    ready: int | None
    new: int
    updates: int
    lacking: tuple[tuple[Finding, int], ...]


async def split(res: Resources, connection_id: int, selection: Selection, matching: int) -> Split:
    """Ask readiness for every matching product, if they are not too many. Two queries, no call to anybody."""
    condition, arguments = where(selection, 2)
    async with connection(res.db) as db:
        busy = await db.fetchval(
            f"""SELECT count(*) FROM task_item i JOIN product p ON p.id = i.product
                WHERE p.connection = $1 AND p.deleted_at IS NULL AND i.state IN ('queued', 'sending')
                  AND {condition}""",  # noqa: S608 - placeholders only
            connection_id,
            *arguments,
        )
        if matching > MOST_ASKED:
            return Split(matching, busy, None, 0, 0, ())
        policy = await load_policy(db, connection_id)
        rows = await db.fetch(
            f"""SELECT p.*, l.id AS listing, coalesce(nullif(p.own_category_id, ''), m.remote_id, '') AS category_id,
                    c.requirements
                FROM product p LEFT JOIN listing l ON l.product = p.id
                LEFT JOIN category_mapping m ON m.id = p.category_mapping
                LEFT JOIN channel_category c ON c.connection = p.connection
                    AND c.remote_id = coalesce(nullif(p.own_category_id, ''), m.remote_id)
                WHERE p.connection = $1 AND p.deleted_at IS NULL AND {condition}
                  AND NOT EXISTS (SELECT FROM task_item i WHERE i.product = p.id AND i.state IN ('queued', 'sending'))
                """,  # noqa: S608 - placeholders only
            connection_id,
            *arguments,
        )
    return _count(rows, policy, matching, busy)


def _count(rows: list[asyncpg.Record], policy: Policy, matching: int, busy: int) -> Split:
    # Equal causes with unequal figures ("its price is $0.00") are told apart: each sentence has to be true.
    causes: Counter[Cause] = Counter()
    first: dict[Cause, Finding] = {}
    new = updates = 0
    for row in rows:
        found = _in_the_way(row, policy)
        if found is not None:
            cause = (found.code, tuple(sorted(found.params.items())))
            causes[cause] += 1
            first.setdefault(cause, found)
        elif row["listing"] is None:
            new += 1
        else:
            updates += 1
    lacking = tuple((first[cause], n) for cause, n in causes.most_common())
    return Split(matching, busy, new + updates, new, updates, lacking)


def _in_the_way(row: asyncpg.Record, policy: Policy) -> Finding | None:
    asked = msgspec.json.decode(row["requirements"], type=Requirements) if row["requirements"] else None
    # SKUs that TikTok has may go down to 0; of a listing we only need to know here that there is one.
    linked = {v.combination_id: "" for v in product_of(row).variants} if row["listing"] is not None else None
    known = readiness.Known(category_id=row["category_id"], requirements=asked, linked=linked)
    return next((f for f in readiness.findings(product_of(row), policy, known) if f.code not in _FOUND_LATER), None)
