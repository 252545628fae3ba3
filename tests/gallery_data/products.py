"""The list of products, one product, and the two dialogs."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from urllib.parse import quote

from app.domain.decisions import Fix
from tests.gallery_data.cases import BASE, LONG, Case, Record, ago
from tests.gallery_data.findings import CERTIFICATE, PACKAGE, TITLE, WAITING

_ids = count(604518800)


def picture(colour: str) -> str:
    """A plain tile instead of a seller's photograph."""
    tile = f"<svg xmlns='http://www.w3.org/2000/svg'><rect width='100%' height='100%' fill='{colour}'/></svg>"
    return "data:image/svg+xml," + quote(tile)


def row(title: str, sku: str, state: str, **more: object) -> Record:
    """One line of the list."""
    plain = {
        "id": next(_ids), "variants": 3, "picture": picture("#8aa06f"), "category": "Mugs", "stock": 146,
        "price": Decimal("18.00"), "unsent": False, "deleted": False, "tts_id": "", "tts": "", "selected": False,
        "status": None,
    }  # fmt: skip
    return Record(title=title, sku=sku, state=state, **{**plain, **more})


def status(*findings: Record, tone: str = "danger", sign: str = "failed", text: object = "") -> Record:
    """The opened row."""
    return Record(tone=tone, sign=sign, text=text, findings=list(findings), mapping_id=12)


LIVE: Mapping[str, Any] = {"tts": "Live", "tts_id": "1729418823570331"}
ROWS = [
    row("Enamel Camp Mug, 12 oz", "EM-012", "Synced", picture=picture("#2d4668"), **LIVE),
    row("Baby Wash Bar, Chamomile", "SB-CHM-3", "Sync failed", variants=1, status=status(CERTIFICATE)),
    row("Beeswax Pillar Candle", "BW-PIL", "Synced", price=Decimal("1124.00"), **LIVE),
    row("Waffle Linen Hand Towel", "WL-HT", "In review", tts="Pending", tts_id="1729418823571120", selected=True),
    row("Stoneware Pour-Over Set", "SP-SET", "Update failed", **LIVE, selected=True),
    row("Recycled Wool Throw", "RW-THR", "Synced", unsent=True, **LIVE),
    row("Olive Wood Salad Servers", "OW-SRV", "Queued", selected=True, stock=None),
    row("Speckled Noodle Bowl", "NB-204", "Sending", picture=""),
    row("Cedar & Sage Room Mist", "", "Not synced", category=""),
    row("Brass Desk Lamp", "BR-LMP", "Deactivated", tts="Deactivated", tts_id="1729418823573310", stock=6),
    row("Bud Vase, Plum Glaze", "BV-PLM", "Synced", tts="Suspended", tts_id="1729418823573658", deleted=True),
    row(LONG, "A-VERY-LONG-SKU-THAT-NOBODY-SHOULD-EVER-HAVE-TYPED", "Not synced", stock=1204000, category=LONG),
]
STATES = ["Not synced", "In review", "Synced", "Sync failed", "Update failed", "Unsent changes"]


def chips(*counts: int) -> list[tuple[str, int, str, bool]]:
    """The states with their counts."""
    words = ["All", *STATES]
    return [(word, n, f"{BASE}/products?state={word}", word == "All") for word, n in zip(words, counts, strict=True)]


def products(rows: list[Record], **more: object) -> dict[str, object]:
    """The context of the list."""
    plain = {
        "total": 1204, "pulling": "", "matching": 1204, "more": False,
        "chips": chips(1204, 71, 31, 1067, 28, 7, 14), "filters": [],
        "q": "", "hidden": [], "query": "", "here": f"{BASE}/products", "first": 1, "last": len(rows), "prev": "",
        "next": "eyJpZCI6NTB9", "currency": "USD", "rows": rows, "elsewhere": [], "all": False,
    }  # fmt: skip
    return {"products": Record(**{**plain, **more})}


def listed(name: str, rows: list[Record], **more: object) -> Case:
    """The list in one of its states."""
    return Case(f"products/{name}", "products/index.html", products(rows, **more), tab="products")


NOTHING_TICKED = [Record(**{**vars(r), "selected": False, "status": None}) for r in ROWS]
FILTERED: Mapping[str, Any] = {
    "filters": [("Category: Mugs", f"{BASE}/products")], "hidden": [("category", "12")], "query": "category=12",
    "here": f"{BASE}/products?category=12",
}  # fmt: skip


