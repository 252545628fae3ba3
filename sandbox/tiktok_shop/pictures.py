"""What an uploaded picture is, read from its first bytes; pixels are never decoded."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import BmpImagePlugin, Image, ImageDraw, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

FORMATS = "JPG, JPEG, PNG, WEBP, HEIC, BMP"
# The plugins themselves instead of Image.open: that one warns about, then refuses, the big pictures we allow.
_PLUGINS: tuple[tuple[bytes, int, str, type[ImageFile.ImageFile]], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg", JpegImagePlugin.JpegImageFile),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", PngImagePlugin.PngImageFile),
    (b"WEBP", 8, "image/webp", WebPImagePlugin.WebPImageFile),
    (b"BM", 0, "image/bmp", BmpImagePlugin.BmpImageFile),
)
_HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"heim")


@dataclass(frozen=True)
class Picture:
    """Sides in pixels."""

    mime: str
    width: int
    height: int


def read(content: bytes) -> Picture | None:
    """None for anything but a readable picture of an accepted format."""
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return _heic(content)
    for magic, at, mime, plugin in _PLUGINS:
        if content[at : at + len(magic)] == magic:
            try:
                opened = plugin(io.BytesIO(content))
            except (SyntaxError, OSError, ValueError, KeyError, IndexError, EOFError):
                return None
            return Picture(mime, *opened.size)
    return None


def _heic(content: bytes) -> Picture | None:
    """The largest `ispe` box: four bytes of flags, then width and height."""
    sides: list[tuple[int, int]] = []
    at = content.find(b"ispe")
    while at >= 0:
        box = content[at + 8 : at + 16]
        if len(box) == 8:
            sides.append((int.from_bytes(box[:4], "big"), int.from_bytes(box[4:], "big")))
        at = content.find(b"ispe", at + 4)
    return Picture("image/heic", *max(sides)) if sides else None


SIDE = 600


def placeholder(digest: str) -> bytes:
    """A PNG for a picture whose bytes are gone: a frame with hills and a sun, in a colour of its own."""
    hue = int(digest[:4], 16) % 360
    sheet = Image.new("RGB", (SIDE, SIDE), f"hsl({hue}, 20%, 93%)")
    draw, ink = ImageDraw.Draw(sheet), f"hsl({hue}, 18%, 66%)"
    draw.rounded_rectangle((120, 150, 480, 450), radius=24, outline=ink, width=14)
    draw.ellipse((185, 205, 245, 265), fill=ink)
    draw.polygon(((160, 420), (270, 300), (340, 370), (385, 325), (445, 420)), fill=ink)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
