"""Judge a picture by its content, and make of it what the channel takes. Blocking and heavy: run in a thread."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from app.domain.decisions import Finding, Fix
from app.domain.words import N_

# A main image has 300 to 4,000 pixels on each side (TikTok: upload-product-image-202309).
SMALLEST, LARGEST = 300, 4000
# What we unpack at most; 64 million pixels are 200 MB. Pillow's own limit only warns.
MOST_PIXELS = 64_000_000
MOST_BYTES = 10 * 1024 * 1024

# Only decoders for what shops use: every further one is a further hole.
_READABLE = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_TAKEN = frozenset({"JPEG", "PNG", "WEBP"})
_PLAIN_MODES = frozenset({"RGB", "RGBA", "L", "LA", "P", "I;16"})


class Unusable(Exception):
    """This picture will never do; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Usable:
    """A JPEG, PNG or WebP of 300 to 4,000 pixels a side and at most 10 MB."""

    content: bytes
    width: int
    height: int


def made_usable(content: bytes) -> Usable:
    """Return `content` itself where the channel takes it as it is, else a converted copy without its metadata.

    Raises Unusable: no picture, damaged, too small, or too large to unpack.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_READABLE) as image:
            return _usable(image, content)
    except Unusable:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable(_bomb()) from None
    except Exception as error:  # Pillow's decoders raise nearly anything for damaged files
        raise Unusable(_unreadable()) from error


def _usable(image: Image.Image, content: bytes) -> Usable:
    width, height = image.size
    shrink = min(1.0, LARGEST / max(width, height))
    if round(min(width, height) * shrink) < SMALLEST:
        raise Unusable(_too_small(width, height))
    if width * height > MOST_PIXELS:
        raise Unusable(_bomb())
    if _fits(image, shrink):
        return Usable(content, width, height)
    return _converted(image)


def _fits(image: Image.Image, shrink: float) -> bool:
    animated = getattr(image, "n_frames", 1) > 1 and image.format != "JPEG"
    return shrink == 1.0 and image.format in _TAKEN and image.mode in _PLAIN_MODES and not animated


def _converted(image: Image.Image) -> Usable:
    """The first frame, upright, in RGB, at most 4,000 pixels a side."""
    image.draft("RGB", (LARGEST, LARGEST))  # JPEG alone: unpacks at a half, a quarter or an eighth
    upright = ImageOps.exif_transpose(image)
    clear = upright.has_transparency_data
    plain = upright.convert("RGBA" if clear else "RGB")
    plain.thumbnail((LARGEST, LARGEST))
    if clear:
        made = _written(plain, "PNG", optimize=False)
        if len(made) <= MOST_BYTES:
            return Usable(made, *plain.size)
        white = Image.new("RGB", plain.size, "white")
        white.paste(plain, mask=plain.getchannel("A"))
        plain = white
    return Usable(_written(plain, "JPEG", quality=90), *plain.size)


def _written(image: Image.Image, kind: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _too_small(width: int, height: int) -> Finding:
    return Finding(
        code="picture_too_small",
        sentence=N_("A picture has only %(width)s × %(height)s pixels."),
        hint=N_("TikTok Shop needs at least 300 × 300. Upload a larger picture in Ecwid."),
        params={"width": width, "height": height},
        fix=Fix.EDIT_IN_SOURCE,
    )


def _bomb() -> Finding:
    return Finding(
        code="picture_too_many_pixels",
        sentence=N_("A picture has too many pixels to be worked on."),
        hint=N_("Upload it in Ecwid with at most 8,000 × 8,000 pixels."),
        fix=Fix.EDIT_IN_SOURCE,
    )


def _unreadable() -> Finding:
    return Finding(
        code="picture_unreadable",
        sentence=N_("A picture is damaged, or no picture at all."),
        hint=N_("Upload it again in Ecwid as JPEG or PNG."),
        fix=Fix.EDIT_IN_SOURCE,
    )
