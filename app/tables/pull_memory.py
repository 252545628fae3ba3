"""What a pull has seen so far, kept while others have their turn. One that dies goes on from its place without it."""

import json
from array import array
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import asyncpg

from app.domain.pull_progress import Look


@dataclass(frozen=True, slots=True)
class Memory:
    """A look in the middle, and the source ids that have their part in the counts. `resumed`: some are unknown."""

    look: Look
    counted: set[int] = field(default_factory=set)
    unreadable: set[int] = field(default_factory=set)
    resumed: bool = False


async def keep(
    db: asyncpg.Connection,
    task: int,
    worker: str,
    memory: Memory,
    place: Mapping[str, object],
    counts: Mapping[str, int],
) -> bool:
    """Write down what was seen up to `place`, with which `counts`. False when the lease was lost."""
    look = memory.look
    facts = {
        "number": look.number,
        "first": look.first,
        "at": look.at,
        "total": look.total,
        "shifted": look.shifted,
        "resumed": memory.resumed,
    }
    status = await db.execute(
        """INSERT INTO pull_memory (task, facts, place, counts, ids, missing, counted, unreadable)
           SELECT id, $3, $4, $5, $6, $7, $8, $9 FROM task
           WHERE id = $1 AND lease_by = $2 AND run_state = 'running'
           ON CONFLICT (task) DO UPDATE SET (facts, place, counts, ids, missing, counted, unreadable)
             = (excluded.facts, excluded.place, excluded.counts, excluded.ids, excluded.missing, excluded.counted,
                excluded.unreadable)""",
        task,
        worker,
        json.dumps(facts),
        json.dumps(dict(place)),
        json.dumps(dict(counts)),
        _packed(look.ids),
        _packed(look.unreadable),
        _packed(memory.counted),
        _packed(memory.unreadable),
    )
    return bool(status == "INSERT 0 1")


async def recall(db: asyncpg.Connection, task: int) -> Memory | None:
    """What was kept, unless somebody went on with the task since then and died: then its place knows more."""
    row = await db.fetchrow(
        """SELECT m.* FROM pull_memory m JOIN task t ON t.id = m.task
           WHERE m.task = $1 AND t.place = m.place AND t.counts = m.counts""",
        task,
    )
    if row is None:
        return None
    facts = json.loads(row["facts"])
    look = Look(
        number=facts["number"],
        first=facts["first"],
        at=facts["at"],
        total=facts["total"],
        shifted=facts["shifted"],
        ids=_unpacked(row["ids"]),
        unreadable=_unpacked(row["missing"]),
    )
    return Memory(look, _unpacked(row["counted"]), _unpacked(row["unreadable"]), facts["resumed"])


async def forget(db: asyncpg.Connection, task: int) -> None:
    """The pull is over."""
    await db.execute("DELETE FROM pull_memory WHERE task = $1", task)


def _packed(ids: Collection[int]) -> bytes:
    """Eight bytes an id: a catalogue of 200,000 is 1.6 MB, which PostgreSQL compresses."""
    return array("q", sorted(ids)).tobytes()


def _unpacked(packed: bytes) -> set[int]:
    ids = array("q")
    ids.frombytes(packed)
    return set(ids)
