"""Weft's web process as `python -m app` starts it: `python -m bench.peers.intake_weft PORT`. Its log goes nowhere."""

import os
import sys

from app import __main__ as web
from bench.peers.webhooks import ECWID_SECRET, TIKTOK_KEY, TIKTOK_SECRET

if __name__ == "__main__":
    os.environ |= {
        "WEFT_PORT": sys.argv[1],
        "WEFT_ECWID_CLIENT_SECRET": ECWID_SECRET,
        "WEFT_TIKTOK_APP_KEY": TIKTOK_KEY,
        "WEFT_TIKTOK_APP_SECRET": TIKTOK_SECRET,
    }
    # The lines are made all the same; only the terminal does not have to show thousands of them.
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    sys.exit(web.main())
