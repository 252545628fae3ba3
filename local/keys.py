"""The secrets of one machine: made once, kept in the data folder, readable by its owner alone."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from local.problems import Problem


@dataclass(frozen=True)
class Keys:
    """``seal`` is a value for WEFT_SECRET_KEYS; the others are the rehearsal shops' app secrets."""

    seal: str
    ecwid_client_secret: str
    tiktok_app_secret: str


def keep_keys(path: Path) -> Keys:
    """Read the keys, or make them. Without the old ones no saved token can be opened, so a broken file is a Problem."""
    if not path.exists():
        _write(path, _new_keys())
    try:
        return Keys(**json.loads(path.read_text()))
    except (ValueError, TypeError):
        raise Problem(
            f"{path} is damaged: put it back from a copy, or move the whole data folder away to begin anew."
        ) from None


def _new_keys() -> Keys:
    seal = base64.b64encode(secrets.token_bytes(32)).decode()
    return Keys(f"local1:{seal}", secrets.token_urlsafe(24), secrets.token_hex(20))


def _write(path: Path, keys: Keys) -> None:
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(keys), file)
    draft.rename(path)
