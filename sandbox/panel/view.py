"""What the panel shows, gathered for its template."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sandbox.ecwid.stock import own_stock
from sandbox.faults import FAULTS, Fault
from sandbox.pages import N_
from sandbox.panel import words

if TYPE_CHECKING:
    from sandbox.ecwid.wire import Record
    from sandbox.webhooks import Record as Sent
    from sandbox.world import World

SHOWN = 12


def values(world: World) -> dict[str, Any]:
    listings = world.tiktok.panel_rows()
    return {
        "lines": _lines(world),
        "products": sorted(((p["id"], p["name"]) for p in world.ecwid.products.values()), key=lambda p: p[1].lower()),
        "installed": world.ecwid.grants.installed,
        "reviews": [row for row in listings if row["under_review"]][:SHOWN],
        "listed": len(listings),
        "webhooks": [_webhook(r) for r in reversed(world.webhooks.log[-SHOWN:])],
        "happened": _happened(world),
        "faults": _faults(world),
        "fault_columns": list(words.PLATFORMS.values()),
        "faults_on": len(world.faults.on()),
    }


def _lines(world: World) -> list[tuple[str, str]]:
    """Products and their variations with a stock of their own: (value, name and present stock)."""
    found = []
    for product in world.ecwid.products.values():
        own = [c for c in product["combinations"] if own_stock(c)]
        shared = not own or len(own) < len(product["combinations"])
        line = _line(product["name"], product) if shared else product["name"][:70]
        found.append((str(product["id"]), line))
        for variation in own:
            choice = ", ".join(p["value"] for p in variation["options"])
            found.append((f"{product['id']}:{variation['id']}", _line(f"{product['name']} / {choice}", variation)))
    return sorted(found, key=lambda line: line[1].lower())


def _line(name: str, holder: Record) -> str:
    stock = "∞" if holder.get("unlimited") else holder.get("quantity", 0)
    return f"{name[:70]} ({stock})"


def _faults(world: World) -> list[dict[str, Any]]:
    """A row a fault, a cell a platform; None where the platform cannot have it."""
    on = {f"{f.platform}.{f.name}": f for f in world.faults.on()}
    rows = []
    for name, platforms in FAULTS.items():
        label, hint = words.FAULTS[name]
        cells = [_cell(f"{p}.{name}", title, on) if p in platforms else None for p, title in words.PLATFORMS.items()]
        rows.append({"label": label, "hint": hint, "cells": cells})
    return rows


def _cell(key: str, platform: str, on: dict[str, Fault]) -> dict[str, Any]:
    return {"key": key, "platform": platform, "on": key in on, "until": _until(on.get(key))}


def _until(fault: Fault | None) -> str | int:
    """How long a switch stays on: a number of calls, or a word."""
    if fault is None:
        return ""
    return N_("until off") if fault.remaining is None else fault.remaining


def _webhook(sent: Sent) -> dict[str, Any]:
    word, tone, glyph = words.DELIVERIES[sent.state]
    shown = {"number": sent.number, "topic": sent.delivery.topic, "platform": words.PLATFORMS[sent.delivery.platform]}
    state = {"word": word, "tone": tone, "glyph": glyph, "attempts": sent.attempts, "status": sent.status}
    return {**shown, **state, "at": _clock(sent.at), "forged": sent.delivery.forged}


def _happened(world: World) -> list[dict[str, Any]]:
    """The latest calls, newest first."""
    made = []
    for call in reversed(list(world.journal.calls)[-SHOWN * 2 :]):
        fine = 200 <= call.status < 400
        row: dict[str, Any] = {"title": f"{call.method} {call.path}", "status": call.status, "ms": round(call.ms)}
        tone = {"tone": "success" if fine else "danger", "glyph": "synced" if fine else "failed"}
        fault = words.FAULTS[call.fault][0] if call.fault else ""
        made.append({**row, **tone, "platform": words.PLATFORMS[call.platform], "fault": fault, "at": _clock(call.at)})
    return made


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%H:%M:%S")
