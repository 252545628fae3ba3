"""How Ecwid says no (rest-api-error-codes)."""

from __future__ import annotations

from starlette.responses import Response

from sandbox.ecwid.wire import EcwidJSON


class EcwidError(Exception):
    """Answered as `{"errorMessage", "errorCode"}`; both optional, and without either the body is empty."""

    def __init__(self, status: int, message: str = "", code: str = "", retry_after: int | None = None) -> None:
        super().__init__(message or code or str(status))
        self.status, self.message, self.code, self.retry_after = status, message, code, retry_after

    def response(self) -> Response:
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        if not self.message and not self.code:
            return Response(b"", self.status, headers=headers)
        body = {"errorMessage": self.message, "errorCode": self.code}
        return EcwidJSON({k: v for k, v in body.items() if v}, self.status, headers=headers)


def wrong(message: str) -> EcwidError:
    return EcwidError(400, message, "WRONG_PARAMETER")


def wrong_number(name: str) -> EcwidError:
    return wrong(f"Wrong numeric parameter '{name}' value: not a number or a number out of range")


def not_found(kind: str, number: int, code: str) -> EcwidError:
    """The texts Ecwid's own client tests for: `Product #1 not found`."""
    return EcwidError(404, f"{kind} #{number} not found", code)
