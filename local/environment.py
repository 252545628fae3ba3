"""What the launcher tells the programs it starts, and what it reads itself. Pure: environment in, environment out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.keys import Keys
from local.problems import Problem

ECWID_CLIENT_ID = "weft-rehearsal"
TIKTOK_APP_KEY = "68rehearsal01"
TIKTOK_SERVICE_ID = "7000000000000000001"
CREDENTIALS = (
    "WEFT_ECWID_CLIENT_ID",
    "WEFT_ECWID_CLIENT_SECRET",
    "WEFT_TIKTOK_APP_KEY",
    "WEFT_TIKTOK_APP_SECRET",
    "WEFT_TIKTOK_SERVICE_ID",
)


@dataclass(frozen=True)
class Place:
    """Where this Weft lives: its addresses and its data. Empty server URLs mean: bring our own."""

    data: Path
    host: str
    port: int
    base_url: str
    rehearsal: bool
    ecwid_port: int
    tiktok_port: int
    database_url: str
    redis_url: str

    @property
    def panel_url(self) -> str:
        return f"http://localhost:{self.ecwid_port}/_sandbox/"

    @property
    def mailbox_url(self) -> str:
        return f"{self.base_url}/mailbox"


def find_place(env: Mapping[str, str], folder: Path) -> Place:
    """Read the settings of the launcher itself; ``folder`` is the checkout. Raises Problem for what cannot be."""
    port = _port(env, "WEFT_PORT", 8000)
    return Place(
        data=folder / (env.get("WEFT_DATA") or "var"),
        host=env.get("WEFT_HOST") or "127.0.0.1",
        port=port,
        base_url=(env.get("WEFT_BASE_URL") or f"http://localhost:{port}").rstrip("/"),
        rehearsal=_rehearsal(env),
        ecwid_port=_port(env, "SANDBOX_ECWID_PORT", 8101),
        tiktok_port=_port(env, "SANDBOX_TIKTOK_PORT", 8102),
        database_url=env.get("DATABASE_URL", ""),
        redis_url=env.get("REDIS_URL", ""),
    )


def environment(
    given: Mapping[str, str], place: Place, database_url: str, redis_url: str, keys: Keys
) -> dict[str, str]:
    """The environment of every child. What the person set stands, except for the addresses we decide."""
    ours = {
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "WEFT_DATA": str(place.data),
        "WEFT_HOST": place.host,
        "WEFT_PORT": str(place.port),
        "WEFT_BASE_URL": place.base_url,
        "WEFT_LOCAL": "1",
    }
    defaults = {"WEFT_SECRET_KEYS": keys.seal, **(_rehearsal_shops(place, keys) if place.rehearsal else {})}
    missing = {name: value for name, value in defaults.items() if not given.get(name)}
    return {**given, **missing, **ours}


def _rehearsal_shops(place: Place, keys: Keys) -> dict[str, str]:
    """Both sides of the pretence. The app calls 127.0.0.1; consent pages are for people, who know localhost."""
    ecwid, tiktok = place.ecwid_port, place.tiktok_port
    return {
        "WEFT_ECWID_API_URL": f"http://127.0.0.1:{ecwid}/api/v3",
        "WEFT_ECWID_OAUTH_URL": f"http://localhost:{ecwid}/api/oauth",
        "WEFT_ECWID_CLIENT_ID": ECWID_CLIENT_ID,
        "WEFT_ECWID_CLIENT_SECRET": keys.ecwid_client_secret,
        "WEFT_TIKTOK_API_URL": f"http://127.0.0.1:{tiktok}",
        "WEFT_TIKTOK_AUTH_URL": f"http://127.0.0.1:{tiktok}",
        "WEFT_TIKTOK_SERVICES_URL": f"http://localhost:{tiktok}",
        "WEFT_TIKTOK_APP_KEY": TIKTOK_APP_KEY,
        "WEFT_TIKTOK_APP_SECRET": keys.tiktok_app_secret,
        "WEFT_TIKTOK_SERVICE_ID": TIKTOK_SERVICE_ID,
        # Products have Ecwid's pictures, lines of orders may have TikTok's.
        "WEFT_PICTURE_HOSTS": f"127.0.0.1:{ecwid},localhost:{ecwid},127.0.0.1:{tiktok},localhost:{tiktok}",
        "WEFT_REHEARSAL_URL": place.panel_url,
        "SANDBOX_HOST": "127.0.0.1",
        "SANDBOX_ECWID_PORT": str(ecwid),
        "SANDBOX_TIKTOK_PORT": str(tiktok),
        "SANDBOX_APP_URL": place.base_url,
        "SANDBOX_ECWID_CLIENT_ID": ECWID_CLIENT_ID,
        "SANDBOX_ECWID_CLIENT_SECRET": keys.ecwid_client_secret,
        "SANDBOX_TIKTOK_APP_KEY": TIKTOK_APP_KEY,
        "SANDBOX_TIKTOK_APP_SECRET": keys.tiktok_app_secret,
        "SANDBOX_TIKTOK_SERVICE_ID": TIKTOK_SERVICE_ID,
        "SANDBOX_STATE": str(place.data / "sandbox.json"),
    }


def _rehearsal(env: Mapping[str, str]) -> bool:
    """Real platforms with all credentials, rehearsal shops with none; half of them is a mistake worth a sentence."""
    missing = [name for name in CREDENTIALS if not env.get(name)]
    if missing and len(missing) < len(CREDENTIALS):
        raise Problem(
            f"{', '.join(missing)} is not set although other credentials are: "
            "set all of them for the real platforms, or none for the rehearsal shops."
        )
    return bool(missing)


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Problem(f"{name} must be a number from 1 to 65535, not “{text}”.")
    return int(text)
