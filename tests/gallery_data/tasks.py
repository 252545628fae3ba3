"""Tasks: the list, one in each of its states, and the question before it stops."""

from typing import Any

from app.domain.decisions import Fix
from tests.gallery_data.cases import BASE, LONG, Case, Record, ago
from tests.gallery_data.findings import ECWID_SILENT
from tests.gallery_data.products import picture


def line(kind: str, summary: str, word: str, parts: list[tuple[str, int]], result: str, **more: object) -> Record:
    """One task of a list."""
    plain = {"href": f"{BASE}/tasks/5", "who": "Alice", "started_at": ago(minutes=3)}
    return Record(kind=kind, summary=summary, word=word, parts=parts, result=result, **{**plain, **more})


MIXED = [("success", 147), ("review", 31), ("danger", 9), ("", 225)]
ROWS = [
    line("Sync Products", "412 products · filter “Not synced”", "Running", MIXED, "187 of 412 · 9 refused"),
    line("Pull Products", "Updated 17–18 Nov · 63 found, 4 new", "Completed", [("success", 63)], "63 read", who="Bob"),
    line("Pull Products", "Everything", "Error", [("success", 801), ("danger", 403)], "Ecwid did not answer after 801"),
    line("Sync Products", LONG, "Completed", [("success", 1), ("danger", 1)], LONG, who=LONG, started_at=ago(days=400)),
]
COUNTS = [("All", 148), ("Running", 1), ("Completed", 144), ("Error", 3)]
CHIPS = [(word, n, f"{BASE}/tasks?state={word}", word == "All") for word, n in COUNTS]
PAGER = Record(first=1, last=4, total=148, prev="", next=f"{BASE}/tasks?after=x")
LIST: dict[str, Any] = {"chips": CHIPS, "pager": PAGER, "here": f"{BASE}/tasks"}


def item(title: str, word: str, note: str, seconds: float, colour: str = "#8aa06f") -> Record:
    """One product of a task."""
    return Record(
        id=int(seconds * 10), picture=picture(colour), title=title, href=f"{BASE}/products/12", word=word, note=note,
        at=ago(seconds=seconds),
    )  # fmt: skip


ITEMS = [
    item("Speckled Noodle Bowl, Moss", "Sending", "Images 3 of 5", 0.4),
    item("Waffle Linen Hand Towel, Clay", "Refused", "Material is missing", 2),
    item("Beeswax Taper Pair", "Live", "1729418823575521", 3),
    item("Lunch Tote, Waxed", "In review", "1729418823575490", 4),
    item(LONG, "Skipped", LONG, 5),
    item("Bud Vase, Celadon", "Stopped", "", 6),
]
REFUSED = [
    Record(
        count=5, cause="Material is missing", fix=Fix.ATTRIBUTES, mapping_id=None, more=3,
        products=[("Waffle Linen Hand Towel, Oat", f"{BASE}/products/1"), ("Half Apron, Flax", f"{BASE}/products/2")],
    ),
    Record(
        count=3, cause="The product is missing the required certificate file", fix=Fix.CERTIFICATES, mapping_id=None,
        more=0, products=[("Baby Wash Bar, Chamomile", f"{BASE}/products/3")],
    ),
    Record(
        count=1, cause="At least one package dimension is required", fix=Fix.PACKAGE_SIZE, mapping_id=None, more=0,
        products=[(LONG, f"{BASE}/products/4")],
    ),
]  # fmt: skip
FOLLOWED = "Followed until TikTok has ruled on each product. You can close this page."
FACTS = [
    ("Sends", "398 new listings, 14 updates"),
    ("First in line", "Stock and price changes, then orders, then this"),
]


def stats(*figures: tuple[str, str, str, str]) -> list[tuple[str, str, str, str, str]]:
    """Figures that lead to their items."""
    return [(*figure, f"{BASE}/tasks/5/items?state={figure[1]}") for figure in figures]


RUNNING: dict[str, Any] = {
    "id": 5, "kind": "Sync Products", "summary": "412 products · filter “Not synced”", "who": "Alice",
    "started_at": ago(minutes=3), "word": "Running", "stopped": False, "follows": True, "stream": "", "done": 187,
    "total": 412, "say": "9 refused · about 3 min left", "rate": 67, "parts": MIXED,
    "told": "147 live, 31 in review, 9 refused, 225 to do",
    "stats": stats(("147", "Live", "success", "synced"), ("31", "In review", "review", "review"),
                   ("9", "Refused", "danger", "failed"), ("225", "To do", "neutral", "not")),
    "now": Record(picture=picture("#4f7a70"), title="Speckled Noodle Bowl, Moss", doing="Sending images, 3 of 5"),
    "note": FOLLOWED, "failure": None, "refused": REFUSED, "refused_count": 9, "items": ITEMS,
    "items_href": f"{BASE}/tasks/5/items", "items_total": 187, "of_orders": False,
    "facts": FACTS, "can_stop": True, "can_retry": False,
}  # fmt: skip
COMPLETED: dict[str, Any] = {
    "word": "Completed", "done": 381, "say": "ruled on by TikTok", "now": None, "can_stop": False, "can_retry": True,
    "parts": [("success", 372), ("review", 31), ("danger", 9)], "told": "372 live, 31 in review, 9 refused",
    "note": "Completed means everything is sent. TikTok has ruled on 381 of 412; 31 are followed until it does.",
    "stats": stats(("372", "Live", "success", "synced"), ("31", "In review", "review", "review"),
                   ("9", "Refused", "danger", "failed"), ("6 min 8 s", "Took", "neutral", "clock")),
}  # fmt: skip
PULL: dict[str, Any] = {
    "kind": "Pull Products", "summary": "Everything", "items": [], "items_href": "", "refused": [], "refused_count": 0,
    "facts": [], "now": None, "note": "TikTok is not touched. You can close this page.",
}  # fmt: skip


