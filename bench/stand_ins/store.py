"""A bare Ecwid store: pages of a hundred products, encoded once, served from memory by raw ASGI on uvicorn.

`python -m bench.stand_ins.store PORT PRODUCTS` serves until it is ended. It knows just what a pull asks for.
"""

import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import uvicorn

PAGE = 100
_UPDATED = 1_725_523_087
_CATEGORIES = 40
_TEXT = (
    "Thrown by hand from local clay and fired twice, so it keeps its colour in the dishwasher and its warmth on the "
    "table. Every piece differs a little in shape, speckle and glaze; that is how you know that somebody made it. "
)
Send = Callable[[dict[str, Any]], Awaitable[None]]


def product(number: int) -> dict[str, Any]:
    """A product as Ecwid's search answers it, about 2.4 kB; every fifth has three variations."""
    picture = f"https://d2j6dbq0eux0bg.cloudfront.net/images/1003/{3_900_000 + number}"
    varied = number % 5 == 0
    return {
        "id": 692_000_000 + number,
        "sku": f"HG-{number:05}",
        "quantity": number % 90,
        "unlimited": False,
        "inStock": number % 90 > 0,
        "name": f"Stoneware Mug {number}, {('speckled', 'moss', 'slate', 'sand')[number % 4]}, 350 ml",
        "price": 12.5 + number % 40,
        "priceInProductList": 12.5 + number % 40,
        "defaultDisplayedPrice": 12.5 + number % 40,
        "defaultDisplayedPriceFormatted": f"${12.5 + number % 40:.2f}",
        "isShippingRequired": True,
        "weight": 0.42,
        "url": f"https://harborgoods.example/products/stoneware-mug-p{692_000_000 + number}",
        "created": "2024-09-04 07:20:11 +0000",
        "updated": "2024-09-05 07:58:07 +0000",
        "createTimestamp": 1_725_434_411,
        "updateTimestamp": _UPDATED,
        "productClassId": 0,
        "enabled": True,
        "options": [_option()] if varied else [],
        "warningLimit": 0,
        "fixedShippingRateOnly": False,
        "fixedShippingRate": 0,
        "description": f"<p>{_TEXT}</p><ul><li>350 ml</li><li>Dishwasher safe</li><li>No. {number}</li></ul>"
        + ("" if varied else f"<p>{_TEXT}</p>"),
        "categoryIds": [170_000_000 + number % _CATEGORIES],
        "categories": [
            {"id": 170_000_000 + number % _CATEGORIES, "enabled": True, "name": f"Mugs {number % _CATEGORIES}"}
        ],
        "defaultCategoryId": 170_000_000 + number % _CATEGORIES,
        "attributes": [{"id": 5_029_057, "name": "Brand", "value": "Harbor Goods", "type": "BRAND", "show": "DESCR"}],
        "combinations": [_combination(number, size) for size in range(3)] if varied else [],
        "dimensions": {"length": 12, "width": 9, "height": 10},
        "media": {"images": [_image(picture, place) for place in range(1 if varied else 2)], "videos": []},
        "isSampleProduct": False,
        "isGiftCard": False,
        "discountsAllowed": True,
    }


def _option() -> dict[str, Any]:
    sizes = [{"text": f"{size} ml", "priceModifier": 0, "priceModifierType": "ABSOLUTE"} for size in (250, 350, 500)]
    return {"type": "SIZE", "name": "Size", "choices": sizes, "defaultChoice": 0, "required": True}


def _combination(number: int, size: int) -> dict[str, Any]:
    return {
        "id": number * 10 + size,
        "combinationNumber": size + 1,
        "options": [{"name": "Size", "value": f"{(250, 350, 500)[size]} ml"}],
        "sku": f"HG-{number:05}-{size}",
        "quantity": 5 + size,
        "unlimited": False,
        "inStock": True,
        "price": 12.5 + number % 40 + size,
        "attributes": [],
    }


def _image(picture: str, place: int) -> dict[str, Any]:
    sizes = {f"image{size}pxUrl": f"{picture}-{place}-{size}.jpg" for size in (160, 400, 800, 1500)}
    return {"id": str(place), "orderBy": place, "isMain": place == 0, **sizes, "imageOriginalUrl": f"{picture}.jpg"}


def pages(count: int) -> list[bytes]:
    """The answers to a full search, in order."""
    return [
        _encoded(
            {
                "total": count,
                "count": min(PAGE, count - offset),
                "offset": offset,
                "limit": PAGE,
                "items": [product(number) for number in range(offset, min(offset + PAGE, count))],
            }
        )
        for offset in range(0, count, PAGE)
    ]


def _encoded(answer: object) -> bytes:
    return json.dumps(answer, separators=(",", ":")).encode()


class Store:
    """Answers by path; only `/products` looks at the query."""

    def __init__(self, count: int) -> None:
        self._pages = pages(count)
        self._empty = _encoded({"total": 0, "count": 0, "offset": 0, "limit": PAGE, "items": []})
        self._profile = _encoded(
            {
                "generalInfo": {"storeId": 1003, "storeUrl": "https://harborgoods.example"},
                "formatsAndUnits": {
                    "currency": "USD",
                    "currencyPrecision": 2,
                    "weightUnit": "KILOGRAM",
                    "dimensionsUnit": "CM",
                    "timezone": "America/New_York",
                },
            }
        )

    async def __call__(
        self, scope: dict[str, Any], _receive: Callable[[], Awaitable[dict[str, Any]]], send: Send
    ) -> None:
        if scope["type"] != "http":
            return
        body = self._answer(scope["path"], scope["query_string"].decode())
        headers = [(b"content-type", b"application/json;charset=UTF-8"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, path: str, query: str) -> bytes:
        if path.endswith("/products"):
            asked = parse_qs(query)
            page = int(asked.get("offset", ["0"])[0]) // PAGE
            # Nothing has changed since long ago.
            return self._empty if "updatedFrom" in asked or page >= len(self._pages) else self._pages[page]
        return self._profile if path.endswith("/profile") else self._empty


def main() -> None:
    """Serve on 127.0.0.1."""
    port, count = int(sys.argv[1]), int(sys.argv[2])
    config = uvicorn.Config(
        Store(count),
        host="127.0.0.1",
        port=port,
        log_level="error",
        access_log=False,
        lifespan="off",
        http="httptools",
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
