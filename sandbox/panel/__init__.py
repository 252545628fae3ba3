"""The control panel at /_sandbox/, the same on both ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

if TYPE_CHECKING:
    from sandbox.world import World


def panel_routes(world: World) -> list[BaseRoute]:
    """The panel's pages and its JSON twin at /_sandbox/api/."""
    return []
