"""A contender is a process of its own: its imports, its memory and its garbage are its own."""

import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(module: str, *arguments: str) -> dict[str, float]:
    """Run `python -m module …` and return the JSON it prints last. Raises RuntimeError with its words."""
    child = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if child.returncode:
        raise RuntimeError(f"{module} failed:\n{child.stdout}\n{child.stderr}")
    answer: dict[str, float] = json.loads(child.stdout.strip().splitlines()[-1])
    return answer


@contextlib.contextmanager
def serving(module: str, *arguments: str, within: float = 30.0) -> Iterator[str]:
    """Run `python -m module PORT …` until the block ends; its address once it accepts connections."""
    port = free_port()
    child = subprocess.Popen([sys.executable, "-m", module, str(port), *arguments], cwd=ROOT)
    try:
        deadline = time.monotonic() + within
        while not _accepts(port):
            if child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{module} did not start")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(10)


def free_port() -> int:
    """One that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _accepts(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0
