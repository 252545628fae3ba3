"""Small work that an answer does not wait for."""

import asyncio

from app.web.background import Background


async def test_what_fails_once_is_tried_once_more() -> None:
    tries: list[int] = []

    async def work() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no mail server")

    background = Background(again_after=0)
    background.start("a mail", work)
    await background.finish()
    assert len(tries) == 2


async def test_what_fails_twice_harms_nobody() -> None:
    async def work() -> None:
        raise OSError("no mail server")

    background = Background(again_after=0)
    background.start("a mail", work)
    await background.finish()


async def test_the_end_does_not_wait_for_ever() -> None:
    background = Background()
    background.start("a mail", asyncio.Event().wait)  # type: ignore[arg-type]
    await background.finish(seconds=0.05)
