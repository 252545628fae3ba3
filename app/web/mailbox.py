"""GET /mailbox: the mail a local Weft keeps instead of sending it. Elsewhere there is no such page."""

from datetime import UTC
from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Template

from app import mail
from app.resources import Resources
from app.web.accounts import PUBLIC
from app.web.formats import Clock
from app.web.render import page
from app.web.visitor import shell_for, visitor_of


@get("/mailbox", opt=PUBLIC)
async def show_mailbox(request: Request[Any, Any, Any], res: NamedDependency[Resources]) -> Template:
    """For everybody at this machine: a link to set a password is of no use to whoever has to sign in first."""
    if not res.settings.local:
        raise NotFoundException
    request.scope["state"]["visitor"] = await visitor_of(request)
    return page(
        request,
        "accounts/mailbox.html",
        shell=shell_for(request),
        mails=await mail.kept_mails(res.redis),
        clock=Clock(res.now(), UTC),
    )


ROUTES = [show_mailbox]
