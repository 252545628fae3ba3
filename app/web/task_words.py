"""What a task's page says beside its figure and below its bar, by kind of task. Pure, from rows (S31, S62, B1)."""

from app.domain.tasks import OF_ORDERS, UPDATES, Kind, seconds_left
from app.domain.words import N_
from app.web.formats import number, roughly
from app.web.language import Sentence
from app.web.task_facts import Facts
from app.web.task_rows import counted

_ENDED: dict[str, Sentence] = {
    Kind.PULL: N_("read from Ecwid"),
    Kind.PUSH: N_("live or refused"),
    Kind.UPDATE_STOCK: N_("answered by TikTok"),
    Kind.UPDATE_PRICE: N_("answered by TikTok"),
    Kind.REFRESH_ORDERS: N_("orders are new or changed"),
    Kind.SYNC_ORDERS: N_("in Ecwid"),
    Kind.RESEND_SHIPPING: N_("known to TikTok"),
}
# What a page says of a task of orders under way, and once it has ended.
_ORDERS: dict[str, tuple[Sentence, Sentence]] = {
    Kind.REFRESH_ORDERS: (
        N_("Both shops are being read. You can close this page."),
        N_("Both shops were read. Weft does so by itself every ten minutes."),
    ),
    Kind.SYNC_ORDERS: (
        N_("The orders are written to Ecwid, each exactly once. You can close this page."),
        N_("Every order was tried. What needs you is in the list of orders, with its reason."),
    ),
    Kind.RESEND_SHIPPING: (
        N_("TikTok is told the tracking numbers that Ecwid has. You can close this page."),
        N_("Every order was tried. What needs you is in the list of orders, with its reason."),
    ),
}


def say(facts: Facts, done: int, total: int) -> Sentence:
    """Beside the figure."""
    row = facts.row
    if row["run_state"] == "paused":
        return N_("Waits until the connection is in step again")
    if row["stop_requested"] and facts.under_way:
        return N_("Stops after what is on its way")
    if row["run_state"] == "died":
        return N_("then it stopped")
    if not facts.under_way:
        if facts.tally.locked:
            return (N_("answered, %(n)s wait for a promotion to end"), {"n": number(facts.tally.locked)})
        return _ENDED[facts.kind]
    if facts.without_room:
        return (N_("%(n)s wait for a free place"), {"n": number(facts.without_room)})
    if facts.kind == Kind.REFRESH_ORDERS:
        waits = row["now"] == "waiting"
        return N_("A shop did not answer, and is asked again") if waits else N_("Both shops are being read")
    return _refused_and_left(facts, done, total)


def _refused_and_left(facts: Facts, done: int, total: int) -> Sentence:
    left = seconds_left(max(0, total - done), done, facts.seconds)
    span = roughly(left) if left is not None else ""
    if facts.tally.refused:
        refused = number(facts.tally.refused)
        if span:
            return (N_("%(n)s refused · %(span)s left"), {"n": refused, "span": span})
        return (N_("%(n)s refused"), {"n": refused})
    return (N_("%(span)s left"), {"span": span}) if span else N_("Just begun")


def note(facts: Facts) -> Sentence:
    """What happens next, or what Completed means."""
    if facts.kind == Kind.PULL:
        return N_("A pull changes nothing in Ecwid or on TikTok. You can close this page.")
    if facts.kind in OF_ORDERS:
        begun, ended = _ORDERS[facts.kind]
        waiting = counted(facts.row).get("waiting", 0)
        if facts.kind == Kind.SYNC_ORDERS and waiting and not facts.under_way:
            return (N_("%(n)s are tried again by themselves: Ecwid did not answer."), {"n": number(waiting)})
        return begun if facts.under_way else ended
    return _note_of_update(facts) if facts.kind in UPDATES else _note_of_push(facts)


def _note_of_push(facts: Facts) -> Sentence:
    tally = facts.tally
    if facts.without_room and facts.under_way:
        return N_(
            "TikTok limits how many new products your shop may list. The rest is sent by itself when places are free."
        )
    if facts.under_way:
        return N_("Followed until TikTok has ruled on each product. You can close this page.")
    if tally.in_review:
        return (
            N_(
                "Completed means everything is sent. %(rest)s are still in review at TikTok, "
                "and are followed until it has ruled."
            ),
            {"rest": number(tally.in_review)},
        )
    if tally.stopped:
        return N_("It was stopped. What was not sent stays as it was; you can send it later.")
    return N_("Everything that could be sent is sent, and TikTok has ruled on it.")


def _note_of_update(facts: Facts) -> Sentence:
    tally = facts.tally
    if tally.locked:
        return (
            N_(
                "A promotion on TikTok locks the price of %(n)s. It is tried again every hour, and arrives when the "
                "promotion has ended."
            ),
            {"n": number(tally.locked)},
        )
    if facts.under_way:
        return N_("Stock and prices go in a lane of their own, ahead of everything else. You can close this page.")
    if tally.stopped:
        return N_(
            "It was stopped. What was not sent is as TikTok has it; what changes in Ecwid still follows by itself."
        )
    if tally.refused:
        return N_("What TikTok refused is tried again by itself. The reason is at each product.")
    return N_("TikTok has answered for each product. Unchanged: TikTok had that figure already.")
