"""What the panel says when something cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sandbox.ecwid.errors import EcwidError
from sandbox.tiktok_shop import errors as tiktok

P = ParamSpec("P")
T = TypeVar("T")


class Refused(Exception):
    """A sentence for the person at the panel."""


def refusing(action: Callable[P, T]) -> Callable[P, T]:
    """The refusals of both shops become the panel's."""

    @wraps(action)
    def tried(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return action(*args, **kwargs)
        except EcwidError as error:
            raise Refused(error.message or f"HTTP {error.status}") from error
        except tiktok.Refused as error:
            raise Refused(str(error)) from error
        except (ValueError, KeyError) as error:
            raise Refused(str(error).strip("'")) from error

    return tried
