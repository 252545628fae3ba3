"""The rehearsal shops' control panel, for a program that plays buyer and owner: JSON over HTTP (`/_sandbox/api/`)."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import httpx

from local.problems import Problem

PATIENCE = 30.0  # seconds for one answer


class Shops:
    """`panel_url`: the panel's page, as in WEFT_REHEARSAL_URL. Raises Problem with the panel's own sentence."""

    def __init__(self, panel_url: str, transport: httpx.BaseTransport | None = None) -> None:
        base = panel_url.rstrip("/") + "/api"
        self._http = httpx.Client(base_url=base, timeout=PATIENCE, transport=transport, trust_env=False)

    def __enter__(self) -> Shops:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def ask(self, path: str) -> Any:
        return self._send("GET", path, None)

    def do(self, path: str, **body: Any) -> Any:
        return self._send("POST", path, body)

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        try:
            answer = self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise Problem(f"The rehearsal shops did not answer {method} {path}: {type(error).__name__}") from None
        said = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        if answer.status_code != 200:
            raise Problem(f"The rehearsal shops refused {method} {path}: {said.get('error', answer.status_code)}")
        return said
