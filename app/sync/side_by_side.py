"""Calls side by side, so many at once; when one fails no further ones begin, and none is left running behind."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
A = TypeVar("A")


async def side_by_side(call: Callable[[A], Awaitable[T]], arguments: Iterable[A], at_once: int) -> list[T]:
    """The results in order. Raises the first error, after everything that had begun has ended."""
    turns = asyncio.Semaphore(at_once)
    failed: list[Exception] = []
    results: dict[int, T] = {}

    async def one(place: int, argument: A) -> None:
        async with turns:
            if failed:
                return
            try:
                results[place] = await call(argument)
            except Exception as error:
                failed.append(error)

    await asyncio.gather(*(one(place, argument) for place, argument in enumerate(arguments)))
    if failed:
        raise failed[0]
    return [results[place] for place in sorted(results)]
