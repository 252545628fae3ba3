"""A consent under way is bound to the session: one at a time, for one use, for half an hour (S13).

Ecwid does not promise to return `state` and TikTok may leave it out, so the session is what binds; a `state` that
does come back must be ours.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request

from app.platforms.roles import Callback
from app.sync.consent_problems import Problem
from app.web.language import Sentence

PENDING, PROBLEM = "consent", "consent_problem"
LIFE_SECONDS = 30 * 60
_LONGEST = 2_000

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Pending:
    """The consent a person was sent away for."""

    platform: str
    connection: int
    state: str


def begin(request: AnyRequest, platform: str, connection_id: int, now: float) -> str:
    """Remember the consent in the session and return its `state`."""
    state = secrets.token_urlsafe(32)
    request.session[PENDING] = {"platform": platform, "connection": connection_id, "state": state, "at": now}
    return state


def take(request: AnyRequest, platform: str, now: float) -> Pending | None:
    """The consent this browser was sent away for; gone afterwards, whatever comes of it."""
    kept = request.session.pop(PENDING, None)
    if not isinstance(kept, dict) or kept["platform"] != platform or now - kept["at"] > LIFE_SECONDS:
        return None
    return Pending(kept["platform"], kept["connection"], kept["state"])


def callback_of(request: AnyRequest) -> Callback | None:
    """What the consent page sent back; None when a value is repeated or oversized. Never logged."""
    values: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in values or len(value) > _LONGEST:
            return None
        values[name] = value
    error = values.get("error", "")
    code = values.get("code", "")
    # TikTok's word for "no code" (platform-facts T1).
    code = "" if code == "null" else code
    return Callback(code=code, state=values.get("state", ""), shop_id=values.get("store_id", ""), error=error)


def keep_problem(request: AnyRequest, platform: str, problem: Problem) -> None:
    """Show this at the step the person comes back to."""
    request.session[PROBLEM] = {
        "platform": platform,
        "title": problem.title,
        "text": problem.text,
        "params": dict(problem.params),
        "detail": problem.detail,
    }


def take_problem(request: AnyRequest, platform: str) -> Mapping[str, Sentence] | None:
    """Why the last try brought nothing, once."""
    kept = request.session.get(PROBLEM)
    if not isinstance(kept, dict) or kept["platform"] != platform:
        return None
    del request.session[PROBLEM]
    params = kept["params"]
    title, text = ((kept[name], params) if params else kept[name] for name in ("title", "text"))
    return {"title": title, "text": text, "detail": kept["detail"]}
