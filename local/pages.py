"""What a person sees on a page, as far as the demo needs it: its forms, its alerts, whether it goes on by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

CHOICES = ("radio", "checkbox", "option")
NOT_SENT = ("submit", "image", "button", "reset", "file")


@dataclass
class Field:
    """A control of a form. ``chosen`` says whether it would be sent: an unticked box is not."""

    name: str
    kind: str
    value: str
    chosen: bool = True
    required: bool = False
    invalid: bool = False


@dataclass
class Button:
    name: str
    value: str
    action: str
    words: str = ""


@dataclass
class Form:
    """Where it goes and what would be sent: the “successful controls” of the HTML standard."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def named(self, name: str) -> list[Field]:
        return [control for control in self.fields if control.name == name]

    def fill(self, name: str, value: str) -> bool:
        """Type into a field, or choose among what is offered. False when there is no such field or choice."""
        controls = self.named(name)
        if any(control.kind in CHOICES for control in controls):
            if not any(control.value == value for control in controls):
                return False
            for control in controls:
                control.chosen = control.value == value
        for control in controls:
            if control.kind not in CHOICES:
                control.value = value
        return bool(controls)

    def choose_what_is_open(self) -> None:
        """Tick every box that must be ticked, and take the first where nothing is chosen yet."""
        for control in self.fields:
            if control.kind == "checkbox":
                control.chosen |= control.required
            elif control.kind in CHOICES and not any(other.chosen for other in self.named(control.name)):
                control.chosen = True

    def sent(self) -> list[tuple[str, str]]:
        return [(control.name, control.value) for control in self.fields if control.name and control.chosen]


@dataclass
class Page:
    url: str
    status: int
    title: str = ""
    heading: str = ""
    words: str = ""
    alerts: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    refreshes: bool = False

    def form_to(self, ending: str) -> Form | None:
        """The first form whose address, without its query, ends like that."""
        return next((form for form in self.forms if form.action.partition("?")[0].endswith(ending)), None)


def read_page(url: str, status: int, html: str) -> Page:
    reader = _Reader(Page(url, status))
    reader.feed(html)
    reader.close()
    reader.page.words = " ".join(reader.page.words.split())
    return reader.page


class _Reader(HTMLParser):
    """Builds the page tag by tag. ``_heard`` collects the words inside one element that matters."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self._form: Form | None = None
        self._select: dict[str, str] = {}
        self._until, self._role, self._depth, self._heard = "", "", 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self.page.refreshes |= given.get("http-equiv", "").lower() == "refresh"
        elif tag == "form":
            action = urljoin(self.page.url, given.get("action") or self.page.url)
            self._form = Form(action, given.get("method", "get").lower())
            self.page.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, given)
        self._listen(tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower() if tag == "input" else tag
        if tag == "select":
            self._select = given
        elif tag == "button" and given.get("type", "submit") == "submit":
            action = urljoin(self.page.url, given["formaction"]) if given.get("formaction") else ""
            form.buttons.append(Button(given.get("name", ""), given.get("value", ""), action))
        elif tag in ("input", "textarea", "option") and kind not in NOT_SENT and "disabled" not in given:
            owner = self._select if tag == "option" else given
            form.fields.append(
                Field(
                    name=owner.get("name", ""),
                    kind=kind,
                    value=given.get("value", "on" if kind in CHOICES else ""),
                    chosen=kind not in CHOICES or "checked" in given or "selected" in given,
                    required="required" in owner,
                    invalid=owner.get("aria-invalid") == "true",
                )
            )

    def _listen(self, tag: str, given: dict[str, str]) -> None:
        if self._until:
            self._depth += tag == self._until
        elif _speaks(tag, given):
            self._until, self._role, self._depth, self._heard = tag, given.get("role", ""), 1, ""

    def handle_data(self, data: str) -> None:
        self.page.words += f" {data}"
        if self._until:
            self._heard += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag != self._until:
            return
        self._depth -= 1
        if self._depth == 0:
            self._until = ""
            self._told(tag, " ".join(self._heard.split()))

    def _told(self, tag: str, words: str) -> None:
        if self._role == "alert":
            self.page.alerts.append(words)
        elif self._role == "status":
            self.page.statuses.append(words)
        elif tag == "title":
            self.page.title = words
        elif tag == "h1":
            self.page.heading = words
        elif self._form and tag == "button":
            self._form.buttons[-1].words = words
        elif self._form and tag in ("textarea", "option"):
            self._form.fields[-1].value = words


def _speaks(tag: str, given: dict[str, str]) -> bool:
    """Do the words inside this element matter? Of an option only where they are its value."""
    if tag in ("textarea", "option") and "disabled" in given:
        return False
    if tag in ("title", "h1", "textarea") or given.get("role") in ("alert", "status"):
        return True
    return (tag == "button" and given.get("type", "submit") == "submit") or (tag == "option" and "value" not in given)
