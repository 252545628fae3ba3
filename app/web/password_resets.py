"""A new password by a link in an e-mail (S2): single use, 30 minutes, the same answer for every address."""

import secrets
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from app import mail
from app.domain.passwords import LONGEST
from app.errors import NotFound
from app.events import announce
from app.resources import Resources
from app.sync import accounts, password_resets
from app.web import language, paths, sessions, throttle
from app.web.accounts import PUBLIC
from app.web.background import Background
from app.web.forms import Form, Problems
from app.web.language import Sentence
from app.web.render import page, see_other
from app.web.watchers import person_topic

AnyRequest = Request[Any, Any, Any]


@get("/password-resets/new", opt=PUBLIC)
async def ask_reset(request: AnyRequest) -> Template:
    """Forgot password: which address?"""
    return page(request, "accounts/reset-ask.html", values={}, errors={})


@post("/password-resets", opt=PUBLIC, status_code=200)
async def send_reset(
    request: AnyRequest, res: NamedDependency[Resources], form: NamedDependency[Form]
) -> Response[Any]:
    """Answer at once and alike for everybody; whether there is such a person is found out afterwards."""
    problems, typed, email = Problems(), "", ""
    with problems.catching():
        typed = form.text("email", most=accounts.LONGEST_EMAIL)
        email = accounts.email_of(typed)
    if not problems:
        limits = ((throttle.RESET_EMAIL, email), (throttle.RESET_NETWORK, throttle.network_of(request)))
        try:
            await throttle.count(res.redis, secrets.token_hex(8), limits)
        except throttle.TooMany as error:
            problems["email"] = error.sentence
            return page(request, "accounts/reset-ask.html", status=429, values={"email": typed}, errors=problems)
    if problems:
        return page(request, "accounts/reset-ask.html", status=422, values={"email": typed}, errors=problems)
    background: Background = request.app.state.background
    background.start("mail with a password link", lambda: _mail_link(res, email))
    kept = res.settings.local and not res.settings.smtp_url
    return page(request, "accounts/reset-sent.html", email=typed, local_mail=kept)


async def _mail_link(res: Resources, email: str) -> None:
    token = await password_resets.new_reset(res, email)
    if token is None:
        return
    url = f"{res.settings.base_url}/password-resets/{token}"
    letter = mail.password_link(email, url, language.gettext)
    await mail.deliver(res.settings, res.redis, letter, res.now())


@get("/password-resets/{token:str}", opt=PUBLIC)
async def show_reset(request: AnyRequest, res: NamedDependency[Resources], token: FromPath[str]) -> Template:
    """The page behind the link. Looking at it does not use it up: mail programs look, too."""
    try:
        return _set_password(request, token, await password_resets.reset_email(res, token))
    except NotFound:
        return page(request, "accounts/reset-gone.html", status=404)


@post("/password-resets/{token:str}", opt=PUBLIC, status_code=200)
async def use_reset(
    request: AnyRequest, res: NamedDependency[Resources], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any]:
    """Set the password, end all sessions of this person, and sign in here."""
    await throttle.count(res.redis, secrets.token_hex(8), ((throttle.LINK_NETWORK, throttle.network_of(request)),))
    try:
        email = await password_resets.reset_email(res, token)
        problems, password = Problems(), ""
        with problems.catching():
            password = form.secret("password", most=LONGEST)
            person = await password_resets.use_reset(res, token, password)
        if problems:
            return _set_password(request, token, email, problems, status=422)
    except NotFound:
        return page(request, "accounts/reset-gone.html", status=404)
    await announce(res.redis, person.account_id, person_topic(person.id))
    await sessions.begin(request, person.id, person.epoch)
    return see_other(request, paths.CONNECTIONS)


def _set_password(
    request: AnyRequest, token: str, email: str, errors: dict[str, Sentence] | None = None, status: int = 200
) -> Template:
    return page(request, "accounts/set-password.html", status=status, token=token, email=email, errors=errors or {})


ROUTES = [ask_reset, send_reset, show_reset, use_reset]
