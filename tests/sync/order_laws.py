"""What holds of an order, whatever happened to it: once the lanes have worked, and from one event to the next."""

from collections.abc import Mapping
from typing import Any

from app.domain.cancellations import CANCELLED_IN_SOURCE
from app.domain.fulfilment import NOT_YET
from app.domain.orders import OrderStatus, RelayState
from app.domain.relay import READY, SHIPPED, forward
from app.sync.order_cancellations import DISAGREE
from tests.sync.order_worlds import FULFILMENT, Says

QUIET = {"waiting_for_payment", "on_hold", "needs_you", "synced", "cancelled"}
CLOSED = {"done", "refused", "closed"}
ENDED = (OrderStatus.DELIVERED, OrderStatus.COMPLETED)


def at_rest(says: Says) -> list[str]:
    """What is not legal once the lanes have nothing left to do."""
    broken = _of_the_shops(says)
    for row in says["rows"].get("sales_order", ()):
        broken |= _of_the_row(says, row) | _of_the_parcel(says, row)
        for there in says["there"]:
            broken |= _between_the_shops(says, row, there)
        for unit in says["rows"]["order_unit"]:
            broken |= _of_the_stock(says, row, unit)
    return [sentence for sentence, is_so in broken.items() if is_so]


def _of_the_shops(says: Says) -> dict[str, bool]:
    there, row = says["there"], _row(says)
    outbox = [write["state"] for write in says["rows"].get("outbox_write", ())]
    return {
        "in Ecwid twice": len(there) > 1,
        "shipped or cancelled twice": max(says["ships"], says["cancels"]) > 1,
        "Ecwid was told to go back": len(says["steps"]) > 1,
        "in Ecwid, and the row does not know": bool(there) != (row.get("relay") == "synced"),
        "its number in Ecwid is not the one there": [one["id"] for one in there]
        != [number for number in (row.get("source_order_id"),) if number],
        "a write to Ecwid is open": not CLOSED.issuperset(outbox),
        "its writes to Ecwid do not say that it is there": outbox.count("done") != len(there),
    }


def _row(says: Says) -> Mapping[str, Any]:
    return next(iter(says["rows"].get("sales_order", ())), {})


def _of_the_row(says: Says, row: Says) -> dict[str, bool]:
    status, relay = row["status"], row["relay"]
    return {
        f"ends as {relay}": relay not in QUIET,
        "the row is behind TikTok": status not in (says["status"], "CANCELLED"),
        "its document is another than the row": row["facts"]["status"] != status,
        "still wants to tell Ecwid something": any(
            row[what] for what in ("wanted_payment", "wanted_fulfilment", "wanted_address")
        ),
        "ready, and neither in Ecwid nor asked about": status in READY and relay not in ("synced", "needs_you"),
        "unpaid, and in Ecwid for no reason": status == OrderStatus.UNPAID and relay == "needs_you",
        "cancelled, and a question about it": status == OrderStatus.CANCELLED and relay not in ("synced", "cancelled"),
        "called cancelled, and it is not": relay == RelayState.CANCELLED and status != OrderStatus.CANCELLED,
        "is still in somebody's hands": bool(row["lease_until"] or row["lease_by"]),
        "a cancellation is still due": any(one["state"] == "due" for one in says["rows"]["cancellation"]),
    }


def _of_the_parcel(says: Says, row: Says) -> dict[str, bool]:
    status, shipment = OrderStatus(says["status"]), row["shipment"]
    over = status in (*SHIPPED, OrderStatus.CANCELLED)
    return {
        f"a parcel waits as {shipment} at {status}": (shipment == "held" and status not in NOT_YET)
        or (shipment in ("due", "sending", "carrier", "number", "refused") and over),
        "a parcel is on its way, and nobody knows which": len(says["rows"]["package"]) != says["ships"],
        "two parcels": len(says["rows"]["package"]) > 1,
    }


def _between_the_shops(says: Says, row: Says, there: Says) -> dict[str, bool]:
    cancelled = there["payment_status"] in CANCELLED_IN_SOURCE
    return {
        "the row is behind Ecwid": (row["source_payment"], row["source_fulfilment"])
        != (there["payment_status"], there["fulfilment_status"]),
        "cancelled on TikTok alone": says["status"] == OrderStatus.CANCELLED and not cancelled,
        "cancelled in Ecwid alone, and nobody says so": cancelled
        and row["status"] != OrderStatus.CANCELLED
        and row["reason"] != DISAGREE,
        "Ecwid is behind TikTok": not cancelled
        and says["status"] in ENDED
        and there["fulfilment_status"] not in ("DELIVERED", "RETURNED")
        and not says["by_hand"],
    }


def _of_the_stock(says: Says, row: Says, unit: Says) -> dict[str, bool]:
    """Ecwid takes a unit off as it gets the order and gives it back as its payment is cancelled; the rest are moves."""
    kept = [there for there in says["there"] if there["payment_status"] not in CANCELLED_IN_SOURCE]
    off = len(kept) - unit["moved"]
    is_cancelled = unit["status"] == OrderStatus.CANCELLED
    return {
        "the unit is behind its order": unit["status"] != row["status"],
        "taken off the stock twice, or not at all": bool(unit["booked_at"]) != bool(says["there"]),
        "a move of the stock is open": unit["moving"] is not None,
        "cancelled, and its piece is not back in Ecwid": is_cancelled and off != 0,
        "sold, and its piece is not off in Ecwid": not is_cancelled and off != len(kept),
    }


def broken_by(event: str, before: Says, after: Says) -> list[str]:
    """What is not legal about one event, or about the lanes' work."""
    old, new = _row(before), _row(after)
    if not old:
        return []
    was_cancelled = old["status"] == OrderStatus.CANCELLED
    return [
        sentence
        for sentence, is_so in {
            "old news changed something": event.startswith("late: ") and old != new,
            "an echo changed something": event == "Ecwid: echo" and old != new and not _is_parcel_due(new),
            "a cancelled order came back": was_cancelled and new["status"] != OrderStatus.CANCELLED,
            "a cancelled order was shipped": was_cancelled and after["ships"] > before["ships"],
            "a cancelled order was written to Ecwid": was_cancelled and len(after["there"]) > len(before["there"]),
            "it left Ecwid": old["relay"] == "synced"
            and (new["relay"], new["source_order_id"]) != ("synced", old["source_order_id"]),
            "Ecwid shall go back": new["wanted_fulfilment"] in FULFILMENT
            and not forward(new["source_fulfilment"], new["wanted_fulfilment"]),
            "wants to tell an order that is not there": bool(new["wanted_payment"] or new["wanted_fulfilment"])
            and not after["there"],
        }.items()
        if is_so
    ]


def _is_parcel_due(row: Mapping[str, Any]) -> bool:
    """TikTok went back to waiting for a parcel that Ecwid calls shipped: that is no echo any more."""
    return row["shipment"] == "due" and row["status"] not in SHIPPED
