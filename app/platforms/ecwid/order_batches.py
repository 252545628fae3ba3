"""Orders are created in a batch, because only a batch can be sent twice without harm: its `deduplicationKey` makes
Ecwid answer the first one's ticket again for an hour (platform-facts E4). Page: batch-requests/create-batch-request.
"""

import asyncio
import random
from collections.abc import Sequence

from app.domain.orders import SourceOrderDraft
from app.platforms.ecwid import PLATFORM
from app.platforms.ecwid import order_wire as wire
from app.platforms.ecwid.client import EcwidClient
from app.platforms.ecwid.order_answers import written
from app.platforms.ecwid.order_payloads import order_body
from app.platforms.errors import NotExecuted, PlatformError, Unknown
from app.platforms.order_roles import WrittenOrder

MOST = 500  # requests a batch
# Less than the lease of whoever waits for it; a batch with one 5xx inside takes 15 s and more (five tries, 3 s apart).
PATIENCE_S = 40.0
_TURN_S = 10.0
# A hundred orders run side by side, so a large batch is not looked at before it can be done: polls are calls too.
_FIRST_LOOK_S = 0.15
_EACH_ORDER_S = 0.002
_LONGEST_PAUSE_S = 5.0


async def create(
    client: EcwidClient, drafts: Sequence[SourceOrderDraft], key: str, patience_s: float = PATIENCE_S
) -> tuple[WrittenOrder, ...]:
    """Create the orders and wait for what became of each. Raises NotExecuted, Unknown, AccessGone or Refused.

    Once the batch may have left, only Unknown is raised: even a token that dies meanwhile says nothing about it.
    """
    try:
        async with asyncio.timeout(patience_s):
            answers = await _done(client, await _submit(client, drafts, key), len(drafts))
    except TimeoutError:
        raise Unknown(PLATFORM, f"POST /batch: not done within {patience_s:.0f} s") from None
    return tuple(written(draft.channel_order_id, answers.get(draft.channel_order_id)) for draft in drafts)


async def _submit(client: EcwidClient, drafts: Sequence[SourceOrderDraft], key: str) -> str:
    """The ticket. After an unknown outcome the same key goes once more: it answers the first batch's ticket."""
    query = (("stopOnFirstFailure", "false"), ("allowParallelMode", "true"), ("deduplicationKey", key))
    body = [
        {"id": draft.channel_order_id, "path": "/orders", "method": "POST", "body": order_body(draft)}
        for draft in drafts
    ]

    async def send() -> str:
        answer = await client.post("/batch", "/batch", body, wire.TICKET, query, idempotent=False, patience_s=_TURN_S)
        return answer.ticket

    try:
        return await send()
    except Unknown as doubt:
        await asyncio.sleep(random.uniform(0.1, 0.5))
        try:
            return await send()
        except PlatformError:
            # However certainly the second one failed, that says nothing about the first.
            raise doubt from None


async def _done(client: EcwidClient, ticket: str, orders: int) -> dict[str, wire.InnerAnswer]:
    """Look until Ecwid is done, ever less often. What became of each, by the channel's order id."""
    pause = _FIRST_LOOK_S + orders * _EACH_ORDER_S
    while True:
        await asyncio.sleep(pause)
        pause = min(_LONGEST_PAUSE_S, pause * 2)
        batch = await _look(client, ticket)
        if batch is not None and batch.status == "COMPLETED":
            return {str(answer.id): answer for answer in batch.responses or () if answer.id is not None}


async def _look(client: EcwidClient, ticket: str) -> wire.BatchState | None:
    """The batch as it stands; None when nobody answered. Page: batch-requests/get-batch-status."""
    # Without escapedJson some servers leave the answers out (platform-facts E4).
    query = (("ticket", ticket), ("escapedJson", "true"))
    try:
        return await client.get("/batch", "/batch", wire.BATCH, query)
    except (NotExecuted, Unknown):
        return None
    except PlatformError as error:
        raise Unknown(PLATFORM, f"GET /batch: {error.detail}", status=error.status, code=error.code) from None
