"""Fetch a product's picture by its address, as whoever runs a shop wrote it, and make it one the channel takes."""

import asyncio
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from app.domain.decisions import Finding, Fix
from app.domain.words import N_
from app.platforms.calls import MEGABYTE, Answer, Call
from app.platforms.errors import NotPublic, Refused, TooLarge, Unknown
from app.platforms.http import Http
from app.platforms.image import Unusable, made_usable
from app.platforms.outside import is_public

PLATFORM = "picture"
MOST_BYTES = 10 * MEGABYTE
DEADLINE_SECONDS = 20.0
MOST_REDIRECTS = 3
_NAME = re.compile(rb"[a-z0-9_][a-z0-9_.-]*", re.IGNORECASE)

# One at a time: a large picture takes 200 MB while it is worked on.
_studio = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """A picture to upload. `sha256` is of `content`, as bytes; the size is in pixels."""

    content: bytes
    sha256: bytes
    width: int
    height: int


async def fetch_picture(
    http: Http, address: str, allowed: frozenset[str], *, seconds: float = DEADLINE_SECONDS
) -> FetchedPicture:
    """Fetch and, where needed, convert or shrink. `allowed`: "host:port" with private addresses that are all right.

    Raises Refused when this picture will never do, NotExecuted and Unknown when it may be had later.
    """
    door = http.outside(allowed)
    loop = asyncio.get_running_loop()
    ends = loop.time() + seconds
    url = address
    for _ in range(MOST_REDIRECTS + 1):
        answer = await _get(door, _checked(url, allowed), ends - loop.time())
        if answer.status not in (301, 302, 303, 307, 308):
            return await _picture(answer)
        url = _next(url, answer)
    raise _refused("picture_not_found", N_("A picture’s address leads in circles."))


async def _get(door: Http, url: str, seconds: float) -> Answer:
    if seconds <= 0:
        raise Unknown(PLATFORM, "GET picture: no time left")
    call = Call(
        platform=PLATFORM,
        name="GET picture",
        method="GET",
        url=url,
        headers=(("accept", "image/*"),),
        idempotent=True,
        total_s=seconds,
        max_bytes=MOST_BYTES,
    )
    try:
        return await door.send(call)
    except NotPublic:
        raise _private() from None
    except TooLarge:
        raise _refused("picture_too_large", N_("A picture has more than 10 MB.")) from None


def _checked(address: str, allowed: frozenset[str]) -> str:
    """Refuse what the socket cannot: other schemes, passwords, numbers dressed up as names."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise _no_address() from None
    port = url.port or (443 if url.scheme == "https" else 80)
    if url.scheme not in ("http", "https") or url.userinfo or not 0 < port < 65536:
        raise _no_address()
    if _ends_in_a_number(url.host):
        if not is_public(url.host) and f"{url.host}:{port}" not in allowed:
            raise _private()
    elif not _NAME.fullmatch(url.raw_host):
        raise _no_address()
    return str(url.copy_with(fragment=None))


def _ends_in_a_number(host: str) -> bool:
    """Whether `host` is an address, in any notation (WHATWG URL: "ends in a number"): 2130706433, 0x7f.1, 127.1."""
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or last.isdigit() or last.lower().startswith("0x")


def _next(url: str, answer: Answer) -> str:
    try:
        return str(httpx.URL(url).join(answer.headers.get("location", "")))
    except (httpx.InvalidURL, ValueError):
        raise _no_address() from None


async def _picture(answer: Answer) -> FetchedPicture:
    if answer.status >= 500 or answer.status == 408:
        raise Unknown(PLATFORM, f"GET picture: {answer.status}", status=answer.status)
    if answer.status != 200:
        raise _refused("picture_not_found", N_("A picture is not at its address any more."), status=answer.status)
    try:
        image = await asyncio.get_running_loop().run_in_executor(_studio, made_usable, answer.body)
    except Unusable as reason:
        raise Refused(PLATFORM, f"GET picture: {reason.finding.code}", reason.finding) from None
    return FetchedPicture(image.content, hashlib.sha256(image.content).digest(), image.width, image.height)


def _no_address() -> Refused:
    return _refused("picture_address", N_("A picture’s address cannot be used."))


def _private() -> Refused:
    return _refused("picture_private", N_("A picture’s address leads into a private network."))


def _refused(code: str, sentence: str, *, status: int = 0) -> Refused:
    finding = Finding(
        code=code, sentence=sentence, hint=N_("Upload the picture again in Ecwid."), fix=Fix.EDIT_IN_SOURCE
    )
    return Refused(PLATFORM, f"GET picture: {code}", finding, status=status)
