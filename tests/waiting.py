"""Waiting for what will happen soon, never for a fixed time."""

import asyncio
from collections.abc import Callable

PATIENCE = 10.0  # seconds; only a failing test waits for them


async def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Look every 10 ms until it is so; raises TimeoutError when it does not come about."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
