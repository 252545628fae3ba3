"""What webhooks ask for. They are hints: everything is read again from the platform before anything changes."""

from dataclasses import dataclass, field
from datetime import datetime

from app.platforms.errors import AccessGone
from app.platforms.registry import ECWID
from app.resources import Resources
from app.sync import inbox_orders
from app.sync.following import follow
from app.sync.grants import access_gone, open_channel, open_source
from app.sync.products import refresh_product
from app.tables.engine import connection

# Above it the sweep goes on: a webhook must not wait behind hundreds of listings.
_FOLLOW_SECONDS = 10.0
_LONGEST_ID = 18  # digits that fit into a column


@dataclass(slots=True)
class Hint:
    """What one or several webhooks ask to look at again: `subjects` by id, with the time of their latest news."""

    platform: str
    shop_id: str
    topic: str
    their_type: str
    received_at: datetime
    subjects: dict[str, datetime] = field(default_factory=dict)


async def handle(res: Resources, hint: Hint) -> None:
    """Look at what it names, in every connection of that shop. Raises PlatformError when nobody answers."""
    for connection_id in await _connections_of(res, hint):
        began = res.now()
        try:
            await _read_again(res, hint, connection_id)
        except AccessGone as gone:
            withdrawn = hint.topic == "access.revoked" and gone.reason == "revoked"
            reason = "deauthorised" if withdrawn else gone.reason
            await access_gone(res, connection_id, hint.platform, reason, since=began)


async def _connections_of(res: Resources, hint: Hint) -> list[int]:
    """The connections this shop belongs to; a webhook of a shop we do not have changes nothing."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            """UPDATE access_grant SET last_webhook_at = $3, last_webhook_type = $4
               WHERE platform = $1 AND shop_id = $2 AND state = 'healthy' RETURNING connection""",
            hint.platform,
            hint.shop_id,
            hint.received_at,
            hint.their_type,
        )
    return [found["connection"] for found in rows]


async def _read_again(res: Resources, hint: Hint, connection_id: int) -> None:
    if hint.topic in ("product.changed", "product.deleted"):
        source = await open_source(res, connection_id)
        for subject in filter(_is_id, hint.subjects):
            await refresh_product(res, connection_id, source, int(subject))
    elif hint.topic == "listing.changed":
        await _make_due(res, hint, connection_id)
        await follow(res, connection_id, seconds=_FOLLOW_SECONDS)
    elif hint.topic in inbox_orders.TOPICS:
        await inbox_orders.look_again(res, hint.topic, connection_id, hint.subjects)
    elif hint.topic == "access.revoked":
        await _still_ours(res, hint.platform, connection_id)


def _is_id(subject: str) -> bool:
    """Ecwid's ids are numbers; anything else comes from nobody we know."""
    return subject.isascii() and subject.isdigit() and len(subject) <= _LONGEST_ID


async def _make_due(res: Resources, hint: Hint, connection_id: int) -> None:
    """Let the listings be looked at now: a hundred rulings are a page of the search, not a hundred calls.

    News of the second in which we sent are mostly our own sending; they wait until more have gathered.
    """
    async with connection(res.db) as db:
        await db.execute(
            """WITH named AS (
                   SELECT l.id, n.at FROM listing l
                   JOIN unnest($2::text[], $3::timestamptz[]) AS n (remote_id, at) USING (remote_id)
                   WHERE l.connection = $1 ORDER BY l.id FOR NO KEY UPDATE OF l)
               UPDATE listing l SET next_check_at = CASE WHEN n.at > l.sent_at + interval '1 second' THEN now()
                   ELSE least(l.next_check_at, now() + interval '2 seconds') END
               FROM named n WHERE l.id = n.id""",
            connection_id,
            list(hint.subjects),
            list(hint.subjects.values()),
        )


async def _still_ours(res: Resources, platform: str, connection_id: int) -> None:
    """Ask the platform itself whether our grant still stands; raises AccessGone when it does not.

    Anybody who holds one signed Ecwid webhook can forge another (the body is not signed): only a dead token counts.
    """
    if platform == ECWID:
        await (await open_source(res, connection_id)).store()
    else:
        await (await open_channel(res, connection_id)).warehouses()
