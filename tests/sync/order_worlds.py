"""An order's whole world as one document: its rows, what both shops have, and what they were told.

Taken out of the database, compared, and put back as another order's: two stories that end in the same document go on
alike, so that one of them has to be lived further. What only tells two rows apart, such as ids and hours, is left out.
"""

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from app.domain.orders import OrderStatus, SourceOrder
from app.sync.order_records import seal_buyer
from app.tables.engine import connection, transaction
from tests.sync.lives import BEGAN, REFUSED, Lives

World = bytes
Says = dict[str, Any]

# What hangs on an order's row, by the column that names it.
TABLES = {
    "order_unit": "sales_order",
    "package": "sales_order",
    "cancellation": "sales_order",
    "outbox_write": "subject",
}
OWN = {"id", "connection", "sales_order", "subject", "key", "batch"}
READ = BEGAN + timedelta(hours=1)
FULFILMENT = ("AWAITING_PROCESSING", "PROCESSING", "SHIPPED", "DELIVERED")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT")
_ASKED = re.compile(r"\bweft-\d+-")
_HANGING = ", ".join(
    f"'{table}', (SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.id), '[]') FROM {table} x WHERE x.{owner} = o.id)"  # noqa: S608
    for table, owner in TABLES.items()
)
_ROWS = f"""SELECT o.remote_id, o.remote_updated_at, jsonb_build_object({_HANGING}, 'sales_order', jsonb_build_array(
        to_jsonb(o) - 'buyer' - 'remote_updated_at' || jsonb_build_object('buyer', o.buyer IS NOT NULL))) AS rows
    FROM sales_order o WHERE o.connection = $1"""  # noqa: S608 - constants only
_encode = msgspec.json.Encoder(order="sorted").encode
said = msgspec.json.Decoder(dict[str, Any]).decode
UNHEARD: World = _encode(
    {"status": "UNPAID", "rows": {}, "there": [], "next": "", "ships": 0, "cancels": 0, "steps": [], "by_hand": False}
)


def order_name(number: int) -> str:
    """An order's id that is found in no other text."""
    return f"o{number:06}o"


async def put(lives: Lives, worlds: Mapping[str, World]) -> None:
    """These orders, and no others, are as their documents say."""
    await lives.clear()
    rows = defaultdict[str, list[Says]](list)
    for number, (id_, world) in enumerate(worlds.items(), 1):
        says = said(world.replace(b"@order", id_.encode()).replace(b"weft-0-", b"weft-%d-" % number))
        _put_in_the_shops(lives, id_, says)
        _give_ids(lives, says["rows"], id_, number)
        for table, found in says["rows"].items():
            rows[table] += found
    async with transaction(lives.res.db) as db:
        for table in ("sales_order", *TABLES):
            found = rows[table]
            document = _encode([{"id": number, **row} for number, row in enumerate(found, 1)]).decode()
            await db.execute(
                f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, $1::jsonb)",  # noqa: S608
                document,
            )
            await db.execute(f"SELECT setval('{table}_id_seq', {len(worlds) + len(found)})")


def _put_in_the_shops(lives: Lives, id_: str, says: Says) -> None:
    lives.begin(id_)
    status, begun = OrderStatus(says["status"]), lives.till.orders[id_]
    unit = replace(begun.units[0], status=status)
    lives.till.orders[id_] = replace(begun, status=status, updated_at=READ, units=(unit,))
    for there in says["there"]:
        number = len(lives.store.orders) + 1
        order = replace(msgspec.convert(there, SourceOrder), internal_id=number, updated_at=lives.res.now())
        lives.store.orders[order.id] = order
    if says["next"] == "lost":
        lives.store.lost.add(id_)
    elif says["next"] == "refused":
        lives.store.refuses[id_] = REFUSED
    if says["by_hand"]:
        lives.by_hand.add(id_)


