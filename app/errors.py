"""Errors we expect, each with a code and a sentence for people. All else is internal: loud to us, calm to them."""

from collections.abc import Mapping


class AppError(Exception):
    """An error a person can read. `message` is an English msgid, translated when shown."""

    status = 500
    code = "internal"

    def __init__(self, message: str, *, field: str = "", params: Mapping[str, str | int] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.params = dict(params or {})


class Invalid(AppError):
    """What was sent cannot be used."""

    status = 422
    code = "invalid"


class NotFound(AppError):
    """It does not exist, or it is not yours: the two look the same."""

    status = 404
    code = "not_found"


class Conflict(AppError):
    """It cannot be done in the present state."""

    status = 409
    code = "conflict"


class Forbidden(AppError):
    """Signed in, but not allowed."""

    status = 403
    code = "forbidden"
