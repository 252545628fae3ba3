"""`responseFields=total,items(id,name,options(name))`: cut an answer down to the named fields."""

from __future__ import annotations

import re
from typing import Any

from sandbox.ecwid.errors import wrong

Wanted = dict[str, "Wanted | None"]  # None: the whole field


def parse(text: str) -> Wanted:
    """Raises `EcwidError` 400 when the brackets do not close."""
    tokens = re.findall(r"[(),]|[^(),\s]+", text)
    wanted, rest = _list(tokens, 0)
    if rest != len(tokens):
        raise wrong("Wrong parameter 'responseFields' value: unexpected ')'")
    return wanted


def _list(tokens: list[str], at: int) -> tuple[Wanted, int]:
    wanted: Wanted = {}
    while at < len(tokens) and tokens[at] != ")":
        name = tokens[at]
        at += 1
        if name == ",":
            continue
        if at < len(tokens) and tokens[at] == "(":
            wanted[name], at = _list(tokens, at + 1)
            if at >= len(tokens):
                raise wrong("Wrong parameter 'responseFields' value: missing ')'")
            at += 1
        else:
            wanted[name] = None
    return wanted, at


def cut(value: Any, wanted: Wanted | None) -> Any:
    """Fields not named are absent, in lists and objects alike."""
    if wanted is None:
        return value
    if isinstance(value, list):
        return [cut(v, wanted) for v in value]
    if isinstance(value, dict):
        return {k: cut(v, wanted[k]) for k, v in value.items() if k in wanted}
    return value
