"""Passwords at rest: argon2id, off the event loop, at most two at a time.

Two threads bound the memory a flood of tries can take (2 × 19 MiB) and leave the loop to others: one verification
takes some 30 ms of a core.
"""

import asyncio
import functools
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's profile (19 MiB, 2 passes, 1 lane); raising it re-hashes each password at its next use.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)

_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def hashed(password: str) -> str:
    """The hash to keep, in argon2's own text form."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hash, password)


async def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password of `kept`. None (nobody has this address) takes as long, and is False."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _verify, kept, password)


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


def _same_form(password: str) -> str:
    # The same word typed on two keyboards may differ in code points (NIST SP 800-63B, 3.1.1.2).
    return unicodedata.normalize("NFKC", password)


def _hash(password: str) -> str:
    return HASHER.hash(_same_form(password))


@functools.cache
def _nobodys() -> str:
    return HASHER.hash("no password at all")


def _verify(kept: str | None, password: str) -> bool:
    try:
        return HASHER.verify(kept or _nobodys(), _same_form(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
