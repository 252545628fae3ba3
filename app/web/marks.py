"""Small drawn things: icons, state glyphs, bars, rings, the mark and the thread. All are inline SVG without styles."""

from collections.abc import Iterable

from markupsafe import Markup

from app.web.assets import asset_url, icon_names

GLYPHS = {
    "not": '<circle class="o d" cx="7" cy="7" r="5.6"/>',
    "queued": '<circle class="o" cx="7" cy="7" r="5.6"/>',
    "sending": '<circle class="o" cx="7" cy="7" r="5.6"/><path d="M7 7V3.4A3.6 3.6 0 0 1 10.6 7Z"/>',
    "review": '<circle class="o" cx="7" cy="7" r="5.6"/><path d="M7 3.4a3.6 3.6 0 0 1 0 7.2Z"/>',
    "synced": '<circle cx="7" cy="7" r="6.4"/><path class="k" d="m4.4 7.2 1.9 1.9 3.4-3.9"/>',
    "failed": '<circle cx="7" cy="7" r="6.4"/><path class="k" d="m5 5 4 4m0-4-4 4"/>',
    "update": '<circle cx="7" cy="7" r="6.4"/><path class="k" d="M7 3.9v3.6m0 2.4v.05"/>',
    "needs": '<rect x="2.2" y="2.2" width="9.6" height="9.6" rx="2.4" transform="rotate(45 7 7)"/>'
    '<path class="k" d="M7 4v3.4m0 2.3v.05"/>',
    "off": '<circle class="o" cx="7" cy="7" r="5.6"/><path class="o" d="M4.6 7h4.8"/>',
    "paused": '<circle class="o" cx="7" cy="7" r="5.6"/><path class="o" d="M5.7 5v4m2.6-4v4"/>',
    "clock": '<circle class="o" cx="7" cy="7" r="5.6"/><path class="o" d="M7 4.2V7l1.8 1.2"/>',
    "dot": '<circle cx="7" cy="7" r="3.6"/>',
}


def icon(name: str) -> Markup:
    """A Lucide icon out of the sprite; KeyError for a file that is not in static/icons."""
    if name not in icon_names():
        raise KeyError(f"no icon {name!r} in static/icons")
    return Markup('<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        asset_url("icons.svg"), name
    )


def glyph(kind: str) -> Markup:
    """The shape that tells a state without colour."""
    shape = Markup(GLYPHS[kind])  # noqa: S704 - our own constants
    return Markup('<svg class="g g-{}" viewBox="0 0 14 14" aria-hidden="true">{}</svg>').format(kind, shape)


def bar(parts: Iterable[tuple[str, int]], label: str = "") -> Markup:
    """A stacked bar. `parts` are (tone, value); an empty tone is track that is still to come.

    `label` is the sentence for those who do not see it; without one the bar is decoration.
    """
    parts = list(parts)
    total = sum(value for _, value in parts)
    x = 0.0
    rects = []
    for tone, value in parts:
        width = 100 * value / total if total else 0.0
        gap = 0.25 if x + width < 99.99 else 0.0
        if tone and value:
            rects.append(
                Markup('<rect data-tone="{}" x="{:.2f}%" width="{:.2f}%" height="100%"/>').format(
                    tone, x, max(width - gap, 0.25)
                )
            )
        x += width
    told = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="bar" {}>{}</svg>').format(told, Markup("").join(rects))


def ring(percent: float, tone: str, size: str = "") -> Markup:
    """A small ring, `percent` (0 to 100) of it drawn."""
    return Markup(
        '<svg class="ring{}" data-tone="{}" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6"/>'
        '<circle cx="8" cy="8" r="6" pathLength="100" stroke-dasharray="{:.0f} 100"/></svg>'
    ).format(f" {size}" if size else "", tone, min(max(percent, 0), 100))


def mark() -> Markup:
    """Weft's own mark."""
    return Markup(
        '<svg class="mark" viewBox="0 0 28 28" aria-hidden="true"><rect width="28" height="28" rx="7"/>'
        '<path class="warp" d="M8.5 5.5v4.2m0 3.6v9.2M14 5.5v9.4m0 3.6v4M19.5 5.5v4.2m0 3.6v9.2"/>'
        '<path class="weft" d="M3.8 14.2c1.5 0 2.6-2.7 4.7-2.7 2.7 0 2.8 5.2 5.5 5.2s2.8-5.2 5.5-5.2'
        'c2.1 0 3.2 2.7 4.7 2.7"/></svg>'
    )


def _waves(start: int, end: int) -> str:
    """Wavy path from x = start to end, two arcs of ten each."""
    arcs = (end - start) // 10 - 1
    return f"M{start} 7q5-7 10 0" + "t10 0" * arcs


def yarn(kind: str) -> Markup:
    """The thread between two shops: whole (in step), cut (ended), slack (paused) or half (begun)."""
    paths = {
        "whole": f'<path d="{_waves(0, 600)}"/>',
        "cut": f'<path d="{_waves(0, 290)}{_waves(310, 600)}"/>',
        "slack": '<path stroke-dasharray="1 6" d="M1 7h600"/>',
        "half": f'<path d="{_waves(0, 30)}"/><path class="faint" stroke-dasharray="1 6" d="M38 7h562"/>',
    }
    align = "xMidYMid" if kind == "cut" else "xMinYMid"
    path = Markup(paths[kind])  # noqa: S704 - our own constants
    return Markup(
        '<svg class="yarn" viewBox="0 0 600 14" preserveAspectRatio="{} slice" aria-hidden="true">{}</svg>'
    ).format(align, path)