UPDATE: dict[str, Any] = {
    "kind": "Update Price", "summary": "12 products", "done": 9, "total": 12,
    "say": "answered, 2 wait for a promotion to end",
    "word": "Completed", "can_stop": False, "can_retry": True, "now": None, "facts": [], "rate": None,
    "parts": [("success", 9), ("warning", 2), ("danger", 1)], "told": "7 sent, 2 unchanged, 1 refused, 2 locked",
    "note": "A promotion on TikTok locks the price of 2. It is tried again every hour, and arrives when the promotion "
            "has ended.",
    "stats": stats(("7", "Sent", "success", "synced"), ("2", "Unchanged", "neutral", "off"),
                   ("1", "Refused", "danger", "failed"), ("2", "Locked", "warning", "clock")),
    "items": [
        item("Bud Vase, Celadon", "Locked", "TikTok holds its price while a promotion runs.", 2),
        item("Lunch Tote, Waxed", "Sent", "Price 38.00 → 42.00", 3),
        item("Beeswax Taper Pair", "Unchanged", "Price 14.00", 4),
        item(LONG, "Refused", LONG, 5),
        item("Half Apron, Flax", "Queued", "Waits for TikTok, then tries again", 6),
    ],
    "refused": REFUSED[2:], "refused_count": 1, "items_total": 12,
}  # fmt: skip
ORDERS: dict[str, Any] = {
    "kind": "Sync Orders", "summary": "14 orders", "done": 11, "total": 14, "say": "in Ecwid", "facts": [],
    "word": "Completed", "can_stop": False, "can_retry": False, "now": None, "rate": None, "of_orders": True,
    "parts": [("success", 11), ("info", 1), ("warning", 2)], "told": "11 in Ecwid, 1 tried again, 2 need you",
    "note": "Every order was tried. What needs you is in the list of orders, with its reason.",
    "stats": [("11", "In Ecwid", "success", "synced", ""), ("1", "Tried again", "info", "clock", ""),
              ("2", "Needs you", "warning", "needs", f"{BASE}/orders?show=needs_you"),
              ("8 s", "Took", "neutral", "clock", "")],
    "items": [
        item("576461413038785752 · A. G•••", "Needs you", "Ecwid refused it", 2),
        item("576461413038785755 · J. C•••", "Retrying", "Ecwid did not answer. Try 2 of 3, next in 6:12.", 3),
        item("576461413038785760 · R. M•••", "Synced", "Ecwid order HG-1041", 4),
    ],
    "refused": [], "refused_count": 0, "items_href": "", "items_total": 14,
}  # fmt: skip


def task(name: str, *changes: dict[str, Any], **more: object) -> Case:
    """One task in one of its states."""
    merged: dict[str, Any] = {}
    for change in (RUNNING, *changes, more):
        merged |= change
    return Case(f"tasks/{name}", "tasks/show.html", {"task": Record(**merged)}, tab="tasks")


CASES = [
    Case("tasks/list", "tasks/index.html", {**LIST, "tasks": ROWS}, tab="tasks"),
    Case("tasks/list-empty", "tasks/index.html", {**LIST, "tasks": []}, tab="tasks"),
    Case(
        "tasks/list-none-of-a-kind",
        "tasks/index.html",
        {**LIST, "tasks": [], "chips": [(*chip[:3], chip[0] == "Error") for chip in CHIPS]},
        tab="tasks",
    ),
    task("running"),
    task(
        "queued",
        done=0, say="Waits for its turn", rate=None, parts=[("", 412)], told="412 to do", now=None, refused=[],
        items=[], stats=[], facts=[], total=412,
    ),
    task("completed", COMPLETED, follows=True),
    task("completed-all-live", COMPLETED, refused=[], refused_count=0, can_retry=False, follows=False, done=412),
    task("stopped", COMPLETED, stopped=True, say="Stopped by Alice. 225 were not sent.", follows=False),
    task(
        "pull-running",
        PULL,
        done=800, total=1204, say="about 2 min left", rate=400, told="800 read, 404 to do",
        parts=[("success", 800), ("", 404)],
        stats=[("12", "New", "success", "synced", ""), ("6", "Updated", "info", "dot", ""),
        ("782", "Unchanged", "neutral", "off", ""), ("404", "To do", "neutral", "not", "")],
    ),
    task(
        "pull-error",
        PULL,
        word="Error", done=801, total=1204, say="then Ecwid did not answer", rate=None, told="801 read, 403 not read",
        parts=[("success", 801), ("danger", 403)], failure=ECWID_SILENT, can_stop=False, can_retry=True, follows=False,
        note="The other 403 keep what Weft read before.",
        stats=[("797", "Updated", "success", "synced", ""), ("403", "Not read", "danger", "failed", "")],
    ),
    task("update", UPDATE, follows=True),
    task("orders", ORDERS, follows=False),
    task(
        "refresh",
        ORDERS,
        kind="Refresh Orders", summary="Both shops", word="Running", done=0, total=0, say="Both shops are being read",
        parts=[("", 1)], told="Being read", stats=[], items=[],
        note="Both shops are being read. You can close this page.",
    ),
    Case(
        "tasks/stop",
        "tasks/_stop.html",
        {"task": Record(id=5, kind="Sync Products", text="187 products are sent and stay as they are.")},
        tab="tasks",
    ),
    Case(
        "tasks/items",
        "tasks/items.html",
        {"task": Record(id=5, kind="Sync Products", items=ITEMS, of_orders=False), "chips": CHIPS, "pager": PAGER},
        tab="tasks",
    ),
]  # fmt: skip
