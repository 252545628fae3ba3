"""Pictures in an answer: five addresses each, main and gallery, as products/get-product prints them (4.6)."""

from __future__ import annotations

from typing import Any

from sandbox.ecwid.wire import Record

# Offset of each file's number from the picture's own. Ecwid numbers files one after another, as its CDN shows.
SIZES = {"original": 0, 160: 1, 400: 2, 800: 3, 1500: 4}
BORDER = {"dominatingColor": {"red": 244, "green": 240, "blue": 232, "alpha": 255}, "homogeneity": True}


def url(base: str, store_id: int, image: Record, size: str | int) -> str:
    ending = "png" if image.get("kind") == "png" else "jpg"
    return f"{base}/images/{store_id}/{image['number'] + SIZES[size]}.{ending}"


def addresses(base: str, store_id: int, image: Record) -> dict[str, str]:
    """The five fields that a main image, a gallery image and a variation's image share."""
    fields: dict[str, str | int] = {
        "thumbnailUrl": 400,
        "imageUrl": 1500,
        "smallThumbnailUrl": 160,
        "hdThumbnailUrl": 800,
        "originalImageUrl": "original",
    }
    return {name: url(base, store_id, image, size) for name, size in fields.items()}


def main_image(base: str, store_id: int, images: list[Record]) -> Record:
    """`imageUrl` and its kin: all absent when no image is the main one, even with a gallery (recorded 2021)."""
    main = next((i for i in images if i["main"]), None)
    if main is None:
        return {}
    found = addresses(base, store_id, main)
    original = {"url": found["originalImageUrl"], "width": main["width"], "height": main["height"]}
    return {**found, "originalImage": original, "borderInfo": BORDER}


def gallery(base: str, store_id: int, images: list[Record]) -> list[Record]:
    rows = []
    for order, image in enumerate(i for i in images if not i["main"]):
        found = addresses(base, store_id, image)
        size = {"width": image["width"], "height": image["height"], "orderBy": order, "borderInfo": BORDER}
        plain = {"url": found["originalImageUrl"], "thumbnail": found["smallThumbnailUrl"]}
        rows.append({"id": image["number"], **plain, **found, **size})
    return rows


def media(base: str, store_id: int, images: list[Record]) -> dict[str, Any]:
    """`media.images`: the main one has id "0"; ids of the others are strings."""
    rows = []
    for order, image in enumerate(images, 0 if any(i["main"] for i in images) else 1):
        sized = {f"image{s}pxUrl": url(base, store_id, image, s) for s in (160, 400, 800, 1500)}
        original = {"imageOriginalUrl": url(base, store_id, image, "original")}
        alt = {"main": image["alt"], "translated": {"en": image["alt"]}} if image.get("alt") else {"translated": {}}
        number = "0" if image["main"] else str(image["number"])
        rows.append({"id": number, "isMain": image["main"], "orderBy": order, **sized, **original, "alt": alt})
    return {"images": rows, "videos": []}
