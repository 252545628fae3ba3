"""Pictures are uploaded once per content and used again, by address and by content: no calls cost more."""

from collections.abc import Sequence

from app.locks import one_at_a_time
from app.platforms.errors import Refused
from app.platforms.pictures import FetchedPicture, fetch_picture
from app.platforms.roles import Channel
from app.resources import Resources
from app.sync.side_by_side import side_by_side
from app.tables.engine import connection

_AT_ONCE = 3


async def known(res: Resources, connection_id: int, addresses: Sequence[str]) -> dict[str, str]:
    """The channel's uris of those addresses that were uploaded before."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            "SELECT source_url, uri FROM picture WHERE connection = $1 AND source_url = ANY($2::text[])",
            connection_id,
            list(addresses),
        )
    return {row["source_url"]: row["uri"] for row in rows}


async def upload_all(
    res: Resources, channel: Channel, connection_id: int, addresses: Sequence[str]
) -> tuple[dict[str, str], Refused | None]:
    """Upload what this shop has never seen: the uris that came of it, and why the first of the others cannot be used.

    Raises whatever else goes wrong, once all have ended: another try finds what was uploaded.
    """
    refused: list[Refused] = []

    async def one(address: str) -> str | None:
        try:
            return await _upload(res, channel, connection_id, address)
        except Refused as no:
            refused.append(no)
            return None

    results = await side_by_side(one, addresses, _AT_ONCE)
    uris = {address: uri for address, uri in zip(addresses, results, strict=True) if uri is not None}
    return uris, refused[0] if refused else None


async def _upload(res: Resources, channel: Channel, connection_id: int, address: str) -> str:
    picture = await fetch_picture(res.http, address, res.settings.picture_hosts)
    # Two products with the same picture at the same moment: the second waits and finds the first one's upload.
    async with one_at_a_time(res.redis, f"picture:{connection_id}:{picture.sha256.hex()}"):
        return await _by_content(res, channel, connection_id, address, picture)


async def _by_content(
    res: Resources, channel: Channel, connection_id: int, address: str, picture: FetchedPicture
) -> str:
    async with connection(res.db) as db:
        uri = await db.fetchval(
            """INSERT INTO picture (connection, source_url, content_hash, uri, url, width, height)
               SELECT connection, $3, content_hash, uri, url, width, height FROM picture
               WHERE connection = $1 AND content_hash = $2 LIMIT 1
               ON CONFLICT (connection, source_url) DO UPDATE SET uri = excluded.uri RETURNING uri""",
            connection_id,
            picture.sha256,
            address,
        )
    if uri is not None:
        return str(uri)
    uploaded = await channel.upload_picture(picture.content)
    async with connection(res.db) as db:
        await db.execute(
            """INSERT INTO picture (connection, source_url, content_hash, uri, url, width, height)
               VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (connection, source_url) DO UPDATE
               SET uri = excluded.uri, url = excluded.url, content_hash = excluded.content_hash""",
            connection_id,
            address,
            picture.sha256,
            uploaded.uri,
            uploaded.url,
            uploaded.width,
            uploaded.height,
        )
    return uploaded.uri
