"""Home, More, categories and settings."""

from typing import Any

from tests.gallery_data.cases import BASE, LONG, Case, Record, ago
from tests.gallery_data.tasks import ROWS


def step(state: str, title: str, text: str, act: str = "", over: bool = False) -> Record:
    """One step of the setup guide."""
    return Record(state=state, title=title, text=text, act=act, href=f"{BASE}/pulls/new", over=over)


SETUP = [
    step("done", "Connect Ecwid", "harborgoods.co.uk"),
    step("done", "Connect TikTok", "Harbor Goods UK, United Kingdom"),
    step("now", "Readiness", "1 of 7 checks is open: no default shipping template.", "See checks"),
    step("next", "Pull", "Copies your products from Ecwid. TikTok is not touched.", "Pull Products", over=True),
    step("next", "Map categories", "Each Ecwid category gets its TikTok category."),
    step("next", "First push", "Nothing is sent by itself."),
]
NEEDS = [
    Record(
        tone="warning", sign="needs", title="37 products lack a package size.", act="Fill in", outside=False,
        text="TikTok refuses them until it is filled in.", href=f"{BASE}/settings/products#custom",
    ),
    Record(
        tone="warning", sign="clock", title="TikTok access ends in 6 days.", act="Reauthorise", outside=False,
        text="Mappings stay; nothing is lost.", href=f"{BASE}/authorization",
    ),
    Record(tone="danger", sign="needs", title=LONG, text=LONG, act="", href="", outside=False),
]  # fmt: skip
PRODUCTS = Record(
    total=1204,
    parts=[("success", 1053), ("review", 31), ("info", 14), ("neutral", 71), ("danger", 35)],
    told="1,053 synced, 31 in review, 14 on their way, 71 not synced, 35 failed",
    counts=[
        (1053, "Synced", "success", "synced", f"{BASE}/products?state=synced"),
        (71, "Not synced", "neutral", "not", f"{BASE}/products?state=not_synced"),
        (28, "Sync failed", "danger", "failed", f"{BASE}/products?state=sync_failed"),
        (7, "Update failed", "danger", "update", f"{BASE}/products?state=update_failed"),
    ],
    review=31,
    review_href=f"{BASE}/products?state=in_review",
    going=14,
    going_href=f"{BASE}/tasks?show=running",
)
ORDERS = Record(
    total=916,
    parts=[("success", 842), ("info", 46), ("warning", 5), ("neutral", 23)],
    told="842 fulfilled, 46 unfulfilled, 5 unsynced, 23 cancelled",
    counts=[
        (842, "Fulfilled", "success", "synced", f"{BASE}/orders?show=fulfilled"),
        (46, "Unfulfilled", "info", "queued", f"{BASE}/orders?show=unfulfilled"),
        (5, "Unsynced", "warning", "needs", f"{BASE}/orders?show=unsynced"),
        (23, "Cancelled", "neutral", "off", f"{BASE}/orders?show=cancelled"),
    ],
    late=1.8,
    allowed=4.0,
)
NO_ORDERS = Record(total=0, parts=[], told="", counts=[], late=None, allowed=4.0)
TOAST = {"sentence": "%(name)s is connected.", "params": {"name": "Harbor Goods"}, "href": "/", "link": "View"}
NONE = Record(total=0, parts=[], told="", counts=[], review=0, review_href="", going=0, going_href="")


def home(name: str, **context: object) -> Case:
    """Home in one of its states."""
    return Case(f"home/{name}", "home/show.html", {"orders": ORDERS, **context}, tab="home")


def category(name: str, products: int, remote: str, path: str, state: str, **more: object) -> Record:
    """One Ecwid category."""
    plain = {"id": len(name) * 100 + products, "type": False, "invite_only": False}
    return Record(name=name, products=products, remote=remote, path=path, state=state, **{**plain, **more})


CATEGORIES = [
    category("Mugs", 34, "Mugs", "Home › Kitchen › Drinkware", "chosen"),
    category("Table lamps", 18, "Table lamps", "Home › Lighting › Lamps", "suggested"),
    category("Tea & coffee", 27, "Coffee", "Food & Beverages › Drinks", "suggested", invite_only=True),
    category("Gift cards", 2, "", "", "unset", type=True),
    category(LONG, 1, LONG, LONG, "suggested", invite_only=True),
]


