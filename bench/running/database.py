"""Weft's tables in the database that bin/bench gave us, or in a throw-away one."""

import asyncio
import contextlib
import os
import secrets
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from app.tables.migrate import migrate
from local.bench import SETTINGS
from local.servers import Postgres, Valkey


@contextlib.contextmanager
def migrated() -> Iterator[None]:
    """DATABASE_URL, REDIS_URL and WEFT_SECRET_KEYS are set and the tables are there while the block runs.

    The database is filled and emptied: only bin/bench and this function name one.
    """
    os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
    os.environ.setdefault("WEFT_SECRET_KEYS", "k1:" + b64encode(secrets.token_bytes(32)).decode())
    with contextlib.ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="weft-bench-")))
            folder.chmod(0o711)
            postgres = stack.enter_context(Postgres(folder / "postgres", settings=SETTINGS))
            valkey = stack.enter_context(Valkey())
            os.environ |= {"DATABASE_URL": postgres.dsn, "REDIS_URL": valkey.url}
        with contextlib.redirect_stdout(None):
            asyncio.run(migrate(os.environ["DATABASE_URL"]))
        yield
