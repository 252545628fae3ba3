"""One picture: a thing, its ground and one of five views. Pure: the same order gives the same pixels."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from PIL import Image

from sandbox.pictures import desk, home, kitchen, play, wear
from sandbox.pictures.canvas import Canvas
from sandbox.pictures.palettes import Palette, mix, palette

Thing = Callable[[Canvas, Palette], None]


def _things(*modules: ModuleType) -> dict[str, Thing]:
    """Every public function that a module itself defines draws a thing."""
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if callable(value) and value.__module__ == module.__name__
    }


THINGS = _things(kitchen, home, play, wear, desk)
VIEWS = 5
DRAWN = 900  # pixels; a larger picture is this one enlarged, as a careless photographer would do it
LARGEST_SIDE = 8000


@dataclass(frozen=True)
class Order:
    """`width` and `height` of the original in pixels; `body` a colour `#rrggbb` or ""; `kind` "jpeg" or "png"."""

    thing: str
    palette: int
    view: int
    width: int
    height: int
    body: str = ""
    kind: str = "jpeg"


def draw(order: Order, longest: int | None = None) -> bytes:
    """The file's bytes. `longest` bounds its longer side (never enlarging); None: the original size."""
    width, height = fitted(order.width, order.height, longest)
    side = min(max(width, height), DRAWN)
    picture = _view(order, max(side, 16))
    picture = _shaped(picture, width, height)
    out = io.BytesIO()
    if order.kind == "png":
        picture.quantize(128).save(out, "PNG", compress_level=4)
    else:
        picture.save(out, "JPEG", quality=84)
    return out.getvalue()


def fitted(width: int, height: int, longest: int | None) -> tuple[int, int]:
    scale = min(1.0, (longest or LARGEST_SIDE) / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _view(order: Order, side: int) -> Image.Image:
    canvas, colours, thing = Canvas(side), palette(order.palette, order.body), THINGS[order.thing]
    view = order.view % VIEWS
    if view == 4:
        _flat_lay(canvas, colours, thing)
        return canvas.finished()
    wall, table = colours.wall, colours.table
    if view == 2:
        wall, table = mix(wall, colours.body, 0.18), mix(table, colours.body, 0.22)
    canvas.ground(wall, table, horizon=60 if view == 1 else 66)
    if view == 3:
        _stand(canvas, colours, thing, 0.55, (-24, -6), mirror=True)
        _stand(canvas, colours, thing, 0.8, (10, 6))
    else:
        zoom, move = ((1.0, (0.0, 4.0)), (1.55, (6.0, 22.0)), (0.92, (0.0, 2.0)))[view]
        _stand(canvas, colours, thing, zoom, move, mirror=view == 2)
    return canvas.finished()


def _stand(
    canvas: Canvas, colours: Palette, thing: Thing, zoom: float, move: tuple[float, float], mirror: bool = False
) -> None:
    canvas.place(zoom, move, mirror)
    canvas.shadow(52, 78.5, 30, 3.6)
    thing(canvas, colours)


def _flat_lay(canvas: Canvas, colours: Palette, thing: Thing) -> None:
    """Several of them from far away, on a plain ground."""
    canvas.flat(mix(colours.wall, colours.accent, 0.22))
    for row in range(2):
        for column in range(2):
            spot = (-24 + column * 48 + row * 4, -32 + row * 46)
            _stand(canvas, colours, thing, 0.42, spot, mirror=column != row)


def _shaped(picture: Image.Image, width: int, height: int) -> Image.Image:
    """A square drawing made as wide or as high as ordered: cut, then enlarged if it must be."""
    side = picture.width
    across, down = side * min(1, width / height), side * min(1, height / width)
    left, top = (side - across) / 2, (side - down) / 2
    box = (round(left), round(top), round(left + across), round(top + down))
    if (box[2] - box[0], box[3] - box[1]) == (width, height):
        return picture.crop(box)
    return picture.resize((width, height), Image.Resampling.BILINEAR, box=box)
