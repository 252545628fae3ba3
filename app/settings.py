"""Every setting of Weft: its meaning and its default. Only the entry points call `Settings.from_env()`."""

import base64
import binascii
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass

SIGNUP_MODES = ("open", "invite", "closed")


class SettingsError(Exception):
    """A setting is missing or cannot be used; the message names it and says what it should be."""


@dataclass(frozen=True, slots=True)
class EcwidSettings:
    """The Ecwid app. Without `client_id` the connection wizard says that the operator has to register one."""

    api_url: str
    oauth_url: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class TikTokSettings:
    """The TikTok Shop app. `services_url` is the consent host: two official pages disagree on it."""

    api_url: str
    auth_url: str
    services_url: str
    app_key: str
    app_secret: str
    service_id: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Weft's configuration, read once at start."""

    base_url: str
    host: str
    port: int
    database_url: str
    redis_url: str
    secret_keys: tuple[tuple[str, bytes], ...]
    ecwid: EcwidSettings
    tiktok: TikTokSettings
    trusted_proxies: tuple[str, ...]
    picture_hosts: frozenset[str]
    smtp_url: str
    mail_from: str
    signup: str
    local: bool
    rehearsal_url: str

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment; raises SettingsError with one clear sentence."""
        get = (os.environ if env is None else env).get
        base_url = get("WEFT_BASE_URL", "http://localhost:8000").rstrip("/")
        if not base_url.startswith(("http://", "https://")):
            raise SettingsError("WEFT_BASE_URL must begin with http:// or https://.")
        signup = get("WEFT_SIGNUP", "open")
        if signup not in SIGNUP_MODES:
            raise SettingsError(f"WEFT_SIGNUP must be one of {', '.join(SIGNUP_MODES)}, not {signup!r}.")
        return cls(
            base_url=base_url,
            host=get("WEFT_HOST", "127.0.0.1"),
            port=_port(get("WEFT_PORT", "8000")),
            database_url=_required(get("DATABASE_URL"), "DATABASE_URL"),
            redis_url=_required(get("REDIS_URL"), "REDIS_URL"),
            secret_keys=_secret_keys(_required(get("WEFT_SECRET_KEYS"), "WEFT_SECRET_KEYS")),
            ecwid=EcwidSettings(
                api_url=get("WEFT_ECWID_API_URL", "https://app.ecwid.com/api/v3").rstrip("/"),
                oauth_url=get("WEFT_ECWID_OAUTH_URL", "https://my.ecwid.com/api/oauth").rstrip("/"),
                client_id=get("WEFT_ECWID_CLIENT_ID", ""),
                client_secret=get("WEFT_ECWID_CLIENT_SECRET", ""),
            ),
            tiktok=TikTokSettings(
                api_url=get("WEFT_TIKTOK_API_URL", "https://open-api.tiktokglobalshop.com").rstrip("/"),
                auth_url=get("WEFT_TIKTOK_AUTH_URL", "https://auth.tiktok-shops.com").rstrip("/"),
                services_url=get("WEFT_TIKTOK_SERVICES_URL", "https://services.us.tiktokshop.com").rstrip("/"),
                app_key=get("WEFT_TIKTOK_APP_KEY", ""),
                app_secret=get("WEFT_TIKTOK_APP_SECRET", ""),
                service_id=get("WEFT_TIKTOK_SERVICE_ID", ""),
            ),
            trusted_proxies=_networks(get("WEFT_TRUSTED_PROXIES", "127.0.0.1,::1")),
            picture_hosts=frozenset(h.strip() for h in get("WEFT_PICTURE_HOSTS", "").split(",") if h.strip()),
            smtp_url=get("SMTP_URL", ""),
            mail_from=get("WEFT_MAIL_FROM", "Weft <weft@localhost>"),
            signup=signup,
            local=get("WEFT_LOCAL", "") == "1",
            rehearsal_url=get("WEFT_REHEARSAL_URL", "").rstrip("/"),
        )

    @property
    def https(self) -> bool:
        """Whether people reach Weft over HTTPS: decides the cookie names and HSTS."""
        return self.base_url.startswith("https://")


def _required(value: str | None, name: str) -> str:
    if not value:
        raise SettingsError(f"{name} is not set. `bin/start` sets it by itself; elsewhere see docs/operations.md.")
    return value


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsError(f"WEFT_PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _networks(text: str) -> tuple[str, ...]:
    """Addresses and networks; a name would be looked up by nobody, and `*` would believe everybody."""
    networks = [part.strip() for part in text.split(",") if part.strip()]
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise SettingsError(
                f"WEFT_TRUSTED_PROXIES must be addresses and networks such as 172.16.0.0/12, not {network!r}."
            ) from None
    return tuple(networks)


def _secret_keys(text: str) -> tuple[tuple[str, bytes], ...]:
    """`id:base64key,…`; the first one seals, all unseal. Weak or broken keys are refused, never padded."""
    keys = []
    for part in text.split(","):
        key_id, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not key_id.isalnum() or len(key) != 32:
            raise SettingsError("WEFT_SECRET_KEYS must be id:key,… where each key is 32 bytes in base64.")
        keys.append((key_id, key))
    return tuple(keys)
