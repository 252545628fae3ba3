"""Ends our children when we cannot: for systems without PR_SET_PDEATHSIG (macOS).

Run as a script. Reads ``+PID SIGNAL`` and ``-PID`` lines. When the pipe ends with children still listed, the launcher
was killed, and each of them is sent its signal, then, after a few seconds, SIGKILL.
"""

import contextlib
import os
import signal
import sys
import time

GRACE = 5.0  # seconds between asking and insisting


def main() -> None:
    children: dict[int, int] = {}
    for line in sys.stdin:
        if line.startswith("+"):
            pid, wish = line[1:].split()
            children[int(pid)] = int(wish)
        else:
            children.pop(int(line[1:]), None)
    for pid, wish in children.items():
        send(pid, wish)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(send(pid, 0) for pid in children):
        time.sleep(0.05)
    for pid in children:
        send(pid, signal.SIGKILL)


def send(pid: int, number: int) -> bool:
    """Every child leads its own process group, so what it started itself is reached as well."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
        return True
    return False


main()
