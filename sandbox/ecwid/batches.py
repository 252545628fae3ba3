"""Batches: one after another, their requests in turn or a hundred at once (batch-requests/create-batch-request)."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from sandbox.ecwid.inner_calls import perform
from sandbox.ecwid.wire import Record

if TYPE_CHECKING:
    from sandbox.world import World

REMEMBERED = 3600.0  # seconds a deduplicationKey is known
AT_ONCE = 100
RETRIES, RETRY_AFTER = 5, 3.0  # of a 5xx inside a batch that goes on after failures; seconds
MOST = 500  # requests in a batch


@dataclass
class Batch:
    """`requests`: what is still to do, {id?, path, method, body?}; `responses`: what was done, in the same order."""

    ticket: str
    key: str
    group: str
    token: str
    at: float
    requests: list[Record]
    stop_on_failure: bool = True
    parallel: bool = False
    status: str = "QUEUED"
    total: int = 0
    responses: list[Record] = field(default_factory=list)


class Batches:
    """FIFO per store: an early batch of products makes a later one of orders wait."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.by_ticket: dict[str, Batch] = {}
        self._running: asyncio.Task[None] | None = None

    def add(self, batch: Batch) -> str:
        """The ticket; of the first batch when its key was seen within the hour, whatever this one says."""
        self._forget()
        for known in self.by_ticket.values():
            if batch.key and known.key == batch.key:
                return known.ticket
        batch.total = len(batch.requests)
        self.by_ticket[batch.ticket] = batch
        self._world.touch()
        self.go_on()
        return batch.ticket

    def go_on(self) -> None:
        """See to it that somebody works, if there is something to do and a loop is running."""
        loop = asyncio.get_running_loop()
        if self._waiting() and (self._running is None or self._running.done()):
            self._running = loop.create_task(self._work())

    def remove(self, ticket: str) -> int:
        """What has been done stays done."""
        self._world.touch()
        return 1 if self.by_ticket.pop(ticket, None) else 0

    def cancel_group(self, group: str) -> int:
        gone = [t for t, b in self.by_ticket.items() if group and b.group == group and b.status != "COMPLETED"]
        return sum(self.remove(ticket) for ticket in gone)

    def _waiting(self) -> Batch | None:
        return next((b for b in self.by_ticket.values() if b.status != "COMPLETED"), None)

    def _forget(self) -> None:
        """Tickets and keys of more than an hour ago."""
        since = self._world.now() - REMEMBERED
        old = [t for t, b in self.by_ticket.items() if b.status == "COMPLETED" and b.at <= since]
        for ticket in old:
            del self.by_ticket[ticket]

    async def _work(self) -> None:
        while (batch := self._waiting()) and self._world.ecwid.batches is self:
            batch.status = "IN_PROGRESS"
            while batch.requests and batch.ticket in self.by_ticket:
                await self._some(batch)
            batch.status = "COMPLETED"
            self._world.touch()

    async def _some(self, batch: Batch) -> None:
        """The next requests, done and moved to the responses."""
        now = batch.requests[: AT_ONCE if batch.parallel else 1]
        done = await asyncio.gather(*(self._one(batch, request) for request in now))
        batch.responses += done
        del batch.requests[: len(now)]
        if batch.stop_on_failure and any(row["status"] == "FAILED" for row in done):
            batch.responses += [_not_executed(request) for request in batch.requests]
            batch.requests.clear()
        await asyncio.sleep(0)  # let others be answered meanwhile

    async def _one(self, batch: Batch, request: Record) -> Record:
        """Ecwid itself tries again after a 5xx, and cannot know whether the first try had its effect."""
        tries = 1 if batch.stop_on_failure else 1 + RETRIES
        for left in reversed(range(tries)):
            if self._world.ecwid.switches.batch_item_ms:
                await asyncio.sleep(self._world.ecwid.switches.batch_item_ms / 1000)
            status, body = await perform(self._world, request, batch.token)
            if status < 500 or not left:
                break
            await asyncio.sleep(RETRY_AFTER / self._world.settings.retry_speed)
        word = "COMPLETED" if status < 400 else "FAILED"
        line = HTTPStatus(status).phrase
        return {**_named(request), "status": word, "httpStatusCode": status, "httpStatusLine": line, "body": body}

    def stop(self) -> None:
        if self._running:
            self._running.cancel()

    def dump(self) -> list[dict[str, Any]]:
        return [dict(vars(batch)) for batch in self.by_ticket.values()]

    def load(self, rows: list[dict[str, Any]]) -> None:
        self.by_ticket = {row["ticket"]: Batch(**row) for row in rows}


def new_ticket() -> str:
    return str(uuid.uuid4())


def _named(request: Record) -> Record:
    return {"id": request["id"]} if "id" in request else {}


def _not_executed(request: Record) -> Record:
    return {**_named(request), "status": "NOT_EXECUTED"}
