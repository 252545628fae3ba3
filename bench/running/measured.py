"""Wall clock, CPU and memory of one piece of work in this process."""

import json
import resource
import sys
import time
from collections.abc import Awaitable
from pathlib import Path

_STATUS = Path("/proc/self/status")


def resident_kb(field: str) -> int:
    """VmRSS (now) or VmHWM (the most so far) in kB; elsewhere than on Linux the most so far, for both."""
    if _STATUS.exists():
        for line in _STATUS.read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most


async def report(work: Awaitable[dict[str, float]]) -> None:
    """Do the work and print what it cost, with what it says itself, as one line of JSON."""
    before = resident_kb("VmRSS")
    wall, cpu = time.perf_counter(), time.process_time()
    said = await work
    costs = {
        "wall_s": round(time.perf_counter() - wall, 4),
        "cpu_s": round(time.process_time() - cpu, 4),
        # The most at any moment against what was there before: memory given back does not hide what was needed.
        "rss_growth_mb": round((resident_kb("VmHWM") - before) / 1024, 2),
    }
    print(json.dumps(costs | said))
