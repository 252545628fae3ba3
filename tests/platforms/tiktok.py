"""TikTok Shop as a test wants it: scripted answers, and the requests that came."""

import ssl
from collections.abc import Callable
from typing import Any

import httpx
import msgspec

from app.platforms.http import Http
from app.platforms.rate_limit import RateLimiter
from app.platforms.tiktok_shop.channel import TikTokShop
from app.platforms.tiktok_shop.orders import TikTokOrders
from app.platforms.tiktok_shop.server_clock import ServerClock
from app.settings import TikTokSettings

SETTINGS = TikTokSettings(
    api_url="https://api.example",
    auth_url="https://auth.example",
    services_url="https://services.example",
    app_key="68rehearsal01",
    app_secret="s3cret",
    service_id="7000000000000000001",
)
CIPHER = "TTP_Rh3pAAAAAC8x+k/9wZ1mQ0a5tVh7Yw=="
NOW = 1795000000.0

# Nothing leaves this process; the default context would read the machine's certificates each time.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

Answerer = Callable[[httpx.Request], httpx.Response]


def success(data: object) -> httpx.Response:
    """A success of the API's."""
    return envelope(0, data=data)


def envelope(
    code: int, message: str = "Success", *, status: int = 200, data: object = None, **more: str
) -> httpx.Response:
    """An answer in TikTok's envelope; `more` are headers."""
    body = {"code": code, "message": message, "request_id": "202611230707490001018902", "data": data}
    headers = {"content-type": "application/json"} | {k.replace("_", "-"): v for k, v in more.items()}
    return httpx.Response(status, headers=headers, content=msgspec.json.encode(body))


class Script:
    """Answers one after another, the last one for all that follow; keeps the requests."""

    def __init__(self, *answers: httpx.Response | Answerer) -> None:
        self._answers = answers
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self._answers[min(len(self.requests), len(self._answers) - 1)]
        self.requests.append(request)
        made = answer(request) if callable(answer) else answer
        return httpx.Response(made.status_code, headers=made.headers, content=made.content)

    def body(self, number: int = -1) -> Any:
        """The JSON of a request."""
        return msgspec.json.decode(self.requests[number].content)

    @property
    def http(self) -> Http:
        """Weft's way out, ending here."""
        return Http(httpx.MockTransport(self), RateLimiter(None), _NO_TLS)


class Token:
    """A token source that counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[bool] = []

    async def __call__(self, renew: bool) -> str:
        self.asked.append(renew)
        return "TTP_new" if renew else "TTP_old"


def shop(script: Script, token: Token | None = None, *, clock: ServerClock | None = None) -> TikTokShop:
    """The channel, talking to the script."""
    return TikTokShop(
        script.http,
        SETTINGS,
        shop_id="7495274531001436791",
        cipher=CIPHER,
        token=token or Token(),
        clock=clock or ServerClock(lambda: NOW),
    )


def orders(script: Script) -> TikTokOrders:
    """The shop's orders, talking to the script."""
    return TikTokOrders(
        script.http,
        SETTINGS,
        shop_id="7495274531001436791",
        cipher=CIPHER,
        token=Token(),
        clock=ServerClock(lambda: NOW),
    )


def asked(request: httpx.Request) -> dict[str, str]:
    """What a request's query says beside key, time, cipher and signature."""
    ours = ("app_key", "timestamp", "shop_cipher", "sign")
    return {name: value for name, value in request.url.params.items() if name not in ours}
