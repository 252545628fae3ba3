"""Lets Authlib's httpx client send through our one door, so that token calls obey the same deadlines and silence."""

import httpx

from app.platforms.calls import Call
from app.platforms.http import Http

_TOKEN_ANSWER = 64 * 1024


class OAuthTransport(httpx.AsyncBaseTransport):
    """Give it to `AsyncOAuth2Client(transport=…)`. Closing that client leaves our connections open.

    Raises NotExecuted and Unknown (errors.py) through Authlib; a code is used up by the first try, so nothing unknown
    is sent twice.
    """

    def __init__(self, http: Http, platform: str, name: str) -> None:
        self._http = http
        self._platform = platform
        self._name = name

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request of Authlib's."""
        kept = ((name, value) for name, value in request.headers.items() if name in ("content-type", "authorization"))
        answer = await self._http.send(
            Call(
                platform=self._platform,
                name=self._name,
                method=request.method,
                url=str(request.url.copy_with(query=None)),
                query=tuple(request.url.params.multi_items()),
                headers=tuple(kept),
                content=await request.aread(),
                max_bytes=_TOKEN_ANSWER,
            )
        )
        kind = answer.headers.get("content-type", "application/json")
        return httpx.Response(answer.status, headers={"content-type": kind}, content=answer.body, request=request)
