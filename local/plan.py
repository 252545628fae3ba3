"""Which programs make up Weft on one machine. The tests put stand-ins here; nothing else knows the commands."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Plan:
    """Command lines, run in ``folder``. ``demo`` runs once Weft is ready."""

    folder: Path = FOLDER
    migrate: Sequence[str] = (sys.executable, "-m", "app.tables.migrate")
    rehearsal: Sequence[str] = (sys.executable, "-m", "sandbox")
    web: Sequence[str] = (sys.executable, "-m", "app")
    workers: Sequence[str] = (sys.executable, "-m", "workers")
    demo: Sequence[str] = ()


DEMO = (sys.executable, "-m", "local.demo")
