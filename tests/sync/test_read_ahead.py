"""Reading ahead: the same items in the same order, never too far, and nothing left running."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from app.sync.read_ahead import read_ahead


class Reader:
    """Counts to `end`, then raises what it was given."""

    def __init__(self, end: int, error: BaseException | None = None) -> None:
        self.end = end
        self.error = error
        self.read = 0
        self.closed = False

    async def items(self) -> AsyncIterator[int]:
        try:
            for number in range(self.end):
                self.read += 1
                yield number
            if self.error:
                raise self.error
        finally:
            self.closed = True


async def settle() -> None:
    """Give every other task its turns."""
    for _ in range(20):
        await asyncio.sleep(0)


def alive() -> set["asyncio.Task[object]"]:
    return {task for task in asyncio.all_tasks() if not task.done()}


async def test_everything_comes_in_order() -> None:
    reader = Reader(9)
    assert [item async for items in read_ahead(reader.items()) for item in items] == list(range(9))
    assert reader.closed


async def test_what_waits_comes_together_but_never_too_much() -> None:
    reader = Reader(9)
    taken = 0
    async with aclosing(read_ahead(reader.items(), most=3)) as ready:
        async for items in ready:
            assert 1 <= len(items) <= 3
            assert items == list(range(taken, taken + len(items)))
            taken += len(items)
            await settle()
            assert reader.read == min(9, taken + 3)
    assert reader.closed


@pytest.mark.parametrize("error", [ValueError("broken"), asyncio.CancelledError(), GeneratorExit("odd")])
async def test_an_error_comes_after_what_was_read_before_it(error: BaseException) -> None:
    reader = Reader(3, error)
    seen: list[int] = []
    async with aclosing(read_ahead(reader.items())) as ready:
        with pytest.raises(type(error)):  # noqa: PT012 - it may come with any batch
            async for items in ready:
                seen += items
    assert seen == [0, 1, 2]
    assert reader.closed


async def test_cancelling_the_reader_ends_the_reading() -> None:
    reader = Reader(9)

    async def consume() -> None:
        async with aclosing(read_ahead(reader.items())) as ready:
            async for _ in ready:
                await asyncio.Event().wait()

    before = alive()
    task = asyncio.create_task(consume())
    await settle()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert reader.closed
    assert alive() == before
