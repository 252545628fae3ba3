"""GET /: where everybody begins."""

from litestar import get
from litestar.response import Redirect

from app.web import paths
from app.web.accounts import PUBLIC


@get("/", opt=PUBLIC)
async def show_root() -> Redirect:
    """The connections; whoever is not signed in is asked there."""
    return Redirect(paths.CONNECTIONS, status_code=303)


ROUTES = [show_root]
