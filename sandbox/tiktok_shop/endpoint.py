"""One call of the API: where it is, who may make it, what it takes and what answers it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.records import Json
from sandbox.tiktok_shop.shape import Kind


@dataclass(frozen=True)
class Endpoint:
    """`path` with {v} for the version and {names} for ids; `scopes`: any of them is enough; `writes`: the snapshot
    changes; `body` None: none is read; `multipart`: a form instead of JSON."""

    method: str
    path: str
    versions: str
    scopes: tuple[str, ...]
    run: Callable[[Call], Json]
    body: Kind = None
    cipher: bool = True
    multipart: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", _group, self.path))

    @property
    def writes(self) -> bool:
        return self.method != "GET"


def _group(name: re.Match[str]) -> str:
    return r"(?P<v>\d{6})" if name[1] == "v" else rf"(?P<{name[1]}>\d+)"
