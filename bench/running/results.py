"""Five runs become a median and its spread, a table for people and JSON for machines."""

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RUNS = 5


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over all runs."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def text(self, unit: str = "") -> str:
        """Median (least–most)."""
        return f"{_figure(self.median)}{unit} ({_figure(min(self.values))}–{_figure(max(self.values))})"

    def document(self) -> dict[str, object]:
        return {"median": self.median, "least": min(self.values), "most": max(self.values), "runs": list(self.values)}


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def series(runs: Sequence[Mapping[str, float]]) -> dict[str, Series]:
    """Every measure of a contender, over its runs."""
    return {name: Series(tuple(run[name] for run in runs)) for name in runs[0]}


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure must reach: at most, or with `least` at least, `bound`."""

    name: str
    value: float
    bound: float
    least: bool = False

    @property
    def reached(self) -> bool:
        return self.value >= self.bound if self.least else self.value <= self.bound


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], aims: Sequence[Aim]) -> None:
    """Print the table and what became of the aims."""
    widths = [max(len(str(row[place])) for row in (head, *rows)) for place in range(len(head))]
    print(f"\n{title}\n")
    for row in (head, ["-" * width for width in widths], *rows):
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print()
    for aim in aims:
        sign = "≥" if aim.least else "≤"
        print(f"{'reached' if aim.reached else 'MISSED '}  {aim.name}: {aim.value:.2f} ({sign} {aim.bound:g})")


def finish(name: str, contenders: Mapping[str, Mapping[str, Series]], aims: Sequence[Aim]) -> int:
    """Print the JSON; the exit code is 1 when an aim was missed."""
    document = {
        "benchmark": name,
        "contenders": {
            who: {measure: found.document() for measure, found in measures.items()}
            for who, measures in contenders.items()
        },
        "aims": [
            {"name": aim.name, "value": round(aim.value, 3), "bound": aim.bound, "reached": aim.reached} for aim in aims
        ],
    }
    print("\n" + json.dumps(document))
    return 0 if all(aim.reached for aim in aims) else 1
