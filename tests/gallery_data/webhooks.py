"""The webhook log with every outcome."""

from typing import Any

from app.web.webhook_words import words_of
from tests.gallery_data.cases import BASE, LONG, Case, Record, ago

WORDS = [
    ("All", 2318),
    ("Received", 1),
    ("Queued", 0),
    ("Done", 2274),
    ("Duplicate", 41),
    ("Failed", 1),
    ("Refused", 1),
]


def row(number: int, word: str, event: str, shop: str, about: str = "", **more: Any) -> Record:
    """One webhook."""
    plain: dict[str, Any] = {
        "about_href": f"{BASE}/products/1" if about else "", "about_order": about.startswith("577"), "took": "0.8 s",
        "at": ago(minutes=number), "seen": 1, "open": False, "refused": word == "Refused",
        "href": f"{BASE}/webhooks?open={number}", "facts": [],
        "said": "",
    }  # fmt: skip
    words, theirs = words_of("ecwid" if shop == "Ecwid" else "tiktok_shop", event)
    return Record(id=number, word=word, event=words, theirs=theirs, shop=shop, about=about, **{**plain, **more})


OPEN = {
    "open": True,
    "said": "It could not be worked off. The sweep reads what it was about all the same: nothing is lost.",
    "facts": [("Event id", "4c1f7e20-9b1d-4f0e-8a36-7c1f0a2f5c11"), ("Type", "order.updated"), ("Error", LONG)],
}
ROWS = [
    row(1, "Done", "product.updated", "Ecwid", "Enamel Camp Mug, 12 oz"),
    row(2, "Done", "1", "TikTok Shop", "577086512118270551"),
    row(3, "Done", "product.updated", "Ecwid", LONG, seen=5),
    row(4, "Failed", "order.updated", "Ecwid", "HG-10482", took="30.0 s", **OPEN),
    row(5, "Received", "4", "TikTok Shop", took=""),
    row(6, "Queued", "7", "TikTok Shop", took=""),
    row(7, "Refused", "order.updated", "Ecwid", took=""),
]
PAGER = Record(first=1, last=6, total=2318, prev="", next=f"{BASE}/webhooks?before=6")
NONE = Record(first=None, last=None, total=0, prev="", next="")


def log(name: str, rows: list[Record], **more: Any) -> Case:
    """The log."""
    chips = [(word, n, f"{BASE}/webhooks", word == "All") for word, n in WORDS]
    plain = {"q": "", "hidden": [], "chips": chips, "rows": rows, "pager": PAGER if rows else NONE}
    return Case(f"webhooks/{name}", "webhooks/index.html", {"webhooks": {**plain, **more}}, tab="settings")


CASES = [log("log", ROWS), log("none", []), log("none-found", [], q="order.created")]
