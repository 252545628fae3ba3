"""Every setting of the rehearsal shops, its meaning and its default. Only the entry points call `from_env()`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

_NAMES = {
    "host": "SANDBOX_HOST",
    "ecwid_port": "SANDBOX_ECWID_PORT",
    "tiktok_port": "SANDBOX_TIKTOK_PORT",
    "app_url": "SANDBOX_APP_URL",
    "ecwid_client_id": "SANDBOX_ECWID_CLIENT_ID",
    "ecwid_client_secret": "SANDBOX_ECWID_CLIENT_SECRET",
    "ecwid_calls_per_minute": "SANDBOX_ECWID_CALLS_PER_MINUTE",
    "tiktok_app_key": "SANDBOX_TIKTOK_APP_KEY",
    "tiktok_app_secret": "SANDBOX_TIKTOK_APP_SECRET",
    "tiktok_service_id": "SANDBOX_TIKTOK_SERVICE_ID",
    "seed": "SANDBOX_SEED",
    "products": "SANDBOX_PRODUCTS",
    "review_seconds": "SANDBOX_REVIEW_SECONDS",
    "index_lag_seconds": "SANDBOX_INDEX_LAG_SECONDS",
    "latency_ms": "SANDBOX_LATENCY_MS",
    "retry_speed": "SANDBOX_RETRY_SPEED",
    "state": "SANDBOX_STATE",
}


class BadSetting(ValueError):
    """One sentence that names the variable and what it must be."""


@dataclass(frozen=True)
class SandboxSettings:
    """Units: ports are TCP ports, `*_seconds` seconds, `latency_ms` milliseconds.

    `retry_speed` divides the platforms' webhook retry delays (15 minutes / 300 = 3 s), never their time-outs.
    `state` is the path of the JSON snapshot that lets tokens survive a restart; empty means: keep nothing.
    """

    host: str = "127.0.0.1"
    ecwid_port: int = 8101
    tiktok_port: int = 8102
    app_url: str = "http://localhost:8000"
    ecwid_client_id: str = "weft-rehearsal"
    ecwid_client_secret: str = "rehearsal-ecwid-client-secret"
    ecwid_calls_per_minute: int = 600
    tiktok_app_key: str = "68rehearsal01"
    tiktok_app_secret: str = "rehearsal-tiktok-app-secret"
    tiktok_service_id: str = "7000000000000000001"
    seed: int = 7
    products: int = 200
    review_seconds: float = 4.0
    index_lag_seconds: float = 1.0
    latency_ms: float = 0.0
    retry_speed: float = 300.0
    state: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> SandboxSettings:
        """Read `SANDBOX_*`; absent or empty means the default. Raises `BadSetting` for anything unusable."""
        source = os.environ if env is None else env
        given: dict[str, Any] = {}
        for field in fields(cls):
            name = _NAMES[field.name]
            text = source.get(name, "").strip()
            if text:
                given[field.name] = _read(name, text, type(field.default))
        made = cls(**given)
        return cls(**{**given, "app_url": made.app_url.rstrip("/")})

    @property
    def ecwid_webhook_url(self) -> str:
        return f"{self.app_url}/webhooks/ecwid"

    @property
    def tiktok_webhook_url(self) -> str:
        return f"{self.app_url}/webhooks/tiktok-shop"

    @property
    def ecwid_callback_url(self) -> str:
        return f"{self.app_url}/connections/ecwid/callback"

    @property
    def tiktok_callback_url(self) -> str:
        return f"{self.app_url}/connections/tiktok-shop/callback"


def _read(name: str, text: str, kind: type) -> Any:
    if kind is str:
        return text
    try:
        value = kind(text)
    except ValueError:
        raise BadSetting(f"{name} must be a number, not “{text}”.") from None
    if value < 0:
        raise BadSetting(f"{name} must not be negative.")
    if name.endswith("_PORT") and value > 65535:
        raise BadSetting(f"{name} must be a port between 0 and 65535.")
    if name == "SANDBOX_RETRY_SPEED" and value == 0:
        raise BadSetting(f"{name} must be above 0.")
    return value
