"""The shops' webhook sender: the platform's time-outs and retry schedule, with retries speeded up."""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import httpx

if TYPE_CHECKING:
    from sandbox.world import World

KEPT = 2_000
# So many are on their way at once; the time-outs begin when one is sent, not while it waits behind a thousand others.
AT_ONCE = 32
State = Literal["held", "waiting", "delivered", "failed", "lost"]


@dataclass(frozen=True)
class Rules:
    """`delays` seconds between an attempt and the next one; time-outs in real seconds."""

    connect: float
    answer: float
    delivered: frozenset[int]
    delays: tuple[float, ...]


RULES: dict[str, Rules] = {
    # webhook-automations/setup-webhooks/how-to-process-webhooks: after 15, 30, 45 min, 1 h, then hourly up to 24 h.
    "ecwid": Rules(3, 10, frozenset({200, 201, 202, 204, 209}), (900.0,) * 4 + (3600.0,) * 23),
    # tts-webhooks-configuration: +2 min, +30 min, +3 h, +12 h; 401 counts as handled.
    "tiktok": Rules(3, 3, frozenset({200, 401}), (120.0, 1800.0, 10800.0, 43200.0)),
}


@dataclass(frozen=True)
class Delivery:
    """One webhook, signed and ready to post. `signature_header` names the header a forger would get wrong."""

    platform: str
    topic: str
    event_id: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    signature_header: str
    forged: bool = False

    def forge(self) -> Delivery:
        """The same news from somebody who does not know the secret."""
        wrong = self.headers[self.signature_header][::-1].swapcase()
        return replace(self, headers={**self.headers, self.signature_header: wrong}, forged=True)


@dataclass
class Record:
    """A line of the log: what became of one delivery. `at` and `next_at` unix seconds of the shop's clock."""

    number: int
    delivery: Delivery
    at: float
    state: State
    attempts: int = 0
    status: int = 0
    note: str = ""
    faults: list[str] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        d = self.delivery
        body = d.body.decode(errors="replace")
        shown = {"number": self.number, "platform": d.platform, "topic": d.topic, "event_id": d.event_id, "at": self.at}
        outcome = {"state": self.state, "attempts": self.attempts, "status": self.status, "note": self.note}
        return {**shown, **outcome, "faults": self.faults, "forged": d.forged, "body": body}


class WebhookSender:
    """`mode` "send": post in the background, retry as the platform does. "hold": keep in `.held`, post nothing.

    Order of arrival is not guaranteed, as at both platforms. Needs a running event loop to send; without one
    (or in mode "hold") the delivery is held.
    """

    def __init__(self, world: World) -> None:
        self.mode: Literal["send", "hold"] = "send"
        self.held: list[Delivery] = []
        self.log: list[Record] = []
        self._world = world
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: httpx.AsyncClient | None = None
        self._number = 0
        self._lines = asyncio.Semaphore(AT_ONCE)

    def emit(self, delivery: Delivery) -> Record:
        """Send one webhook, with whatever faults are on: lost, late, twice, or with a forged twin."""
        faults = self._world.faults.for_webhook(delivery.platform, delivery.topic)
        late = faults["webhook_late"].seconds if "webhook_late" in faults else 0.0
        if "webhook_lost" in faults:
            return self._note(delivery, "lost", faults=list(faults))
        record = self.dispatch(delivery, late=late)
        record.faults = list(faults)
        if "webhook_duplicate" in faults:
            self.dispatch(delivery, late=late).faults = ["webhook_duplicate"]
        if "webhook_forged" in faults:
            self.dispatch(delivery.forge()).faults = ["webhook_forged"]
        return record

    def dispatch(self, delivery: Delivery, *, late: float = 0.0) -> Record:
        """Send without asking the faults (the panel's “again”, “late” and “forged”). `late` in real seconds."""
        loop = _running_loop()
        if self.mode == "hold" or loop is None:
            self.held.append(delivery)
            return self._note(delivery, "held")
        record = self._note(delivery, "waiting")
        task = loop.create_task(self._deliver(record, late))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return record

    def find(self, number: int) -> Record | None:
        return next((r for r in self.log if r.number == number), None)

    def last(self, platform: str) -> Record | None:
        return next((r for r in reversed(self.log) if r.delivery.platform == platform and not r.delivery.forged), None)

    def clear(self) -> None:
        """Forget everything, and call back what is on its way."""
        for task in self._tasks:
            task.cancel()
        self.held.clear()
        self.log.clear()

    async def close(self) -> None:
        """Stop delivering. What was not delivered yet is lost, as it is at a platform that gives up."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client:
            await self._client.aclose()
            self._client = None

    async def _deliver(self, record: Record, late: float) -> None:
        rules = RULES[record.delivery.platform]
        # A forger does not try again; the platform does.
        delays = () if record.delivery.forged else rules.delays
        await asyncio.sleep(late)
        for delay in (*delays, None):
            record.attempts += 1
            async with self._lines:
                record.status, record.note = await self._post(record.delivery, rules)
            if record.status in rules.delivered:
                record.state = "delivered"
                return
            if delay is not None:
                await asyncio.sleep(delay / self._world.settings.retry_speed)
        record.state = "failed"

    async def _post(self, delivery: Delivery, rules: Rules) -> tuple[int, str]:
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, verify=_tls())
        timeout = httpx.Timeout(rules.answer, connect=rules.connect)
        try:
            answer = await self._client.post(
                delivery.url,
                headers=dict(delivery.headers),
                content=delivery.body,
                timeout=timeout,
                follow_redirects=False,
            )
        except httpx.HTTPError as error:
            return 0, type(error).__name__
        return answer.status_code, ""

    def _note(self, delivery: Delivery, state: State, faults: list[str] | None = None) -> Record:
        self._number += 1
        record = Record(self._number, delivery, self._world.now(), state, faults=faults or [])
        self.log.append(record)
        del self.log[:-KEPT]
        return record


@functools.cache
def _tls() -> ssl.SSLContext:
    """Reading the machine's certificates takes 30 ms: once is enough for all pairs of shops."""
    return httpx.create_ssl_context(trust_env=False)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
