"""Small calls, 1, 8 and 50 at once: our one door (app/platforms/http.py) beside stock httpx and bare aiohttp.

`bin/bench calls`. Every contender is a process of its own and asks the same bare server for the same 200 bytes.
"""

import sys

from bench.running import children, results
from bench.running.database import migrated
from bench.running.results import Aim, Series

AT_ONCE = (1, 8, 50)
CONTENDERS = ("weft", "weft with allowance", "httpx", "aiohttp")


def main() -> int:
    """Run everybody in turn, five times."""
    runs: dict[str, list[dict[str, float]]] = {f"{who}, {n} at once": [] for n in AT_ONCE for who in CONTENDERS}
    with migrated(), children.serving("bench.stand_ins.store", "100") as address:
        for number in range(results.RUNS):
            for at_once in AT_ONCE:
                for who in CONTENDERS:
                    found = children.run("bench.peers.calls", address, who, str(at_once))
                    runs[f"{who}, {at_once} at once"].append(found)
                    print(f"run {number + 1}: {who}, {at_once} at once: {found}", file=sys.stderr)
    return _tell({name: results.series(each) for name, each in runs.items()})


def _tell(found: dict[str, dict[str, Series]]) -> int:
    weft, httpx = found["weft, 50 at once"], found["httpx, 50 at once"]
    aims = [
        Aim("calls a second against stock httpx, 50 at once", _ratio(weft, httpx), 2, least=True),
        Aim("own CPU a call, µs, 50 at once", weft["cpu_us"].median, 350),
    ]
    rows = [[name, each["a_second"].text(), each["cpu_us"].text(" µs")] for name, each in found.items()]
    results.show("Small calls", ["contender", "calls a second", "own CPU a call"], rows, aims)
    return results.finish("calls", found, aims)


def _ratio(one: dict[str, Series], other: dict[str, Series]) -> float:
    return one["a_second"].median / other["a_second"].median


if __name__ == "__main__":
    sys.exit(main())