def _give_ids(lives: Lives, rows: dict[str, list[Says]], id_: str, number: int) -> None:
    now = lives.res.now().isoformat()
    for found in rows.values():
        for row in found:
            row.update({key: now for key, value in row.items() if value == "then"}, connection=lives.connection)
    for table, owner in TABLES.items():
        for row in rows.get(table, ()):
            row[owner] = number
    for row in rows.get("outbox_write", ()):
        row["key"] = row["batch"] = str(uuid.uuid4())
    for row in rows.get("sales_order", ()):
        read = (READ - timedelta(seconds=row.pop("behind"))).isoformat()
        row |= {"id": number, "remote_updated_at": read, "placed_at": BEGAN.isoformat()}
        row["facts"]["updated_at"] = read
        sealed = seal_buyer(lives.res.vault, lives.connection, lives.till.orders[id_]) if row["buyer"] else None
        row["buyer"] = sealed and f"\\x{sealed.hex()}"
        ids = {order.internal_id for order in lives.store.of(id_)}
        row["source_internal_id"] = min(ids, default=None)


async def take_out(lives: Lives, before: Mapping[str, World]) -> dict[str, World]:
    """What became of these orders. `before` says what each of them was."""
    async with connection(lives.res.db) as db:
        rows = {row["remote_id"]: row for row in await db.fetch(_ROWS, lives.connection)}
    told, steps = Counter(lives.till.told), defaultdict[str, list[str]](list)
    for id_, _, step in lives.store.told:
        if step in FULFILMENT:
            steps[lives.store.orders[id_].channel_order_id].append(step)
    there = defaultdict[str, list[SourceOrder]](list)
    for order in lives.store.orders.values():
        there[order.channel_order_id].append(order)
    worlds = {}
    for id_, world in before.items():
        was = said(world)
        says = {
            **was,
            "status": lives.till.orders[id_].status,
            "there": [_plain(order) for order in there[id_]],
            "next": "lost" if id_ in lives.store.lost else "refused" if id_ in lives.store.refuses else "",
            "ships": was["ships"] + told[id_, "ship"],
            "cancels": was["cancels"] + told[id_, "cancel"],
            "steps": _since_the_last_step_back(was["steps"] + steps[id_]),
            "by_hand": id_ in lives.by_hand,
            "rows": {},
        }
        if id_ in rows:
            behind = rows[id_]["remote_updated_at"] < lives.till.orders[id_].updated_at
            says["rows"] = _without_ids(rows[id_]["rows"], there[id_])
            says["rows"]["sales_order"][0]["behind"] = int(behind)
        worlds[id_] = _ASKED.sub("weft-0-", _encode(says).decode().replace(id_, "@order")).encode()
    return worlds


def _since_the_last_step_back(steps: Sequence[str]) -> list[str]:
    is_forward = sorted(steps, key=FULFILMENT.index) == list(steps)
    return list(steps[-1:] if is_forward else steps)


def _plain(order: SourceOrder) -> Says:
    return {
        "id": _number(order),
        "internal_id": 0,
        "payment_status": order.payment_status,
        "fulfilment_status": order.fulfilment_status,
        "total": str(order.total),
        "tracking_number": order.tracking_number,
        "channel_order_id": order.channel_order_id,
    }


def _number(order: SourceOrder) -> str:
    """Ecwid's number for it: one word, as Ecwid's own."""
    return f"X{order.channel_order_id}X"


def _without_ids(text: str, there: Sequence[SourceOrder]) -> dict[str, list[Says]]:
    for order in there:
        text = text.replace(order.id, _number(order)).replace(order.id.lower(), _number(order).lower())
    rows: dict[str, list[Says]] = said(text.encode())
    for found in rows.values():
        found[:] = [{key: _timeless(value) for key, value in row.items() if key not in OWN} for row in found]
    [row] = rows["sales_order"]
    row["search"] = row["search"].lower()  # a number of digits alone is its own lower case
    del row["placed_at"], row["facts"]["updated_at"], row["source_internal_id"]
    return rows


def _timeless(value: Any) -> Any:
    return "then" if isinstance(value, str) and _TIME.match(value) else value
