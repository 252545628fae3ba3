"""Events say "look again", never "here is the news". Losing one costs a moment; the row is the truth.

A topic names what changed within one account, for example "task:17" or "products:3". Whoever shows it reads the row
again and renders the same fragment the page is made of.
"""

import logging

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

CHANNEL = "weft:look-again"


def task(task_id: int) -> str:
    """A task's progress or state changed."""
    return f"task:{task_id}"


def tasks(connection_id: int) -> str:
    """The list of tasks of a connection changed."""
    return f"tasks:{connection_id}"


def products(connection_id: int) -> str:
    """Products of a connection changed."""
    return f"products:{connection_id}"


def orders(connection_id: int) -> str:
    """Orders of a connection changed."""
    return f"orders:{connection_id}"


def order(order_id: int) -> str:
    """Something happened to one order."""
    return f"order:{order_id}"


async def announce(redis: Redis, account_id: int, *topics: str) -> None:
    """Tell everybody who watches `topics` of this account to look again. Never fails: a lost event is only late."""
    try:
        for topic in topics:
            await redis.publish(CHANNEL, f"{account_id} {topic}")
    except RedisError as error:
        log.warning("could not announce: %s", type(error).__name__)
