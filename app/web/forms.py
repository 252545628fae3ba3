"""A posted form, read strictly: every field once, of the right kind and size, or a sentence that says what is wrong."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.exceptions import ClientException

from app.domain.words import N_
from app.errors import Invalid
from app.web.language import Sentence, worded

URL_ENCODED = "application/x-www-form-urlencoded"
# A page of products ticked one by one stays far below it.
MOST_FIELDS = 2_000


class UnsupportedForm(ClientException):
    """Not a form as browsers send it."""

    status_code = 415


class Form:
    """The fields of a form. Whoever reads one names it and says what it may be; all others are ignored."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    @classmethod
    def parse(cls, body: bytes) -> "Form":
        """Read an urlencoded body; raises Invalid when it is not one. (Litestar's parser keeps 1,024 bodies in a
        cache, passwords and all.)"""
        try:
            text = body.decode("ascii")
            return cls(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
        except ValueError as error:  # UnicodeDecodeError is one
            raise Invalid(N_("What was sent could not be read. Nothing was changed.")) from error

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def raw(self, name: str) -> str:
        """The value as sent, "" when absent; raises Invalid when it was sent more than once."""
        values = self._fields.get(name, [""])
        if len(values) > 1:
            raise Invalid(N_("This was sent more than once."), field=name)
        return values[0]

    def text(self, name: str, *, most: int, required: bool = True, lines: bool = False) -> str:
        """Trimmed text of at most `most` characters, on one line unless `lines`."""
        return _plain(name, self.raw(name), most, required, lines)

    def secret(self, name: str, *, most: int) -> str:
        """Text as it was typed, spaces and all; too long or missing is Invalid."""
        value = self.raw(name)
        _plain(name, value or "", most, True, lines=False)
        return value

    def integer(self, name: str, *, low: int, high: int, required: bool = True) -> int | None:
        """A whole number from `low` to `high`; None when it may be, and is, missing."""
        value = self.text(name, most=20, required=required)
        return _integer(name, value, low, high) if value else None

    def choice(self, name: str, choices: Collection[str], *, default: str = "") -> str:
        """One of `choices`; `default` when it was not sent, if that is given."""
        value = self.raw(name) or default
        if value not in choices:
            raise Invalid(N_("Choose one of the choices offered."), field=name)
        return value

    def flag(self, name: str) -> bool:
        """A box or switch: ticked or not."""
        return self.choice(name, ("", "on", "1", "true")) != ""

    def many(self, name: str, *, most: int, each: int = 200, blank: bool = False) -> list[str]:
        """A field that may be sent several times: at most `most` values of at most `each` characters, in order.

        `blank`: empty ones are values too (the lines of a table).
        """
        values = self._fields.get(name, [])
        if len(values) > most:
            raise Invalid(N_("These are too many. At most %(most)s fit."), field=name, params={"most": most})
        return [_plain(name, value, each, not blank, lines=False) for value in values]

    def integers(self, name: str, *, most: int, low: int = 1, high: int = 2**63 - 1) -> list[int]:
        """Whole numbers of a field that may be sent several times (ids of ticked rows)."""
        return [_integer(name, value, low, high) for value in self.many(name, most=most, each=20)]


class Problems(dict[str, Sentence]):
    """What is wrong with a form, by field, so that one answer names everything."""

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Keep the Invalid of one field and go on with the next."""
        try:
            yield
        except Invalid as error:
            self.setdefault(error.field, worded(error.message, error.params))


def _plain(name: str, value: str, most: int, required: bool, lines: bool) -> str:
    value = value.strip().replace("\r\n", "\n")
    if required and not value:
        raise Invalid(N_("This is missing."), field=name)
    if len(value) > most:
        raise Invalid(N_("This is too long. At most %(most)s characters fit."), field=name, params={"most": most})
    if any(ord(letter) < 32 and not (lines and letter in "\n\t") for letter in value) or "\x7f" in value:
        raise Invalid(N_("This contains characters that cannot be used."), field=name)
    return value


def _integer(name: str, value: str, low: int, high: int) -> int:
    if not value.removeprefix("-").isdecimal() or not value.isascii():
        raise Invalid(N_("This must be a whole number."), field=name)
    number = int(value)
    if not low <= number <= high:
        limits = {"low": low, "high": high}
        raise Invalid(N_("This must be between %(low)s and %(high)s."), field=name, params=limits)
    return number


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """The form of this request (a dependency named `form`), read once even when CSRF has looked at it before."""
    state = request.scope["state"]
    if "form" not in state:
        body = await request.body()
        if body and request.content_type[0] != URL_ENCODED:
            raise UnsupportedForm
        state["form"] = Form.parse(body)
    form: Form = state["form"]
    return form
