"""Consent at Ecwid, with Authlib. Pages: get-started/…/oauth, and the changelog of 20 March 2025 (POST only)."""

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from app.domain.decisions import Finding, Fix, Who
from app.domain.words import N_
from app.platforms.ecwid import PLATFORM
from app.platforms.errors import Refused, Unknown
from app.platforms.http import Http
from app.platforms.oauth_transport import OAuthTransport
from app.platforms.roles import Callback, Consent, Tokens
from app.settings import EcwidSettings

SCOPES = (
    "read_store_profile",
    "read_catalog",
    "update_catalog",
    "read_orders",
    "update_orders",
    "create_orders",
)


class EcwidAuthorizer:
    """Grants access to one store. Tokens never expire, so nothing is ever refreshed (platform-facts E1)."""

    def __init__(self, settings: EcwidSettings, base_url: str, http: Http) -> None:
        self._settings = settings
        self._redirect_uri = f"{base_url}/connections/ecwid/callback"
        self._http = http

    def consent(self, state: str, *, region: str = "") -> Consent:  # noqa: ARG002 - Ecwid is one region
        """Where to send the person. `state` may not come back: Ecwid does not document it (platform-facts E1)."""
        url, _ = self._client().create_authorization_url(f"{self._settings.oauth_url}/authorize", state=state)
        return Consent(url, state)

    async def exchange(self, callback: Callback) -> Tokens:
        """Turn the code into a token. It works once; a second exchange would kill the first token (platform-facts E1).

        Raises Refused for a code that is used up, too old or somebody else's, and when scopes are missing; NotExecuted
        and Unknown.
        """
        address = f"{self._settings.oauth_url}/token"
        if callback.shop_id.isdigit():
            address += f"/{callback.shop_id}"
        try:
            token = await self._client().fetch_token(address, code=callback.code, grant_type="authorization_code")
        except OAuthError as error:
            raise _refused(str(error.error)) from None
        except (httpx.HTTPStatusError, ValueError, TypeError, AttributeError):
            raise Unknown(PLATFORM, "POST /token: not an answer we know") from None
        return _tokens(token, callback)

    async def refresh(self, tokens: Tokens) -> Tokens:
        """Nothing to do: it has no end."""
        return tokens

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._settings.client_id,
            self._settings.client_secret,
            scope=" ".join(SCOPES),
            redirect_uri=self._redirect_uri,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method
            transport=OAuthTransport(self._http, PLATFORM, "POST /token"),
        )


def _tokens(token: object, callback: Callback) -> Tokens:
    """Check what came. The docs spell the type `bearer`, the official plugin wants `Bearer`: any case will do."""
    given = dict(token) if isinstance(token, dict) else {}
    access_token, kind = given.get("access_token"), given.get("token_type", "bearer")
    if not isinstance(access_token, str) or not access_token or str(kind).lower() != "bearer":
        raise _refused("no access_token")
    store_id = str(given.get("store_id") or callback.shop_id)
    if not store_id.isdigit():
        raise _refused("no store_id")
    if callback.shop_id and callback.shop_id != store_id:
        raise _refused("another store's code")
    scopes = tuple(str(given.get("scope") or "").split())
    if scopes and (missing := set(SCOPES).difference(scopes)):
        raise Refused(PLATFORM, "POST /token: scopes are missing", _scopes_missing(missing))
    return Tokens(access_token, shop_id=store_id, scopes=scopes)


def _scopes_missing(scopes: set[str]) -> Finding:
    """The token opens less than Weft needs: only Ecwid adds to what the app is registered with."""
    return Finding(
        code="ecwid:scopes_missing",
        sentence=N_("Ecwid gave less access than Weft needs."),
        hint=N_("Whoever runs this Weft has the app’s access extended by Ecwid; then authorise again."),
        fix=Fix.REAUTHORISE_SOURCE,
        who=Who.OPERATOR,
        their_text=", ".join(sorted(scopes)),
    )


def _refused(why: str) -> Refused:
    finding = Finding(
        code="ecwid:consent",
        sentence=N_("Ecwid did not accept the authorisation."),
        hint=N_("It works once and for a few minutes only. Authorise the store again."),
        fix=Fix.REAUTHORISE_SOURCE,
        their_code=why[:80],
    )
    return Refused(PLATFORM, f"POST /token: {why[:80]}", finding, code=why[:80])
