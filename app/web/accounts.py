"""Sign up, sign in, sign out (S1, S4)."""

import secrets
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter
from litestar.response import Redirect, Template

from app.domain.passwords import LONGEST
from app.domain.words import N_
from app.errors import Invalid
from app.events import announce
from app.resources import Resources
from app.sync import accounts
from app.web import paths, sessions, throttle
from app.web.forms import Form, Problems
from app.web.language import Sentence
from app.web.render import page, see_other
from app.web.visitor import visitor_of
from app.web.watchers import person_topic

AnyRequest = Request[Any, Any, Any]

PUBLIC = {"exclude_from_auth": True}
ENDED = N_("Your session has ended. Sign in again to go on.")


def wrong_pair(left: int) -> Sentence:
    """The one answer for an unknown address, a wrong password and somebody switched off."""
    if left > 1:
        sentence = N_("Email or password is wrong. %(left)s tries are left, then sign-in pauses for 15 minutes.")
        return sentence, {"left": left}
    if left == 1:
        return N_("Email or password is wrong. One try is left, then sign-in pauses for 15 minutes.")
    return N_("Email or password is wrong. Sign-in pauses for 15 minutes.")


async def _sign_in_page(
    request: AnyRequest,
    res: Resources,
    *,
    email: str = "",
    errors: dict[str, Sentence] | None = None,
    notice: str = "",
    then: str = "",
    status: int = 200,
) -> Template:
    return page(
        request,
        "accounts/sign-in.html",
        status=status,
        values={"email": email},
        errors=errors or {},
        notice=notice,
        next=then,
        can_sign_up=await accounts.may_sign_up(res),
    )


@get(paths.SIGN_IN, opt=PUBLIC)
async def show_sign_in(
    request: AnyRequest,
    res: NamedDependency[Resources],
    then: Annotated[str, QueryParameter(name="next")] = "",
    ended: Annotated[str, QueryParameter(name="ended")] = "",
) -> Response[Any]:
    """The sign-in page; whoever is signed in already goes on."""
    if await visitor_of(request):
        return Redirect(paths.own_path(then) or paths.CONNECTIONS, status_code=303)
    return await _sign_in_page(request, res, notice=ENDED if ended else "", then=paths.own_path(then))


@post(paths.SIGN_IN, opt=PUBLIC, status_code=200)
async def sign_in(request: AnyRequest, res: NamedDependency[Resources], form: NamedDependency[Form]) -> Response[Any]:
    """Sign in, or the form again with what is left."""
    then = paths.own_path(form.raw("next"))
    problems, email, password = Problems(), "", ""
    with problems.catching():
        email = form.text("email", most=accounts.LONGEST_EMAIL).lower()
    with problems.catching():
        password = form.secret("password", most=LONGEST)
    if problems:
        return await _sign_in_page(request, res, email=email, errors=problems, then=then, status=422)
    limits = ((throttle.SIGN_IN_EMAIL, email), (throttle.SIGN_IN_NETWORK, throttle.network_of(request)))
    try:
        tried = await throttle.count(res.redis, secrets.token_hex(8), limits)
    except throttle.TooMany as error:
        errors: dict[str, Sentence] = {"password": error.sentence}
        return await _sign_in_page(request, res, email=email, errors=errors, then=then, status=429)
    person = await accounts.sign_in(res, email, password)
    if person is None:
        errors = {"password": wrong_pair(tried.left)}
        return await _sign_in_page(request, res, email=email, errors=errors, then=then, status=422)
    await tried.give_back(res.redis)
    await sessions.begin(request, person.id, person.epoch)
    return see_other(request, then or paths.CONNECTIONS)


@get("/sign-up", opt=PUBLIC)
async def show_sign_up(request: AnyRequest, res: NamedDependency[Resources]) -> Response[Any]:
    """The page for a new account, where people may create one."""
    if await visitor_of(request):
        return Redirect(paths.CONNECTIONS, status_code=303)
    await _refuse_where_closed(res)
    return page(request, "accounts/sign-up.html", values={}, errors={})


@post("/sign-up", opt=PUBLIC, status_code=200)
async def sign_up(request: AnyRequest, res: NamedDependency[Resources], form: NamedDependency[Form]) -> Response[Any]:
    """Create an account and sign its owner in, or the form again."""
    await _refuse_where_closed(res)
    problems, name, email, password = Problems(), "", "", ""
    with problems.catching():
        name = form.text("name", most=accounts.LONGEST_NAME)
    with problems.catching():
        email = form.text("email", most=accounts.LONGEST_EMAIL)
        email = accounts.email_of(email)
    with problems.catching():
        password = form.secret("password", most=LONGEST)
        accounts.accept_password(password, email, name)
    if not problems:
        network = ((throttle.SIGN_UP_NETWORK, throttle.network_of(request)),)
        await throttle.count(res.redis, secrets.token_hex(8), network)
        try:
            person = await accounts.sign_up(res, name=name, email=email, password=password)
        except Invalid as error:
            problems[error.field] = error.message
        else:
            await sessions.begin(request, person.id, person.epoch)
            return see_other(request, paths.CONNECTIONS)
    values = {"name": name, "email": email}
    return page(request, "accounts/sign-up.html", status=422, values=values, errors=problems)


@post("/sign-out", opt=PUBLIC, status_code=200)
async def sign_out(request: AnyRequest, res: NamedDependency[Resources]) -> Response[Any]:
    """End this session here and at the server; the browser drops what it kept of our pages."""
    visitor = await visitor_of(request)
    await sessions.end(request)
    if visitor:
        await announce(res.redis, visitor.account_id, person_topic(visitor.person_id))
    answer = see_other(request, paths.SIGN_IN)
    # Not "cookies": that would clear those of every host under this domain.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


async def _refuse_where_closed(res: Resources) -> None:
    if not await accounts.may_sign_up(res):
        raise NotFoundException


ROUTES = [show_sign_in, sign_in, show_sign_up, sign_up, sign_out]
