"""What a seller should know or do. An issue closes itself when it is solved."""

import json
from collections.abc import Collection, Iterable

import asyncpg

from app.domain.decisions import Finding


async def show(
    db: asyncpg.Connection,
    connection_id: int,
    product: int,
    findings: Iterable[Finding],
    *,
    among: Collection[str] | None = None,
) -> None:
    """Make these the product's open issues: new ones open, others close, but only codes `among` these if given."""
    found = {finding.code: finding for finding in findings}
    await db.execute(
        """UPDATE issue SET closed_at = now() WHERE product = $1 AND closed_at IS NULL
             AND code <> ALL($2::text[]) AND ($3::text[] IS NULL OR code = ANY($3::text[]))""",
        product,
        list(found),
        None if among is None else list(among),
    )
    for finding in found.values():
        await db.execute(
            """INSERT INTO issue (connection, product, code, sentence, hint, parameters, fix, who, can_retry,
                   their_text, their_code, request_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
               ON CONFLICT (connection, coalesce(product, 0), code) WHERE closed_at IS NULL
               DO UPDATE SET sentence = excluded.sentence, hint = excluded.hint, parameters = excluded.parameters,
                   fix = excluded.fix, who = excluded.who, can_retry = excluded.can_retry, opened_at = now(),
                   their_text = excluded.their_text, their_code = excluded.their_code,
                   request_id = excluded.request_id""",
            connection_id,
            product,
            finding.code,
            finding.sentence,
            finding.hint,
            json.dumps(dict(finding.params)),
            finding.fix.value,
            finding.who.value,
            finding.can_retry,
            finding.their_text,
            finding.their_code,
            finding.request_id,
        )


async def close(db: asyncpg.Connection, product: int, *, keep: Collection[str] = ()) -> None:
    """Everything about this product is solved, except the codes to `keep`."""
    await db.execute(
        "UPDATE issue SET closed_at = now() WHERE product = $1 AND closed_at IS NULL AND code <> ALL($2::text[])",
        product,
        list(keep),
    )
