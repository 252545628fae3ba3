"""What the transport raised, in our kinds: was the call certainly not executed, or do we not know?"""

import asyncio
import ssl

import aiohttp
import httpx

from app.platforms.body import BodyBroken, BodyTooLarge
from app.platforms.calls import Call
from app.platforms.errors import NotExecuted, NotPublic, TooLarge, Unknown
from app.platforms.outside import NotPublicAddress

# Nothing of the request had left: no connection (DNS, refused, TLS), none free in time, or no address to go to.
# httpx-aiohttp also calls a connection lost *after* sending ConnectTimeout, so its classes are not looked at.
_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp.InvalidURL,
    ssl.CertificateError,
    httpx.InvalidURL,
    httpx.ConnectError,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)

# What a transport may raise. Anything else is a fault of ours and stays loud.
FAILURES = (
    httpx.HTTPError,
    httpx.InvalidURL,
    aiohttp.ClientError,
    asyncio.TimeoutError,
    OSError,
    BodyBroken,
    BodyTooLarge,
)


def failure(call: Call, error: Exception) -> NotExecuted | Unknown:
    """Name the kind. The words of `error` are left out: aiohttp puts the whole address into some of them."""
    cause = error.__cause__ if isinstance(error, httpx.HTTPError) and error.__cause__ else error
    what = f"{call.name}: {type(cause).__name__}"
    if isinstance(cause, aiohttp.ClientConnectorError) and isinstance(cause.os_error, NotPublicAddress):
        return NotPublic(call.platform, f"{call.name}: not a public address")
    if isinstance(cause, _BEFORE_SENDING):
        return NotExecuted(call.platform, f"{what} before anything was sent")
    if isinstance(cause, BodyTooLarge):
        return TooLarge(call.platform, f"{what}, {cause}")
    if isinstance(cause, BodyBroken):
        return Unknown(call.platform, f"{what}, {cause}")
    return Unknown(call.platform, f"{what} after sending")
