"""An order's own pages at the platforms; in a rehearsal, its lines at the panel of the rehearsal shops. Pure."""

from dataclasses import dataclass
from urllib.parse import quote

from app.web.fixes import ECWID, SELLER_CENTER
from app.web.order_words import Row


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where the order itself is, "" where it is not."""

    source: str = ""
    channel: str = ""


def elsewhere(row: Row, rehearsal_url: str) -> Elsewhere:
    """Both addresses of an order. `rehearsal_url` is the panel's, "" with the real platforms."""
    remote, written = quote(row["remote_id"], safe=""), quote(row["source_order_id"], safe="")
    if rehearsal_url:
        panel = rehearsal_url.rstrip("/") + "/"
        return Elsewhere(f"{panel}#ecwid-{written}" if written else "", f"{panel}#tiktok-{remote}")
    # Ecwid's documentation of openPage() has this address; without the store the admin opens the one used last.
    source = f"{ECWID}store/{quote(row['store'] or '', safe='')}#order:id={written}&return=orders" if written else ""
    return Elsewhere(source, f"{SELLER_CENTER}order/detail?order_no={remote}&shop_region=US")
