"""bin/start from the first check to the last goodbye."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.environment import Place, find_place
from local.folder import held
from local.opening import Opening
from local.plan import DEMO, FOLDER, Plan
from local.problems import Problem
from local.programs import Program
from local.running import Running
from local.stopping import Stopped, StopWish

USAGE = "Usage: bin/start [--demo]"


def main(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """The exit code: 0 after a wished stop, 1 with one sentence on stderr for everything that can go wrong."""
    try:
        if any(argument != "--demo" for argument in arguments):
            raise Problem(USAGE)
        run(Plan(demo=DEMO if arguments else ()), env)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def run(plan: Plan, env: Mapping[str, str]) -> None:
    """Start, print the five lines, stay until asked to stop. Raises Problem."""
    place = find_place(env, FOLDER)
    os.umask(0o077)  # what Weft writes here is its owner's
    stop, running = StopWish(), Running()
    with stop.listening(), held(place.data):
        try:
            told = Opening(plan, place, env, stop, running).open()
            print("\n".join(five_lines(place, env)), flush=True)
            if plan.demo:
                running.visitors.append(Program("The demo", plan.demo, told, plan.folder, log=None).start())
            running.watch(stop, say)
        except Stopped:
            say("Stopping …")
        finally:
            running.stop(stop)


def say(line: str) -> None:
    print(line, flush=True)


def five_lines(place: Place, env: Mapping[str, str]) -> list[str]:
    """Where it is and what to do next."""
    mail, shops = f"shown at {place.mailbox_url}", f"{place.panel_url} (pretend Ecwid and TikTok Shop)"
    return [
        f"Weft is running: open {place.base_url} and sign up.",
        f"Mail it sends:   {'sent by SMTP' if env.get('SMTP_URL') else mail}",
        f"Rehearsal shops: {shops if place.rehearsal else 'none, the real platforms are used'}",
        f"Data and logs:   {short(place.data)}",
        "To stop:         press Ctrl-C",
    ]


def short(path: Path) -> str:
    return str(path.relative_to(FOLDER)) if path.is_relative_to(FOLDER) else str(path)
