"""Whole page or fragment, toasts, and going on after a form."""

from typing import Any

import pytest
from jinja2 import UndefinedError
from litestar import Request, Response, get, post
from litestar.middleware.session.client_side import CookieBackendConfig
from litestar.response import Template
from litestar.testing import TestClient, create_test_client

from app.web.assets import asset_routes
from app.web.render import environment, flash, page, render_fragment, see_other, template_config
from app.web.shell import TABS, Shell, ShellConnection, initials
from tests.gallery import GALLERY
from tests.gallery_data.cases import CLOCK

AnyRequest = Request[Any, Any, Any]
SHELL = Shell("Alice Moreau", "AM", ShellConnection("Harbor Goods US", "/connections/7", "In step"), "products")


@get("/ask", sync_to_thread=False)
def ask(request: AnyRequest) -> Template:
    """A page with a fragment."""
    context = dict(GALLERY["products/pull"].context)
    return page(request, "products/pull.html", fragment="products/_pull.html", shell=SHELL, clock=CLOCK, **context)


@post("/done", status_code=200, sync_to_thread=False)
def done(request: AnyRequest) -> Response[Any]:
    """A form that went well."""
    flash(request, "%(count)s products queued.", {"count": 412}, href="/tasks/5", link="View task")
    return see_other(request, "/ask")


@pytest.fixture
def client() -> Any:
    session = CookieBackendConfig(secret=b"s" * 16)
    with create_test_client(
        [ask, done, *asset_routes()], template_config=template_config(), middleware=[session.middleware]
    ) as running:
        yield running


HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_browsers_get_the_page(client: TestClient[Any]) -> None:
    answer = client.get("/ask")
    assert answer.text.startswith("<!doctype html>")
    assert "HX-Request" in answer.headers["vary"]
    assert answer.headers["content-type"].startswith("text/html")


def test_htmx_gets_the_fragment(client: TestClient[Any]) -> None:
    answer = client.get("/ask", headers=HTMX)
    assert answer.text.lstrip().startswith('<div class="scrim">')
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {**HTMX, "HX-Boosted": "true"},
        {"HX-Request": "true", "HX-Request-Type": "full"},
        {"HX-History-Restore-Request": "true", "HX-Request-Type": "full"},
        {**HTMX, "HX-History-Restore-Request": "true"},
        {"HX-Request": "false"},
    ],
)
def test_boosted_links_and_going_back_get_the_page(client: TestClient[Any], headers: dict[str, str]) -> None:
    assert client.get("/ask", headers=headers).text.startswith("<!doctype html>")


def test_good_news_is_told_once_and_waits_for_a_page(client: TestClient[Any]) -> None:
    answer = client.post("/done", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/ask"
    assert "412 products queued." not in client.get("/ask", headers=HTMX).text
    assert "412 products queued." in client.get("/ask").text
    assert "412 products queued." not in client.get("/ask").text


def test_htmx_is_sent_on_by_a_header(client: TestClient[Any]) -> None:
    answer = client.post("/done", headers=HTMX, follow_redirects=False)
    assert answer.status_code == 200
    assert answer.headers["hx-redirect"] == "/ask"
    assert answer.content == b""


def test_undefined_names_are_errors() -> None:
    with pytest.raises(UndefinedError):
        render_fragment(environment(), "products/_pull.html")


def test_what_is_shown_is_escaped() -> None:
    context = GALLERY["accounts/sign-in"].full_context()
    nasty = "\"><script>alert('x')</script>"
    html = render_fragment(environment(), "accounts/sign-in.html", **{**context, "values": {"email": nasty}})
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_tabs_without_a_page_are_not_shown(client: TestClient[Any]) -> None:
    html = client.get("/ask").text
    for tab in TABS:
        assert (f'href="/connections/7{tab.path}"' in html) == tab.built, tab.id


@pytest.mark.parametrize(
    ("name", "letters"), [("Alice Moreau", "AM"), ("alice", "A"), ("", "·"), ("Ana de la Cruz", "AC"), ("  ", "·")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
