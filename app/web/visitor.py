"""Whoever is signed in, and what stands around the pages they see."""

from dataclasses import dataclass
from typing import Any

from litestar import Request

from app.domain.access import Action, may
from app.domain.words import N_
from app.errors import Forbidden
from app.resources import Resources
from app.sync import accounts
from app.tables.connections import Connection
from app.web import paths, sessions, shell
from app.web.states import CONNECTION_WORDS


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person. Every query of a handler begins with their account."""

    person_id: int
    account_id: int
    role: str
    name: str
    email: str
    account_name: str
    epoch: int

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        return shell.initials(self.name)

    def must(self, action: Action) -> None:
        """Raise Forbidden when their role may not do it."""
        if not may(self.role, action):
            raise Forbidden(N_("Only an owner of this account can do that."))


async def visitor_of(request: Request[Any, Any, Any]) -> Visitor | None:
    """Who this request's session belongs to, asked of the database every time: a session ends when it should."""
    session = request.scope.get("session")
    if not isinstance(session, dict) or sessions.PERSON not in session:
        return None
    res: Resources = request.app.state.resources
    person = await accounts.who(res, session[sessions.PERSON], session[sessions.EPOCH])
    if person is None:
        return None
    return Visitor(
        person_id=person.id,
        account_id=person.account_id,
        role=person.role,
        name=person.name,
        email=person.email,
        account_name=person.account_name,
        epoch=person.epoch,
    )


def known_visitor(request: Request[Any, Any, Any]) -> Visitor | None:
    """Who is signed in, as far as this request has found out already."""
    return request.scope.get("state", {}).get("visitor")


def shell_for(
    request: Request[Any, Any, Any], *, connection: Connection | None = None, tab: str = "", note: str = ""
) -> shell.Shell | None:
    """The frame of a page for this visitor; None when nobody is signed in."""
    visitor = known_visitor(request)
    if visitor is None:
        return None
    settings = request.app.state.resources.settings
    here = None
    if connection is not None:
        word, _ = CONNECTION_WORDS[connection.state]
        here = shell.ShellConnection(connection.name, paths.connection(connection.id), word, note)
    return shell.Shell(
        user_name=visitor.name or visitor.email,
        user_initials=visitor.initials,
        connection=here,
        tab=tab,
        local=settings.local,
        rehearsal_url=settings.rehearsal_url,
    )
