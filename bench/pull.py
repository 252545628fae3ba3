"""Pulls 20,000 products from a bare store in memory, beside a bare loop and a naive script: `bin/bench pull`.

Weft's figure includes what the peers leave out: reading into records, change detection, category mappings, counts,
progress, the exact tally and the list's indexes. "again" is a second pull in which nothing changed.
"""

import sys

from bench.running import children, results
from bench.running.database import migrated
from bench.running.results import Aim, Series

PRODUCTS = 20_000
CONTENDERS = {
    "weft": ("bench.peers.pull_weft",),
    "weft again": ("bench.peers.pull_weft", "again"),
    "bare loop": ("bench.peers.pull_bare",),
    "naive": ("bench.peers.pull_naive",),
}


def main() -> int:
    """Run everybody in turn, five times."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PRODUCTS
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
    with migrated(), children.serving("bench.stand_ins.store", str(count)) as address:
        for number in range(results.RUNS):
            for name, (module, *more) in CONTENDERS.items():
                runs[name].append(children.run(module, address, *more))
                print(f"run {number + 1}: {name} {runs[name][-1]}", file=sys.stderr)
    found = {name: results.series(each) for name, each in runs.items()}
    return _tell(count, found)


def _tell(count: int, found: dict[str, dict[str, Series]]) -> int:
    weft, bare, naive = found["weft"], found["bare loop"], found["naive"]
    aims = [
        Aim("wall against the bare loop", weft["wall_s"].median / bare["wall_s"].median, 1.5),
        Aim("times faster than naive", naive["wall_s"].median / weft["wall_s"].median, 5, least=True),
        Aim("growth of resident memory, MB", weft["rss_growth_mb"].median, 80),
        Aim("products left out", count - min(weft["products"].values), 0),
    ]
    rows = [
        [name, each["wall_s"].text(" s"), each["cpu_s"].text(" s"), each["rss_growth_mb"].text(" MB")]
        for name, each in found.items()
    ]
    results.show(f"Pull of {count:,} products", ["contender", "wall", "own CPU", "memory growth"], rows, aims)
    return results.finish("pull", found, aims)


if __name__ == "__main__":
    sys.exit(main())
