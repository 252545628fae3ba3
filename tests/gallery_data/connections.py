"""Connections: list, wizard, authorization."""

from datetime import timedelta

from app.domain.decisions import Fix
from tests.gallery_data.cases import LONG, NOW, Case, Record, ago


def row(name: str, word: str, thread: str, note: str, **more: object) -> Record:
    """One connection of the list."""
    plain = {
        "href": "/connections/7", "place": "United States · USD", "ecwid": "harborgoods.com", "tts": "Harbor Goods",
        "act": "", "act_href": "/connections/7/authorization", "need": 0,
    }  # fmt: skip
    return Record(name=name, word=word, thread=thread, note=note, **{**plain, **more})


ROWS = [
    row("Harbor Goods US", "In step", "whole", "Last event 12:04", need=7),
    row("Harbor Goods UK", "Needs reauthorising", "cut", "TikTok access ended Sun 18:02", act="Reauthorise"),
    row("Outlet", "Paused", "slack", "By Bob, Mon 17:20", act="Resume"),
    row("Old shop", "Disconnected by TikTok", "cut", "Fri 14 Nov, 09:20"),
    row("Mexico pilot", "Draft", "half", "Step 3 of 3 is left", act="Continue", place="Region not chosen", tts=""),
    row(LONG[:80], "Draft", "half", "Step 2 of 3 is left", act="Continue", ecwid="", tts="", place=""),
]

REGIONS = [
    Record(value="US", name="United States", hint="Choose “North America Seller”", chosen=True),
    Record(value="MX", name="Mexico", hint="Choose “North America Seller”", chosen=False),
    Record(value="GB", name="United Kingdom", hint="Shops selling in pounds", chosen=False),
    Record(value="EU", name="European Union", hint="Shops selling in euro", chosen=False),
]
DENIED = Record(
    title="TikTok did not give access.",
    text="You chose “Cancel” on TikTok’s page. Nothing was changed, and this draft is kept.",
)
PLAN = Record(
    title="Your Ecwid plan does not allow API access.",
    text="Change the plan in Ecwid, then press “Auth” again. This draft is kept.",
)

ECWID = Record(
    name="harborgoods.com",
    facts=[("Store", "10482213"), ("Ecwid plan", "API included")],
    ends_at=None,
    left=0,
    soon=False,
    ended=False,
    webhook_at=ago(seconds=3),
    webhook_type="product.updated",
    scopes=["Read catalog", "Read store profile"],
)


def tiktok(days: float, **more: object) -> Record:
    """What we hold at TikTok, for so many more days."""
    plain = {
        "name": "Harbor Goods", "facts": [("Shop", "7495812360188"), ("Region", "United States · USD")],
        "ends_at": NOW + timedelta(days=days), "left": days / 0.3,
        "soon": 0 < days < 30, "ended": days < 0,
        "webhook_at": ago(minutes=1), "webhook_type": "PRODUCT_STATUS_CHANGE", "scopes": ["Products", "Shop"],
    }  # fmt: skip
    return Record(**{**plain, **more})


def connection(word: str, thread: str, **more: object) -> Record:
    """The connection of the authorization page."""
    plain = {"name": "Harbor Goods US", "paused": False, "draft": False, "banner": None, "ecwid": ECWID}
    return Record(word=word, thread=thread, **{**plain, "tiktok": tiktok(300), **more})


READY = [
    ("Shop is active", True, "Harbor Goods, United States"),
    ("Tax details are filled in", True, "Checked 12:00"),
    ("Pickup warehouse", True, "Portland OR, receives the stock"),
    ("Return warehouse", True, "Portland OR"),
    ("Delivery option", True, "Standard, 2-day"),
    ("Shipping template", False, "No default template. New products cannot be sent."),
    ("Currency", True, "USD on both sides"),
]
READINESS = [Record(title=title, ok=ok, text=text, fix=Fix.SELLER_CENTER) for title, ok, text in READY]
SOON = Record(
    tone="warning",
    sign="clock",
    title="TikTok access ends in 6 days.",
    text="Without a new consent the queue pauses on 24 Nov at 18:02 and goes on afterwards. Mappings stay.",
    act="Reauthorise",
    platform="tiktok_shop",
)
ENDED = Record(
    tone="danger",
    sign="triangle-alert",
    title="TikTok access ended on Sunday, 18:02.",
    text="The queue is paused. Mappings are untouched, and everything goes on once you reauthorise.",
    act="Reauthorise",
    platform="tiktok_shop",
)
SHOW = {"readiness": READINESS, "checked_at": ago(minutes=4), "errors": {}, "values": {}}


def show(name: str, c: Record, **more: object) -> Case:
    """The authorization page in one of its states."""
    return Case(f"connections/{name}", "connections/show.html", {"c": c, **SHOW, **more}, tab="settings")


WIZARD = {"draft": "/connections/7", "problem": None, "ready": True}
CASES = [
    Case("connections/list", "connections/index.html", {"connections": ROWS}),
    Case("connections/list-empty", "connections/index.html", {"connections": []}),
    Case("connections/step-1", "connections/new.html", {"values": {}, "errors": {}, "action": "/connections"}),
    Case(
        "connections/step-1-wrong",
        "connections/new.html",
        {
            "values": {"name": "Harbor Goods US"},
            "errors": {"name": "A connection has this name already. Choose another one."},
            "action": "/connections",
        },
    ),
    Case("connections/step-2", "connections/source.html", {**WIZARD, "store": ""}),
    Case("connections/step-2-plan", "connections/source.html", {**WIZARD, "store": "", "problem": PLAN}),
    Case("connections/step-2-done", "connections/source.html", {**WIZARD, "store": "harborgoods.com"}),
    Case("connections/step-3", "connections/channel.html", {**WIZARD, "regions": REGIONS}),
    Case("connections/step-3-denied", "connections/channel.html", {**WIZARD, "regions": REGIONS, "problem": DENIED}),
    show("access", connection("In step", "whole", tiktok=tiktok(6), banner=SOON)),
    show("access-long", connection("In step", "whole", name=LONG[:80])),
    show("access-ended", connection("Needs reauthorising", "cut", tiktok=tiktok(-2), banner=ENDED)),
    show("access-paused", connection("Paused", "slack", paused=True)),
    show("access-draft", connection("Draft", "half", draft=True, tiktok=None), readiness=[], checked_at=None),
    show(
        "access-delete-wrong",
        connection("In step", "whole"),
        errors={"confirm": "This is not the connection’s name. Nothing was deleted."},
    ),
]
