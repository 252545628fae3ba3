"""Who may do what for how long: authorization codes, access tokens, refresh tokens (platform-facts T1)."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.tiktok_shop.errors import refuse

CODE_SECONDS = 30 * 60
ACCESS_SECONDS = 7 * 24 * 3600
REFRESH_END = 4854580847  # year 2123: seen in public captures, an authorization without end

SCOPES = (
    "seller.authorization.info",
    "seller.shop.info",
    "seller.product.basic",
    "seller.product.write",
    "seller.product.delete",
    "seller.logistics",
    "seller.order.info",
    "seller.order.ext_ref.read",
    "seller.order.ext_ref.write",
    "seller.fulfillment.basic",
    "seller.return_refund.basic",
)


@dataclass
class Grant:
    """One seller's consent. `scopes` are those of the moment of consent."""

    id: str
    shop_id: str
    scopes: list[str]
    revoked: bool = False


@dataclass
class Grants:
    """All of them. `codes`, `access`, `refresh`: secret → [grant id, unix end]. `keep_old`: a refresh does not
    kill the refresh token it was made with (nobody outside knows which is true; the default is the worse)."""

    keep_old: bool = False
    grants: dict[str, Grant] = field(default_factory=dict)
    codes: dict[str, tuple[str, float]] = field(default_factory=dict)
    access: dict[str, tuple[str, float]] = field(default_factory=dict)
    refresh: dict[str, tuple[str, float]] = field(default_factory=dict)

    def consent(self, shop_id: str, scopes: list[str], now: float, *, expired: bool = False) -> str:
        """A new authorization code for the shop, valid 30 minutes from `now` (or already over)."""
        grant = Grant(f"g{len(self.grants) + 1}", shop_id, scopes)
        self.grants[grant.id] = grant
        code = _secret(24)
        self.codes[code] = (grant.id, now - 1 if expired else now + CODE_SECONDS)
        return code

    def exchange(self, code: str, now: float) -> tuple[Grant, dict[str, Any]]:
        """Use up a code. Raises `Refused` 36004004 for one that is used, over or unknown."""
        grant_id, end = self.codes.pop(code, ("", 0.0))
        if end < now or self.grants[grant_id].revoked:
            raise refuse(36004004)
        return self.grants[grant_id], self._pair(grant_id, now)

    def renew(self, refresh_token: str, now: float) -> tuple[Grant, dict[str, Any]]:
        """A new pair of tokens. Raises `Refused` 36004001 (over) or 36004005 (unknown, replaced, withdrawn)."""
        grant_id, end = self.refresh.get(refresh_token, ("", 0.0))
        if not grant_id or self.grants[grant_id].revoked:
            raise refuse(36004005)
        if end < now:
            raise refuse(36004001)
        if not self.keep_old:
            del self.refresh[refresh_token]
        return self.grants[grant_id], self._pair(grant_id, now)

    def of_token(self, access_token: str) -> tuple[Grant | None, float]:
        """The grant behind an access token and the token's end; None for an unknown token."""
        grant_id, end = self.access.get(access_token, ("", 0.0))
        return self.grants.get(grant_id), end

    def revoke(self, shop_id: str) -> None:
        """The seller withdraws the app: every token of the shop is dead from now on."""
        for grant in self.grants.values():
            if grant.shop_id == shop_id:
                grant.revoked = True

    def expire_access(self, now: float) -> None:
        """End all access tokens; refresh tokens stay."""
        self.access = {token: (grant_id, now - 1) for token, (grant_id, _) in self.access.items()}

    def expire_refresh(self, now: float) -> None:
        self.refresh = {token: (grant_id, now - 1) for token, (grant_id, _) in self.refresh.items()}

    def _pair(self, grant_id: str, now: float) -> dict[str, Any]:
        access, refresh, end = _secret(80), _secret(64), now + ACCESS_SECONDS
        self.access[access] = (grant_id, end)
        self.refresh[refresh] = (grant_id, REFRESH_END)
        return {
            "access_token": access,
            "access_token_expire_in": int(end),  # an absolute time, whatever the name says
            "refresh_token": refresh,
            "refresh_token_expire_in": REFRESH_END,
        }

    def dump(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def load(cls, row: dict[str, Any]) -> Grants:
        pairs = {name: {k: (v[0], v[1]) for k, v in row[name].items()} for name in ("codes", "access", "refresh")}
        grants = {id_: Grant(**g) for id_, g in row["grants"].items()}
        return cls(row["keep_old"], grants, pairs["codes"], pairs["access"], pairs["refresh"])


def _secret(size: int) -> str:
    return f"TTP_{secrets.token_urlsafe(size)}"
