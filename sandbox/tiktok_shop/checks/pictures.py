"""Pictures of a listing: uploaded before, enough, and big enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sandbox.tiktok_shop.errors import Problem, problem
from sandbox.tiktok_shop.media import BUCKET
from sandbox.tiktok_shop.records import Json

MOST, SMALLEST, LARGEST = 9, 300, 4000


def main_image_problems(images: list[Json], pictures: Mapping[str, Json]) -> Iterator[Problem]:
    """`pictures`: all that was uploaded, by uri."""
    if not images:
        yield problem(12052028)
    if len(images) > MOST:
        yield problem(12052306)
    for image in images:
        uri = image["uri"]
        known = pictures.get(uri)
        if known is None:
            yield problem(12052722 if uri.startswith(f"{BUCKET}/") else 12052300)
        elif min(known["width"], known["height"]) < SMALLEST:
            yield problem(12052301, min_limit=SMALLEST, uri=uri)
        elif max(known["width"], known["height"]) > LARGEST:
            yield problem(12052302)


def size_chart_problems(
    chart: Json | None, pictures: Mapping[str, Json], *, supported: bool, required: bool
) -> Iterator[Problem]:
    """A chart where none is supported is dropped later, not refused (create-product-202309)."""
    if not chart or not (chart.get("image") or chart.get("template")):
        if required:
            yield problem(12052673)
        return
    if not supported:
        return
    if "template" in chart:
        yield problem(12052128)  # the shop has no templates
    elif pictures.get(chart["image"]["uri"], {}).get("use_case") != "SIZE_CHART_IMAGE":
        yield problem(12052670)
