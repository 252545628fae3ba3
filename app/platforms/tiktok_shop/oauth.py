"""How TikTok Shop grants access: a consent page, then two GETs that carry everything in the query.

Authlib keeps the shape of the flow; TikTok's own words differ from the standard in every place that it lets us change
(authorization-overview-202407). The addresses carry the app secret: they are never logged.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
from authlib.integrations.httpx_client import AsyncOAuth2Client

from app.platforms.calls import Answer
from app.platforms.errors import AccessGone, Refused, Unknown
from app.platforms.http import Http
from app.platforms.oauth_transport import OAuthTransport
from app.platforms.roles import Callback, Consent, Tokens
from app.platforms.tiktok_shop import PLATFORM, refusals
from app.platforms.tiktok_shop.endpoints import SCOPES
from app.platforms.tiktok_shop.replies import failure, read
from app.settings import TikTokSettings

_EXCHANGE = "/api/v2/token/get"
_REFRESH = "/api/v2/token/refresh"
_SELLER = 0  # user_type: 1 is a creator, 3 a partner


class _Granted(msgspec.Struct):
    access_token: str
    refresh_token: str
    access_token_expire_in: int = 0  # an absolute time, in spite of its name
    refresh_token_expire_in: int = 0
    user_type: int = _SELLER
    granted_scopes: list[str] | None = None


_granted = msgspec.json.Decoder(_Granted)


class _Client(AsyncOAuth2Client):  # type: ignore[misc]  # Authlib has no types
    """Authlib's client with TikTok's verb, parameter names and envelope."""

    def __init__(self, app_key: str, app_secret: str, auth_url: str, http: Http) -> None:
        super().__init__(
            app_key,
            app_secret,
            token_endpoint=auth_url + _REFRESH,
            token_endpoint_auth_method="none",  # noqa: S106 - the method's name
            transport=OAuthTransport(http, PLATFORM, "token"),
        )
        self.register_compliance_hook("access_token_response", _without_envelope)
        self.register_compliance_hook("refresh_token_response", _without_envelope)

    async def fetch(self, url: str, code: str) -> Any:
        """Exchange a code. The grant's name is TikTok's own, not the standard's `authorization_code`."""
        return await self._get(url, "access_token_response", auth_code=code, grant_type="authorized_code")

    async def _refresh_token(self, url: str, refresh_token: str = "", **_: Any) -> Any:
        return await self._get(url, "refresh_token_response", refresh_token=refresh_token, grant_type="refresh_token")

    async def _get(self, url: str, hook: str, **params: str) -> Any:
        keys = {"app_key": self.client_id, "app_secret": self.client_secret}
        response = await self.get(url, params=keys | params, auth=None)
        for change in self.compliance_hook[hook]:
            response = change(response)
        return self.parse_response_token(response)


class TikTokAuthorizer:
    """Keeps the Authorizer role."""

    def __init__(self, http: Http, settings: TikTokSettings) -> None:
        self._http = http
        self._settings = settings

    def consent(self, state: str, *, region: str = "") -> Consent:  # noqa: ARG002 - the host names the region
        """Where the seller says yes. There is no redirect_uri: the app's is fixed in Partner Center."""
        query = urlencode({"service_id": self._settings.service_id, "state": state})
        return Consent(f"{self._settings.services_url}/open/authorize?{query}", state)

    async def exchange(self, callback: Callback) -> Tokens:
        """The tokens for a code, which works once and for 30 minutes.

        Raises Refused when the seller said no, the code is spent, the account is no seller's or scopes are missing.
        """
        if callback.error or callback.code in ("", "null"):  # a refusal brings the word null, not nothing
            raise Refused(PLATFORM, "the consent was denied", refusals.DENIED)
        async with self._client() as client:
            token = await client.fetch(self._settings.auth_url + _EXCHANGE, callback.code)
        granted = _granted_by(token)
        if granted.user_type != _SELLER:
            raise Refused(PLATFORM, f"user type {granted.user_type}", refusals.NO_SELLER)
        if granted.granted_scopes is not None and (missing := set(SCOPES).difference(granted.granted_scopes)):
            raise Refused(PLATFORM, "scopes are missing", refusals.scopes_missing(missing))
        return _tokens(granted)

    async def refresh(self, tokens: Tokens) -> Tokens:
        """A new pair; the old refresh token may be dead from then on. Raises AccessGone when the grant is over."""
        if not tokens.refresh_token:
            raise AccessGone(PLATFORM, "there is no refresh token")
        async with self._client() as client:
            token = await client.refresh_token(refresh_token=tokens.refresh_token)
        return _tokens(_granted_by(token))

    def _client(self) -> _Client:
        settings = self._settings
        return _Client(settings.app_key, settings.app_secret, settings.auth_url, self._http)


def _without_envelope(response: httpx.Response) -> httpx.Response:
    """Take the token out of TikTok's envelope, as RFC 6749 has it. Errors come with HTTP 200: raises their kinds."""
    answer = Answer(PLATFORM, "token", response.status_code, dict(response.headers), response.content)
    reply = read(answer)
    if reply.code != 0:
        raise failure(reply)
    try:
        granted = _granted.decode(reply.data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unknown(PLATFORM, "token: no tokens in the answer", request_id=reply.request_id) from None
    body = msgspec.to_builtins(granted) | {"token_type": "Bearer", "expires_at": granted.access_token_expire_in}
    return httpx.Response(200, json=body)


def _granted_by(token: Any) -> _Granted:
    return msgspec.convert(dict(token), _Granted)


def _tokens(granted: _Granted) -> Tokens:
    return Tokens(
        access_token=granted.access_token,
        refresh_token=granted.refresh_token,
        access_expires_at=_moment(granted.access_token_expire_in),
        refresh_expires_at=_moment(granted.refresh_token_expire_in),
        scopes=tuple(granted.granted_scopes or ()),
    )


def _moment(seconds: int) -> datetime | None:
    """Unlimited authorisations end in the 2120s; 0, or a year that no calendar has, means that it does not end."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
