"""OAuth at Ecwid: codes that work once, tokens that never expire but die when the app is uninstalled."""

from __future__ import annotations

import secrets
import string
from dataclasses import asdict, dataclass, field
from typing import Any

CODE_SECONDS = 300.0  # “a few minutes” (develop-apps/get-token)
# What the rehearsal app is registered with; asking for more ends in an error page.
REGISTERED_SCOPES = (
    "read_store_profile",
    "update_store_profile",
    "read_catalog",
    "update_catalog",
    "create_catalog",
    "read_orders",
    "update_orders",
    "create_orders",
    "read_customers",
    "public_storefront",
)


class CodeRefused(Exception):
    """Said to the client as `invalid_grant`."""


@dataclass
class Code:
    redirect_uri: str
    scopes: list[str]
    expires: float
    token: str = ""  # what it was exchanged for


@dataclass
class Token:
    scopes: list[str]
    created: float
    alive: bool = True
    public: str = ""


@dataclass
class Grants:
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)

    @property
    def installed(self) -> bool:
        return any(t.alive for t in self.tokens.values())

    def has_scope(self, scope: str) -> bool:
        return any(t.alive and scope in t.scopes for t in self.tokens.values())

    def issue_code(self, redirect_uri: str, scopes: list[str], now: float, lifetime: float = CODE_SECONDS) -> str:
        code = _letters(32)
        granted = list(dict.fromkeys(["read_store_profile", *scopes]))  # given even if not asked for
        self.codes[code] = Code(redirect_uri, granted, now + lifetime)
        return code

    def exchange(self, code: str, redirect_uri: str, now: float) -> tuple[str, Token]:
        """(access token, grant). A second exchange also kills the first token. Raises `CodeRefused`."""
        known = self.codes.get(code)
        if known is None:
            raise CodeRefused("Unknown authorization code")
        if known.token:
            self.tokens[known.token].alive = False
            raise CodeRefused("Authorization code was already used")
        if now >= known.expires:
            raise CodeRefused("Authorization code has expired")
        if redirect_uri != known.redirect_uri:
            raise CodeRefused("redirect_uri is not the one the code was issued for")
        return self._grant(known, now)

    def _grant(self, code: Code, now: float) -> tuple[str, Token]:
        public = f"public_{_letters(32)}" if "public_storefront" in code.scopes else ""
        code.token = f"secret_{_letters(32)}"
        self.tokens[code.token] = Token(list(code.scopes), now, public=public)
        return code.token, self.tokens[code.token]

    def install(self, scopes: list[str], now: float) -> str:
        """A token without the consent page, for tests: what an exchange would have given."""
        code = self.issue_code("", scopes, now)
        return self._grant(self.codes[code], now)[0]

    def revoke_all(self) -> None:
        for token in self.tokens.values():
            token.alive = False

    def dump(self) -> dict[str, Any]:
        return asdict(self)

    def load(self, rows: dict[str, Any]) -> None:
        self.codes = {k: Code(**v) for k, v in rows["codes"].items()}
        self.tokens = {k: Token(**v) for k, v in rows["tokens"].items()}


def _letters(count: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(count))
