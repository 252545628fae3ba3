"""Pictures and files: multipart, limits by use case, no shop_cipher (platform-facts T5)."""

from __future__ import annotations

import re

from sandbox.tiktok_shop.call import Call, Upload
from sandbox.tiktok_shop.errors import refuse
from sandbox.tiktok_shop.media import picture_url
from sandbox.tiktok_shop.pictures import FORMATS, Picture, read
from sandbox.tiktok_shop.records import Json

PICTURE_BYTES, PDF_BYTES, VIDEO_BYTES = 10 * 1024 * 1024, 20 * 1024 * 1024, 100 * 1024 * 1024
SMALLEST, LARGEST = 100, 20_000
MAIN_SMALLEST, MAIN_LARGEST = 300, 4000
CHART_SMALLEST = 1024
USES = frozenset(
    [
        "MAIN_IMAGE",
        "ATTRIBUTE_IMAGE",
        "DESCRIPTION_IMAGE",
        "CERTIFICATION_IMAGE",
        "SIZE_CHART_IMAGE",
        "CUSTOMIZATION_IMAGE",
    ]
)
_SQUARED = frozenset({"MAIN_IMAGE", "ATTRIBUTE_IMAGE"})
_VIDEOS = frozenset(["MP4", "MOV", "MKV", "WMV", "WEBM", "AVI", "3GP", "FLV", "MPEG"])
_FILE_NAME = re.compile(r"[^\W_][^\s.]*\.[A-Za-z0-9]+")


def picture(call: Call) -> Json:
    content = _data(call).content
    use = call.form["use_case"].content.decode(errors="replace") if "use_case" in call.form else "MAIN_IMAGE"
    if use not in USES:
        raise refuse(11050001)
    if not content:
        raise refuse(12038002)
    if len(content) > PICTURE_BYTES:
        raise refuse(12038005)
    found = read(content)
    if found is None:
        raise refuse(12038015, formats=FORMATS)
    _check_sides(found, use)
    width, height = _after_squaring(found, use)
    row = {"width": width, "height": height, "use_case": use, "mime": found.mime}
    uri = call.owner.media.add_picture(content, row)
    url = picture_url(call.owner.world.tiktok_url, uri)
    return {"uri": uri, "url": url, "height": height, "width": width, "use_case": use}


def file(call: Call) -> Json:
    content, name = _data(call).content, call.form["name"].content.decode() if "name" in call.form else ""
    if not name:
        raise refuse(12019104)
    if not content:
        raise refuse(12019103)
    if not _FILE_NAME.fullmatch(name):
        raise refuse(12038002)
    kind = name.rpartition(".")[2].upper()
    if kind == "PDF":
        _check_pdf(content)
    elif kind not in _VIDEOS:
        raise refuse(12019105)
    elif len(content) > VIDEO_BYTES:
        raise refuse(12038005)
    id_ = call.owner.media.add_file(content, {"name": name, "format": kind})
    return {"id": id_, "url": f"{call.owner.world.tiktok_url}/files/{id_}", "name": name, "format": kind}


def _data(call: Call) -> Upload:
    if "data" not in call.form or call.form["data"].filename is None:
        raise refuse(12038002)
    return call.form["data"]


def _check_pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-"):
        raise refuse(12019105)
    if len(content) > PDF_BYTES:
        raise refuse(12038005)


def _check_sides(found: Picture, use: str) -> None:
    short, long = sorted((found.width, found.height))
    if short < SMALLEST or long > LARGEST:
        raise refuse(12019116)
    low, high = (MAIN_SMALLEST, MAIN_LARGEST) if use == "MAIN_IMAGE" else (SMALLEST, LARGEST)
    low = CHART_SMALLEST if use == "SIZE_CHART_IMAGE" else low
    if short < low or long > high:
        raise refuse(12038014, min_width=low, min_height=low, max_width=high, max_height=high)


def _after_squaring(found: Picture, use: str) -> tuple[int, int]:
    """Outside 3:4 to 4:3 the platform makes the picture square."""
    fits = 3 * found.width <= 4 * found.height and 3 * found.height <= 4 * found.width
    if use not in _SQUARED or fits:
        return found.width, found.height
    side = max(found.width, found.height)
    return side, side
