"""A picture as a multipart form (upload-product-image-202309): JPG, PNG, WEBP, HEIC or BMP, at most 10 MB."""

from app.domain.decisions import Finding
from app.domain.words import N_
from app.platforms.calls import MEGABYTE
from app.platforms.errors import Refused
from app.platforms.tiktok_shop import PLATFORM

LARGEST = 10 * MEGABYTE
USES = ("MAIN_IMAGE", "ATTRIBUTE_IMAGE", "DESCRIPTION_IMAGE", "CERTIFICATION_IMAGE", "SIZE_CHART_IMAGE")

_BOUNDARY = "weft-7b1d1c6d8ad44a6f93f2c0a85e3c9d41"
CONTENT_TYPE = f"multipart/form-data; boundary={_BOUNDARY}"


def form(content: bytes, use: str) -> bytes:
    """The body of an upload. Raises Refused for what TikTok would refuse unseen."""
    name, kind = _file(content)
    if len(content) > LARGEST:
        raise Refused(PLATFORM, "the picture is over 10 MB", _TOO_LARGE)
    parts = (
        f"--{_BOUNDARY}\r\n",
        'Content-Disposition: form-data; name="use_case"\r\n\r\n',
        f"{use}\r\n",
        f"--{_BOUNDARY}\r\n",
        f'Content-Disposition: form-data; name="data"; filename="{name}"\r\n',
        f"Content-Type: {kind}\r\n\r\n",
    )
    return "".join(parts).encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()


_TOO_LARGE = Finding(
    "picture_too_large",
    N_("One of its pictures is a larger file than TikTok takes."),
    N_("Use a picture of at most 5 MB in Ecwid, then pull it again."),
)
_UNREADABLE = Finding(
    "picture_unreadable",
    N_("TikTok cannot read one of its pictures."),
    N_("Save the picture as JPG or PNG, put it into Ecwid again, then pull it again."),
)


def _file(content: bytes) -> tuple[str, str]:
    """A file name and a media type by the content's first bytes."""
    if content.startswith(b"\xff\xd8\xff"):
        return "picture.jpg", "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "picture.png", "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "picture.webp", "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1"):
        return "picture.heic", "image/heic"
    if content.startswith(b"BM"):
        return "picture.bmp", "image/bmp"
    raise Refused(PLATFORM, "the picture is of no kind that can be uploaded", _UNREADABLE)
