"""The table of carriers on Order Settings: pairs of names, and names of past orders that have none (S141)."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from app.domain import carriers
from app.domain.fulfilment import key_of
from app.domain.words import N_
from app.errors import Invalid
from app.tables import carrier_lists
from app.web.forms import Form
from app.web.order_words import Row

MOST_PAIRS = 200
KNOWN_CARRIERS = (
    carriers.AMAZON, carriers.DHL, carriers.DHL_ECOMMERCE, carriers.FEDEX, carriers.ONTRAC, carriers.UPS, carriers.USPS,
)  # fmt: skip


async def table(
    db: asyncpg.Connection, connection_id: int, typed: list[tuple[str, str]] | None = None
) -> dict[str, Any]:
    """The lines, TikTok's names to choose from, and Ecwid's names that past orders have shown."""
    met = await carrier_lists.channel_names(db, connection_id)
    return {
        "rows": await rows(db, connection_id, typed),
        "names": sorted({*KNOWN_CARRIERS, *met}, key=str.lower),
        "seen": [row["name"] for row in await carrier_lists.seen(db, connection_id)],
    }


async def rows(db: asyncpg.Connection, connection_id: int, pairs: list[tuple[str, str]] | None) -> list[dict[str, Any]]:
    """The pairs, then names of past orders that have none; and what somebody has typed, where a form comes back."""
    seen = {row["key"]: row for row in await carrier_lists.seen(db, connection_id)}
    if pairs is None:
        saved = await carrier_lists.mappings(db, connection_id)
        pairs = [(_written(row["source_name"], seen), row["provider_name"]) for row in saved]
        known = {row["source_name"] for row in saved}
        pairs += [(row["name"], "") for key, row in seen.items() if key not in known]
        pairs.append(("", ""))
    return [
        {"name": name, "provider": provider, "used": seen[key_of(name)]["n"] if key_of(name) in seen else 0}
        for name, provider in pairs
    ]


def _written(key: str, seen: Mapping[str, Row]) -> str:
    """The name as Ecwid writes it, where an order has shown it."""
    return str(seen[key]["name"]) if key in seen else key


async def half_done(db: asyncpg.Connection, connection_id: int, pairs: list[tuple[str, str]]) -> bool:
    """Whether a name was typed without a choice: it would be lost. Names of past orders stay listed anyway."""
    seen = {row["key"] for row in await carrier_lists.seen(db, connection_id)}
    return any(name and not provider and key_of(name) not in seen for name, provider in pairs)


def pairs_of(form: Form) -> list[tuple[str, str]]:
    """The lines of the table: as many names as choices, in order. Raises Invalid."""
    names = form.many("source_name", most=MOST_PAIRS, each=80, blank=True)
    providers = form.many("provider_name", most=MOST_PAIRS, each=80, blank=True)
    if len(names) != len(providers):
        raise Invalid(N_("Each name needs one choice beside it."), field="source_name")
    return list(zip(names, providers, strict=True))
