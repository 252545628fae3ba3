"""Posts webhooks as fast as they are taken: `python -m bench.peers.intake_client ADDRESS KIND SECONDS`.

64 connections that are kept; requests are signed beforehand and answers read without a library, so that most of the
machine is left to whoever answers.
"""

import asyncio
import json
import statistics
import sys
import time
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

from bench.peers import webhooks

CONNECTIONS = 64
MOST_A_SECOND = 12_000
_OK = b"HTTP/1.1 200"


class Connection(asyncio.Protocol):
    """Sends the next request when the answer to the last has come, until the time is up."""

    def __init__(self, requests: Iterator[bytes], ends: float, took: list[float]) -> None:
        self._requests, self._ends, self._took = requests, ends, took
        self._answer, self._sent = b"", 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._answer.endswith(b"\r\n\r\n"):  # all answers are empty: the head is the whole
            return
        if not self._answer.startswith(_OK):
            self._end(RuntimeError(self._answer[:200].decode()))
            return
        self._took.append(time.perf_counter() - self._sent)
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc or RuntimeError("the connection was closed"))

    def _next(self) -> None:
        self._answer = b""
        if time.perf_counter() >= self._ends:
            self._end(None)
            return
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))

    def _end(self, error: Exception | None) -> None:
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)
        self._transport.close()


async def post(address: str, kind: str, seconds: float) -> dict[str, float]:
    """How many a second were answered 200, and how long the slowest hundredth took."""
    make, mark = {"ecwid": webhooks.ecwid, "tiktok": webhooks.tiktok}[kind], uuid.uuid4().hex[:12]
    made = [webhooks.request(*make(f"{mark}-{n}")) for n in range(int(MOST_A_SECOND * seconds))]
    requests, took = iter(made), list[float]()
    at, loop = urlsplit(address), asyncio.get_running_loop()
    host, port = at.hostname or "127.0.0.1", at.port or 80
    began = time.perf_counter()
    open_ones = [
        await loop.create_connection(lambda: Connection(requests, began + seconds, took), host, port)
        for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(connection.done for _, connection in open_ones))
    return {
        "a_second": len(took) / (time.perf_counter() - began),
        "p99_ms": statistics.quantiles(took, n=100)[-1] * 1000,
        "accepted": float(len(took)),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(post(sys.argv[1], sys.argv[2], float(sys.argv[3])))))
