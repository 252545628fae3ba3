"""Cancellations at TikTok: ours, and the answers to buyers' requests (cancel-order-202602 and its neighbours)."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from app.platforms.errors import Unknown
from app.platforms.order_roles import Cancellation
from app.platforms.tiktok_shop import PLATFORM, cancellation_parse, endpoints
from app.platforms.tiktok_shop import order_wire as wire
from app.platforms.tiktok_shop import wire as common
from app.platforms.tiktok_shop.client import TikTokClient
from app.platforms.tiktok_shop.order_parse import text

_PAGE = "50"
_MOST_PAGES = 200
_ORDERS_AT_ONCE = 50
_PACKED = "seller_reject_apply_product_has_been_packed"


async def cancel(client: TikTokClient, order_id: str, reason: str, unit_ids: tuple[str, ...]) -> str:
    """Cancel the order, or the given units alone. The cancellation's id. Never sent twice after an unknown outcome."""
    body: dict[str, Any] = {"order_id": order_id, "cancel_reason": reason}
    if unit_ids:
        body["order_line_item_ids"] = list(unit_ids)
    return text((await client.call(endpoints.CANCEL, wire.Cancelled, body=body)).cancel_id)


async def search(
    client: TikTokClient, *, updated_from: datetime | None, order_ids: tuple[str, ...]
) -> tuple[Cancellation, ...]:
    """All that match, oldest change first (search-cancellations-202602). How many orders may be named is not said."""
    found: dict[str, Cancellation] = {}
    for start in range(0, len(order_ids) or 1, _ORDERS_AT_ONCE):
        body: dict[str, Any] = {"locale": "en-US"}
        if updated_from is not None:
            body["update_time_ge"] = int(updated_from.timestamp())
        if order_ids:
            body["order_ids"] = list(order_ids[start : start + _ORDERS_AT_ONCE])
        async for page in _pages(client, body):
            found.update((one.id, one) for one in page)
    return tuple(found.values())


async def _pages(client: TikTokClient, body: dict[str, Any]) -> AsyncIterator[list[Cancellation]]:
    token = ""
    for _ in range(_MOST_PAGES):
        query = {"page_size": _PAGE, "sort_field": "update_time", "sort_order": "ASC"}
        data = await client.call(
            endpoints.CANCELLATIONS,
            wire.FoundCancellations,
            query=query | ({"page_token": token} if token else {}),
            body=body,
        )
        yield _read(data)
        token = data.next_page_token or ""
        if not token or not data.cancellations:
            return


def _read(data: wire.FoundCancellations) -> list[Cancellation]:
    try:
        return [cancellation_parse.cancellation(row) for row in data.cancellations or ()]
    except (ValueError, OverflowError) as error:
        raise Unknown(PLATFORM, f"cancellations: {type(error).__name__} in one of them") from None


async def answer(client: TikTokClient, cancellation_id: str, *, accept: bool, reason: str, key: str) -> None:
    """Approve or reject a buyer's request; `key` makes that it happens once.

    In the US TikTok would rather see the order shipped, which rejects the request by itself (platform-facts T16).
    """
    endpoint = endpoints.APPROVE_CANCELLATION if accept else endpoints.REJECT_CANCELLATION
    body = {} if accept else {"reject_reason": reason or _PACKED}
    await client.call(endpoint, common.Nothing, id_=cancellation_id, query={"idempotency_key": key}, body=body)
