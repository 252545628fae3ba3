"""httpx's transport API on aiohttp, set up so that it does nothing behind our back."""

import ssl

import aiohttp
from httpx_aiohttp import AiohttpTransport

from app.platforms.outside import public_only

CONNECTIONS = 100
# Shorter than the platforms' own, so that a call rarely meets a connection that is just being closed.
KEEP_ALIVE_SECONDS = 15
DNS_SECONDS = 60


def to_platforms(tls: ssl.SSLContext) -> AiohttpTransport:
    """For the addresses in our settings."""
    return _on(
        tls,
        aiohttp.TCPConnector(
            ssl=tls, limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS, ttl_dns_cache=DNS_SECONDS
        ),
    )


def to_outside(tls: ssl.SSLContext, allowed: frozenset[str]) -> AiohttpTransport:
    """For addresses other people chose: only the public internet, and `allowed` ("host:port")."""
    return _on(
        tls,
        public_only(
            allowed, ssl=tls, limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS, ttl_dns_cache=DNS_SECONDS
        ),
    )


class _Lost(aiohttp.ClientConnectionError):
    """The connection broke after it stood."""


async def _send_once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep aiohttp from sending GET, PUT and DELETE again: a stock delta travels by PUT (platform-facts E6)."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _Lost from error


def _on(tls: ssl.SSLContext, connector: aiohttp.TCPConnector) -> AiohttpTransport:
    # No cookies: a platform's cookie of one shop must not travel with the next one's calls.
    session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), middlewares=(_send_once,))
    # It uses the connector's `tls`; without a word it would read the machine's certificates once more, 30 ms long.
    return AiohttpTransport(verify=tls, client=session)