def pull(**more: object) -> dict[str, object]:
    """The context of Pull Products."""
    plain = {
        "range": "since", "since": ago(hours=3, minutes=52), "total": 1204, "start": "2025-11-01", "end": "2025-11-18",
        "today": "2025-11-18", "week": date(2025, 11, 12), "zone": "New York", "errors": {},
    }  # fmt: skip
    return {"pull": Record(**{**plain, **more})}


def push(**more: object) -> dict[str, object]:
    """The context of Sync All Pages."""
    plain: dict[str, object] = {
        "matching": 386, "filter": "Category Mugs", "ready": 340, "new": 292, "updates": 48, "busy": 0, "hidden": [],
        "lacking": [
            Record(count=37, cause="lack a package size", fix=Fix.PACKAGE_SIZE),
            Record(count=9, cause="have no category", fix=Fix.CATEGORY),
        ],
    }  # fmt: skip
    return {"push": Record(**{**plain, **more})}


VARIANTS = [
    Record(sku="SP-SET-W", options="White", stock=14, price=Decimal("58.00"), remote_id="1729418823571601"),
    Record(sku="SP-SET-C", options="Charcoal", stock=None, price=Decimal("58.00"), remote_id="1729418823571602"),
    Record(sku="", options=LONG, stock=0, price=Decimal("1158.50"), remote_id=""),
]


def product(**more: object) -> dict[str, object]:
    """The context of one product."""
    plain = {
        "id": 12, "title": "Stoneware Pour-Over Set", "sku": "SP-SET", "picture": picture("#7b8a83"),
        "currency": "USD", "source_id": 604518822, "state": "Update failed", "tts": "Live",
        "tts_id": "1729418823571596", "category": "Coffee drippers", "mapping_id": 12,
        "remote_path": "Home › Kitchen › Coffee › Drippers", "unsent": True, "deleted": False,
        "updated_at": ago(hours=1),
        "pulled_at": ago(minutes=50), "sent_at": ago(days=15), "variants": VARIANTS, "status": status(TITLE, PACKAGE),
    }  # fmt: skip
    return {"product": Record(**{**plain, **more})}


CALM = status(tone="success", sign="synced", text="Both sides agree. TikTok shows it as Live since Mon 17:40.")
CASES = [
    listed("list", ROWS, elsewhere=[1, 2]),
    listed("list-calm", NOTHING_TICKED, prev="eyJpZCI6MX0", first=None, last=None),
    listed("list-filtered", NOTHING_TICKED[:3], matching=3, next="", **FILTERED),
    listed("list-all-selected", ROWS[3:7], all=True),
    listed("list-one", NOTHING_TICKED[:1], total=1, matching=1, next="", chips=chips(1, 0, 0, 1, 0, 0, 0)),
    listed("list-nothing-found", [], matching=0, next="", first=None, last=None, q="linnen throw", **FILTERED),
    listed("list-empty", [], total=0, matching=0),
    listed("list-first-pull", [], total=0, matching=0, pulling=f"{BASE}/tasks/5"),
    Case("products/pull", "products/_pull.html", pull(), tab="products"),
    Case("products/pull-first", "products/pull.html", pull(range="all", since=None, total=0), tab="products"),
    Case(
        "products/pull-wrong",
        "products/_pull.html",
        pull(
            range="own",
            start="2025-11-11",
            end="2025-11-01",
            errors={"end": "The end is before the start. Choose 11 Nov or later as the end date."},
        ),
        tab="products",
    ),
    Case("products/confirm", "products/_confirm.html", push(), tab="products"),
    Case("products/confirm-all", "products/confirm.html", push(ready=None, filter="", matching=200), tab="products"),
    Case("products/confirm-none-ready", "products/_confirm.html", push(ready=0, busy=340), tab="products"),
    Case("products/one", "products/show.html", product(), tab="products"),
    Case("products/one-calm", "products/show.html", product(status=CALM, state="Synced", unsent=False), tab="products"),
    Case(
        "products/one-long",
        "products/show.html",
        product(
            title=LONG, sku="", category="", mapping_id=None, remote_path="", tts="", tts_id="", state="Not synced",
            picture="", deleted=True, sent_at=None, status=status(WAITING, tone="info", sign="sending"),
        ),
        tab="products",
    ),
]  # fmt: skip
