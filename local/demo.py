"""`bin/start --demo`: the first minutes with Weft, as a person would spend them, through its pages alone."""

from __future__ import annotations

import os
import re
import secrets
import signal
import sys
import time

from local.demo_orders import play
from local.pages import Form, Page
from local.person import Person, stuck
from local.problems import Problem
from local.rehearsal import Shops

EMAIL = "demo@example.com"
PACKAGE = {"units": "metric", "length": "20", "width": "15", "height": "10", "weight": "500"}
TASK_WITHIN = 600.0  # seconds
LOOK_EVERY = 1.0  # seconds between looks at a running task


def main() -> int:
    """0 when everything was gone through or had been before; 1 with one sentence when a page did not lead on."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    base_url = os.environ.get("WEFT_BASE_URL", "http://localhost:8000")
    panel_url = os.environ.get("WEFT_REHEARSAL_URL", "")
    try:
        with Person(base_url) as person:
            password = walk(person)
        if panel_url:
            with Shops(panel_url) as shops:
                play(shops, say)
    except Problem as problem:
        say(f"stopped here. {problem}")
        return 1
    if password:
        say(f"done. Open {base_url} and sign in as {EMAIL} with {password}")
    else:
        say(f"the account {EMAIL} exists already. Open {base_url}")
    return 0


def walk(person: Person) -> str:
    """From the sign-up form to products that TikTok has ruled on; answers the password, "" for a second visit."""
    password = secrets.token_hex(8)
    if not sign_up(person, password):
        return ""
    say(f"signed up as {EMAIL}, password {password}")
    connection = connect(person)
    say("connected the rehearsal Ecwid store and TikTok Shop through both consent pages")
    prepare(person, connection)
    say("set the default package (Settings → Product Settings)")
    start(person, f"{connection}/pulls/new", "/pulls", "Pull Products")
    start(person, f"{connection}/pushes/new", "/pushes", "Sync All Pages")
    ask_for_mail(person)
    say(f"asked for a password link, which arrives at {person.base_url}/mailbox")
    return password


def sign_up(person: Person, password: str) -> bool:
    """False when the address is taken."""
    page = person.open("/sign-up")
    answers = {"name": "Demo Owner", "email": EMAIL, "password": password}
    page = person.submit(page, person.find(page, "/sign-up"), answers)
    again = page.form_to("/sign-up")
    if again is None:
        return True
    wrong = {control.name for control in again.fields if control.invalid}
    if wrong == {"email"}:
        return False
    raise stuck(page, "nobody could sign up")


def connect(person: Person) -> str:
    """The wizard, both consents; answers the address of the new connection, "/connections/7"."""
    page = person.open("/connections/new")
    page = person.submit(page, person.find(page, "/connections"), {"name": "Demo shop"})
    connection = address_of(page)
    for platform in ("ecwid", "tiktok_shop"):
        page = person.agree(person.submit(page, authorization(page, platform)))
    if choice := page.form_to(f"{connection}/shop"):
        page = person.submit(page, choice)
    if page.alerts or page.form_to("/authorization"):
        raise stuck(page, "the connection did not come about")
    return connection


def address_of(page: Page) -> str:
    found = re.search(r"/connections/\d+", page.url)
    if not found:
        raise stuck(page, "the connection was not created")
    return found.group()


def authorization(page: Page, platform: str) -> Form:
    """The form that leads to the platform's consent page."""
    for form in page.forms:
        if any(control.value == platform for control in form.named("platform")):
            return form
    raise stuck(page, "there is no button for the authorisation")


def prepare(person: Person, connection: str) -> None:
    """What TikTok asks of every product and Ecwid does not know: the size of the package."""
    page = person.open(f"{connection}/settings/products")
    page = person.submit(page, person.find(page, "/settings/package"), PACKAGE)
    form = page.form_to("/settings/package")
    if form and any(control.invalid for control in form.fields):
        raise stuck(page, "the package was not accepted")


def start(person: Person, address: str, ending: str, name: str) -> None:
    """Confirm a task's form with what it proposes first, and wait for the task to end."""
    page = person.open(address)
    form = person.find(page, ending)
    form.fill("range", "all")
    page = person.submit(page, form)
    if "/tasks/" not in page.url:
        raise stuck(page, f"{name} did not start")
    say(f"{name} … {page.url}")
    page = wait_for(person, page)
    say(f"{name}: {' · '.join(page.statuses) or 'ended'}")


def wait_for(person: Person, page: Page) -> Page:
    """A task's page asks to be loaded again as long as something may still change."""
    deadline = time.monotonic() + TASK_WITHIN
    while page.refreshes:
        if time.monotonic() > deadline:
            raise stuck(page, "the task has not ended")
        time.sleep(LOOK_EVERY)
        page = person.open(page.url)
    return page


def ask_for_mail(person: Person) -> None:
    """So that there is a letter to look at. The password stays as it is until somebody follows the link."""
    page = person.open("/password-resets/new")
    page = person.submit(page, person.find(page, "/password-resets"), {"email": EMAIL})
    if page.status >= 400:
        raise stuck(page, "no link could be asked for")


def say(words: str) -> None:
    print(f"Demo: {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
