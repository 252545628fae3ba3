"""The picture host: public, without a token, under the paths Ecwid's CDN has (`/images/{store}/{number}.jpg`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from sandbox.ecwid.images import SIZES
from sandbox.ecwid.wire import Record
from sandbox.pictures import Order

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore
    from sandbox.world import World


async def picture(request: Request) -> Response:
    """`{number}.jpg` or `.png`; 404 for a number no picture has, a wrong ending included."""
    world: World = request.app.state.world
    number, _, ending = request.path_params["name"].partition(".")
    found = _find(world.ecwid, int(number)) if number.isdigit() else None
    if found is None or request.path_params["store"] != world.ecwid.id:
        return Response(b"", 404)
    image, longest = found
    kind = image.get("kind", "jpeg")
    if ending != ("png" if kind == "png" else "jpg"):
        return Response(b"", 404)
    places = (image["thing"], image["palette"], image["view"], image["width"], image["height"])
    data, media_type = await world.pictures.get(Order(*places, body=image.get("body", ""), kind=kind), longest)
    headers = {"Cache-Control": "public, max-age=31536000", "Access-Control-Allow-Origin": "*"}
    return Response(data, media_type=media_type, headers=headers)


def _find(store: EcwidStore, number: int) -> tuple[Record, int | None] | None:
    """The picture and the longest side of the file asked for; None = the original."""
    for size, offset in SIZES.items():
        image = store.picture(number - offset)
        if image is not None:
            return image, size if isinstance(size, int) else None
    return None
