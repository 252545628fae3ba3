"""/batch: create, look, list, delete (batch-requests). The requests inside are checked for their scopes one by one."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.ecwid import queries
from sandbox.ecwid.access import bearer, enter
from sandbox.ecwid.answers import answer, deleted, refusing, updated
from sandbox.ecwid.batches import MOST, Batch, new_ticket
from sandbox.ecwid.errors import EcwidError, wrong
from sandbox.ecwid.wire import EcwidJSON, Record

STATUSES = ("QUEUED", "IN_PROGRESS", "COMPLETED")


@refusing
async def create(request: Request) -> Response:
    """`POST /batch?stopOnFirstFailure=&allowParallelMode=&deduplicationKey=&groupId=` → `{"ticket"}`."""
    store, query = enter(request), request.query_params
    stop = queries.flag(query, "stopOnFirstFailure")
    batch = Batch(
        ticket=new_ticket(),
        key=query.get("deduplicationKey", ""),
        group=query.get("groupId", ""),
        token=bearer(request),
        at=store.world.now(),
        requests=await _requests(request),
        stop_on_failure=True if stop is None else stop,
        parallel=bool(queries.flag(query, "allowParallelMode")),
    )
    return EcwidJSON({"ticket": store.batches.add(batch)})


async def _requests(request: Request) -> list[Record]:
    try:
        rows: Any = json.loads((await request.body()).decode("utf-8-sig"))
    except ValueError as error:
        raise wrong(f"Wrong JSON format: {error}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise wrong("Wrong JSON format: expected an array of objects")
    if not 1 <= len(rows) <= MOST:
        raise wrong(f"A batch has 1 to {MOST} requests")
    return rows


@refusing
async def look(request: Request) -> Response:
    """`?ticket=&escapedJson=true`: how far one is; `?status=&limit=&offset=`: which ones there are."""
    store, query = enter(request), request.query_params
    store.batches.go_on()
    if "ticket" not in query:
        return _listed(request)
    batch = store.batches.by_ticket.get(query["ticket"])
    if batch is None:
        raise EcwidError(404, "Batch request not found", "BATCH_NOT_FOUND")
    escaped = bool(queries.flag(query, "escapedJson"))
    wire: Record = {
        "status": batch.status,
        "totalRequests": batch.total,
        "completedRequests": sum(row["status"] != "NOT_EXECUTED" for row in batch.responses),
        "responses": [_response(row, escaped=escaped) for row in batch.responses],
    }
    return answer(request, wire)


def _response(row: Record, *, escaped: bool) -> Record:
    made = {k: v for k, v in row.items() if k != "body"}
    if row.get("body"):
        made |= {"escapedHttpBody": row["body"]} if escaped else {"httpBody": json.loads(row["body"])}
    return made


def _listed(request: Request) -> Response:
    store, query = enter(request), request.query_params
    status = queries.one_of(query, "status", STATUSES)
    offset, limit = queries.paging(query)
    found = [b for b in store.batches.by_ticket.values() if status in (None, b.status)]
    return answer(
        request, {"items": [{"ticket": b.ticket, "status": b.status} for b in found[offset : offset + limit]]}
    )


@refusing
async def delete(request: Request) -> Response:
    store = enter(request)
    return deleted(store.batches.remove(request.query_params.get("ticketId", "")))


@refusing
async def cancel_group(request: Request) -> Response:
    store = enter(request)
    return updated(store.batches.cancel_group(request.query_params.get("groupId", "")))
