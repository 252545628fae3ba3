"""What went wrong, in words for people: every error has a status, a headline, and what is safe."""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg
from jinja2 import TemplateError
from litestar.exceptions import HTTPException, InternalServerException
from redis.exceptions import RedisError

from app.domain.words import N_
from app.errors import AppError
from app.platforms.errors import PlatformError
from app.web.csrf import ForeignRequest
from app.web.language import Sentence, worded
from app.web.throttle import TooMany

# What means "our database or Redis does not answer", as opposed to a mistake of ours.
AWAY = (
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    RedisError,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person reads. `retry` offers the same page again."""

    status: int
    title: Sentence
    text: Sentence
    retry: bool = False
    headers: Mapping[str, str] | None = None


WORDS = {
    400: (N_("This address cannot be read"), N_("Part of it is not what it should be. Nothing was changed.")),
    403: (N_("This is not allowed"), N_("Your role in this account does not include it. Nothing was changed.")),
    405: (N_("This address takes no such request"), N_("Nothing was changed. Use the pages’ own buttons.")),
    409: (N_("This does not fit any more"), N_("Something changed meanwhile. Load the page again.")),
    413: (N_("This is too large"), N_("What was sent is larger than Weft takes. Nothing was changed.")),
    415: (N_("This is not a form"), N_("Weft could not read what was sent. Nothing was changed.")),
    422: (N_("This cannot be used"), N_("Part of what was sent is not what it should be. Nothing was changed.")),
    429: (N_("Too many tries"), N_("Wait a few minutes, then go on. Nothing is lost.")),
}
OTHER = (N_("This did not work"), N_("What was sent could not be used. Nothing was changed."))
BROKEN = Problem(
    500, N_("Weft could not do this"), N_("The fault is ours and has been written down. Your data is safe."), retry=True
)
RESTING = Problem(
    503,
    N_("Weft is catching its breath"),
    N_("Its database does not answer just now. Nothing is lost; try again in a moment."),
    retry=True,
    headers={"Retry-After": "5"},
)
TOO_OLD = Problem(
    403,
    N_("This page is too old"),
    N_("Nothing was changed. Load it again, then repeat what you did."),
    retry=True,
)
NO_ANSWER = Problem(
    502,
    N_("The other side did not answer"),
    N_("Ecwid or TikTok Shop could not be reached. Nothing is lost; try again in a moment."),
    retry=True,
)


def problem_of(error: Exception) -> Problem:
    """What a person should read about this error."""
    if isinstance(error, ForeignRequest):
        return TOO_OLD
    if isinstance(error, TooMany):
        return Problem(429, WORDS[429][0], error.sentence, headers={"Retry-After": str(error.seconds)})
    if isinstance(error, AppError) and error.status < 500:
        title = WORDS.get(error.status, OTHER)[0]
        return Problem(error.status, title, worded(error.message, error.params))
    if isinstance(error, InternalServerException):  # Litestar's word for a browser that went away while sending
        return Problem(400, *WORDS[400])
    if isinstance(error, HTTPException) and error.status_code < 500:
        return Problem(error.status_code, *WORDS.get(error.status_code, OTHER), headers=error.headers)
    if isinstance(error, asyncpg.DataError):  # a number or a text no column takes: a second wall behind the forms
        return Problem(422, *WORDS[422])
    if isinstance(error, PlatformError):
        return NO_ANSWER
    return RESTING if _is_away(error) else BROKEN


def _is_away(error: Exception) -> bool:
    """No answer from PostgreSQL or Redis: refused, no socket, time-out. A missing file or template is our fault."""
    if isinstance(error, OSError):
        return error.filename is None and not isinstance(error, TemplateError)
    return isinstance(error, AWAY)
