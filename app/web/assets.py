"""Everything under /static/: read once, joined, named by content hash, kept by browsers for a year.

A change of any file changes its name, so nothing is ever stale and nothing is ever asked for twice.
"""

import functools
import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Response, get
from litestar.connection import Request
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

STATIC = Path(__file__).resolve().parents[2] / "static"
URL = "/static/"

# One file: htmx starts on a timer once it is read, and would not see an extension that comes after it.
SCRIPTS = ("vendor/htmx.org@4.0.1/htmx.min.js", "vendor/htmx.org@4.0.1/hx-sse.min.js", "js/app.js")

# Order matters: tokens, elements, layout, components, then pages.
STYLESHEETS = (
    "tokens", "base", "layout", "shell", "button", "field", "badge", "card", "list", "chips", "table", "menu", "dialog",
    "panel", "toast", "banner", "empty", "progress", "thread", "chart", "products", "attr", "categories", "mapping",
    "preview", "repair", "tasks", "orders", "ask", "label", "logs", "connections", "settings", "wizard", "auth", "help",
)  # fmt: skip

TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served. `zipped` is empty where gzip does not help (fonts)."""

    served_as: str
    content: bytes
    zipped: bytes
    media_type: str

    @property
    def wire_size(self) -> int:
        """Bytes on the wire for a browser that takes gzip."""
        return len(self.zipped or self.content)


def _asset(name: str, content: bytes) -> Asset:
    stem, _, suffix = name.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:12]
    zipped = b"" if suffix == "woff2" else gzip.compress(content, 9, mtime=0)
    return Asset(f"{stem}-{digest}.{suffix}", content, zipped, TYPES[f".{suffix}"])


def _sprite(folder: Path) -> bytes:
    """One SVG with a symbol per icon file; the licence of the icons stays in it."""
    symbols = []
    for file in sorted(folder.glob("*.svg")):
        found = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(), re.DOTALL)
        if not found:
            raise ValueError(f"{file} is not an SVG")
        body = re.sub(r">\s+<", "><", " ".join(found[1].split()))
        symbols.append(f'<symbol id="{file.stem}" viewBox="0 0 24 24">{body}</symbol>')
    licence = "<!-- Lucide icons, ISC licence, see static/icons/LICENSE -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">{licence}{"".join(symbols)}</svg>'.encode()


@functools.cache
def assets() -> dict[str, Asset]:
    """Every asset by its plain name ("weft.css")."""
    font = _asset("geist.woff2", (STATIC / "fonts/geist.woff2").read_bytes())
    css = "\n".join((STATIC / f"css/{name}.css").read_text() for name in STYLESHEETS)
    # All assets lie side by side, so the address relative to the stylesheet is the bare name.
    css = css.replace("../fonts/geist.woff2", font.served_as)
    return {
        "geist.woff2": font,
        "weft.css": _asset("weft.css", css.encode()),
        "weft.js": _asset("weft.js", b"\n;".join((STATIC / script).read_bytes() for script in SCRIPTS)),
        "icons.svg": _asset("icons.svg", _sprite(STATIC / "icons")),
        "weft.svg": _asset("weft.svg", (STATIC / "weft.svg").read_bytes()),
    }


@functools.cache
def icon_names() -> frozenset[str]:
    """The icons that exist: one file each in static/icons."""
    return frozenset(file.stem for file in (STATIC / "icons").glob("*.svg"))


def asset_url(name: str) -> str:
    """The address of an asset, with its hash in it; KeyError for a name that does not exist."""
    return URL + assets()[name].served_as


@functools.cache
def _served() -> dict[str, Asset]:
    return {asset.served_as: asset for asset in assets().values()}


@get(
    URL + "{name:str}",
    name="static",
    sync_to_thread=False,
    exclude_from_auth=True,
    exclude_from_csrf=True,
    exclude_from_session=True,
    no_compress=True,
    include_in_schema=False,
)
def serve_asset(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """Answer one asset, gzipped at start and never on the way (`no_compress` keeps middleware off it)."""
    asset = _served().get(name)
    if asset is None:
        raise NotFoundException
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    content = asset.content
    if asset.zipped and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        content = asset.zipped
    return Response(content, media_type=asset.media_type, headers=headers)


def asset_routes() -> list[HTTPRouteHandler]:
    """The handlers main.py mounts. They set no cookie: /static/ is excluded from CSRF and sessions by name."""
    return [serve_asset]
