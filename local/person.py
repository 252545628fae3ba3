"""Somebody at a browser without scripts: opens addresses, fills in forms, presses buttons, follows where they lead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import TracebackType
from urllib.parse import urlencode

import httpx

from local.pages import Button, Form, Page, read_page
from local.problems import Problem

PATIENCE = 30.0  # seconds for one page
YES = re.compile(r"\b(accept|allow|agree|authori[sz]e|confirm|continue|install|approve|next)\b", re.IGNORECASE)


class Person:
    """One visit, with its cookies. Raises Problem, naming the page, whenever a person would be stuck."""

    def __init__(self, base_url: str, transport: httpx.BaseTransport | None = None) -> None:
        self.base_url = base_url
        self._http = httpx.Client(base_url=base_url, follow_redirects=True, timeout=PATIENCE, transport=transport)

    def __enter__(self) -> Person:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def open(self, address: str) -> Page:
        return self._read(self._http.build_request("GET", address))

    def at_home(self, page: Page) -> bool:
        """Is this a page of Weft's, or are we at one of the platforms?"""
        return page.url.startswith(f"{self.base_url}/")

    def find(self, page: Page, ending: str) -> Form:
        """The form that leads to an address with this ending."""
        form = page.form_to(ending)
        if form is None:
            raise stuck(page, f"there is no form for “{ending.strip('/')}” on it")
        return form

    def submit(
        self, page: Page, form: Form, answers: Mapping[str, str] | None = None, button: Button | None = None
    ) -> Page:
        """Fill in, choose what is still open, press ``button`` or the first one."""
        for name, value in (answers or {}).items():
            form.fill(name, value)
        form.choose_what_is_open()
        pressed = button or (form.buttons[0] if form.buttons else Button("", "", ""))
        data = [*form.sent(), *([(pressed.name, pressed.value)] if pressed.name else [])]
        body = urlencode(data)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin(page.url)}
        return self._read(
            self._http.build_request(form.method.upper(), pressed.action or form.action, content=body, headers=headers)
        )

    def agree(self, page: Page) -> Page:
        """Say yes on the pages of a platform until it leads back to Weft."""
        for _ in range(6):
            if self.at_home(page):
                return page
            for form in page.forms:
                yes = next((button for button in form.buttons if YES.search(f"{button.words} {button.value}")), None)
                if yes:
                    page = self.submit(page, form, button=yes)
                    break
            else:
                raise stuck(page, "nothing on it says yes")
        raise stuck(page, "it does not lead back to Weft")

    def _read(self, request: httpx.Request) -> Page:
        try:
            answer = self._http.send(request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Problem(
                f"{request.method} {request.url.copy_with(query=None)}: {error or type(error).__name__}"
            ) from None
        page = read_page(str(answer.url), answer.status_code, answer.text)
        if page.status >= 500:
            raise stuck(page, f"the server answered {page.status}")
        return page


def origin(url: str) -> str:
    parts = httpx.URL(url)
    return f"{parts.scheme}://{parts.netloc.decode()}"


def stuck(page: Page, why: str) -> Problem:
    """What a person would tell us over the telephone."""
    said = f"; it says: {' '.join(page.alerts)}" if page.alerts else ""
    where = httpx.URL(page.url).copy_with(query=None)
    return Problem(f"On the page “{page.title or page.heading}” ({where}), {why}{said}")
