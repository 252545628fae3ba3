"""How the stand-in refuses: a code in the platform's words, raised anywhere and answered in one place."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.tiktok_shop.codes import BUSINESS, GATEWAY


@dataclass(frozen=True)
class Problem:
    """One reason to refuse, as it stands in `fail_reasons` or in the envelope."""

    code: int
    message: str


class Refused(Exception):  # said as the platform says it
    """The call is refused with `code`; `status` is the HTTP status (business errors come with 200)."""

    def __init__(self, problem: Problem, status: int = 200) -> None:
        super().__init__(f"{problem.code} {problem.message}")
        self.problem, self.status = problem, status


def problem(code: int, **fill: object) -> Problem:
    """The business error `code`; `fill` replaces its `{{placeholders}}` (spaces there are underscores here)."""
    message = BUSINESS[code]
    for name, value in fill.items():
        message = message.replace("{{" + name + "}}", str(value))
    return Problem(code, message)


def refuse(code: int, **fill: object) -> Refused:
    """A business refusal, HTTP 200 (assumed by platform-facts T20)."""
    return Refused(problem(code, **fill))


def gate(code: int, message: str = "") -> Refused:
    """A refusal of the gateway, with its HTTP status (platform-facts T2). `message` replaces the usual one."""
    status, usual = GATEWAY[code]
    return Refused(Problem(code, message or usual), status)


def bad_param(message: str) -> Refused:
    return gate(36009004, message)