def categories(rows: list[Record], **more: object) -> dict[str, Any]:
    """The context of the list of categories."""
    counts = [("All", 24), ("Not set", 2), ("Suggested", 2)]
    plain = {
        "total": 24, "matching": 24, "q": "", "hidden": [], "suggested": 1, "rows": rows, "none": 9,
        "chips": [(word, n, f"{BASE}/categories?state={word}", word == "All") for word, n in counts],
        "none_href": f"{BASE}/products?category=none", "basis": "The product category in Ecwid, else the product type.",
        "pager": Record(first=1, last=5, total=24, prev="", next=f"{BASE}/categories?after=x"),
    }  # fmt: skip
    return {"categories": Record(**{**plain, **more})}


def leaf(name: str, path: str, **more: object) -> Record:
    """One TikTok category."""
    plain = {"id": str(len(name) * 1000 + len(path)), "note": "", "suggested": False, "chosen": False}
    return Record(name=name, path=path, **{**plain, "invite_only": False, **more})


LEAVES = [
    leaf("Baby wash", "Baby & Maternity › Bath", suggested=True, chosen=True, note="Needs 1 certificate"),
    leaf("Body wash", "Beauty › Bath & Body"),
    leaf("Wash brushes", LONG, invite_only=True, note="TikTok has to invite you to this category."),
]


def edit(name: str, /, **more: object) -> Case:
    """One category in one of its states."""
    plain = {
        "id": 12, "name": "Baby bath", "products": 12, "type": False, "state": "suggested", "q": "wash",
        "leaves": LEAVES,
        "more": True, "errors": {}, "parts": [("success", 9), ("danger", 3)], "told": "9 synced, 3 failed",
        "counts": [("Synced", "success", "synced", 9), ("Sync failed", "danger", "failed", 3)],
    }  # fmt: skip
    return Case(
        f"categories/{name}", "categories/edit.html", {"category": Record(**{**plain, **more})}, tab="categories"
    )


def settings(name: str, package: Record, **more: object) -> Case:
    """Product Settings in one of its states."""
    houses = [
        Record(id="1", name="Portland OR", address="1200 NW Naito Pkwy, Portland", default=True),
        Record(id="2", name=LONG, address=LONG, default=False),
    ]
    bases = [
        ("category_then_type", "Default category, else product type"),
        ("category", "Default category"),
        ("type", "Product type"),
    ]
    plain = {
        "warehouses": houses, "warehouse": "1", "warehouse_at": ago(hours=1), "basis": "category_then_type",
        "bases": bases,
    }  # fmt: skip
    return Case(f"settings/{name}", "settings/products.html", {"package": package, **plain, **more}, tab="settings")


SET = Record(
    units="imperial",
    values={"length": "12", "height": "3.5", "width": "9", "weight": "0.9"},
    sends={"length": "12 in", "height": "4 in", "width": "9 in", "weight": "1 lb"},
    rounded={"height", "weight"},
    whole="12 × 4 × 9 in, 1 lb",
    other="31 × 11 × 23 cm, 454 g",
    errors={},
)
UNSET = Record(units="metric", values={}, sends=None, rounded=set(), whole="", other="", errors={})
WRONG = Record(
    units="imperial",
    values={"length": "twelve", "height": "", "width": "9", "weight": "1"},
    sends=None,
    rounded=set(),
    whole="",
    other="",
    errors={"length": "Type a number, for example 12.", "height": "This is missing."},
)

CASES = [
    home("full", setup=None, needs=NEEDS, products=PRODUCTS, tasks=ROWS),
    home("new", setup=SETUP, needs=[], products=NONE, tasks=[]),
    Case(
        "home/toast",
        "home/show.html",
        {
            "setup": SETUP, "needs": [], "products": NONE, "orders": NO_ORDERS, "tasks": [],
            "toast": TOAST,
        },
        tab="home",
    ),
    Case("home/more", "more.html", {"notes": {"tasks": "1 running", "categories": "3 not mapped"}}, tab="more"),
    Case("categories/list", "categories/index.html", categories(CATEGORIES), tab="categories"),
    Case("categories/list-empty", "categories/index.html", categories([], total=0, none=0), tab="categories"),
    Case(
        "categories/list-nothing-found",
        "categories/index.html",
        categories([], none=0, q="zebra", suggested=0),
        tab="categories",
    ),
    edit("one"),
    edit("one-nothing-found", q="zebra", leaves=[], more=False),
    edit("one-unset", q="", leaves=[], more=False, name=LONG, errors={"leaf": "Choose one of the categories."}),
    settings("products", SET),
    settings("products-new", UNSET, warehouses=[], warehouse="", warehouse_at=None),
    settings("products-wrong", WRONG),
]  # fmt: skip
