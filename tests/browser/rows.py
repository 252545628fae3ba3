"""What the screens must say, from the rows. tests/browser/screens.py reads what they do say."""

from tests.browser.screens import Figures
from tests.stage import Stage

WORDS = {
    "not_synced": "Not synced", "queued": "Queued", "sending": "Sending", "in_review": "In review", "synced": "Synced",
    "sync_failed": "Sync failed", "update_failed": "Update failed", "deactivated": "Deactivated",
}  # fmt: skip


async def products(stage: Stage, connection: int) -> Figures:
    """Products by state, not counting those deleted in Ecwid."""
    return await stage.numbers(
        "SELECT sync_state, count(*) FROM product WHERE connection = $1 AND deleted_at IS NULL GROUP BY 1", connection
    )


async def items(stage: Stage, task: int) -> Figures:
    """Items of a push by state."""
    return await stage.numbers("SELECT state, count(*) FROM task_item WHERE task = $1 GROUP BY 1", task)


async def home(stage: Stage, connection: int) -> dict[str, object]:
    """What Home must say."""
    by = await products(stage, connection)
    shown = {WORDS[state]: by.get(state, 0) for state in ("not_synced", "sync_failed", "update_failed")}
    return {
        "total": sum(by.values()),
        "products": {"Synced": by.get("synced", 0) + by.get("deactivated", 0), **shown},
        "in review": by.get("in_review", 0),
        "on their way": by.get("queued", 0) + by.get("sending", 0),
        "tasks": await results(stage, connection),
    }


async def product_list(stage: Stage, connection: int) -> dict[str, object]:
    """What Products must say without a filter."""
    by = await products(stage, connection)
    always = ("not_synced", "in_review", "synced", "sync_failed", "update_failed")
    shown = {WORDS[state]: by.get(state, 0) for state in always}
    seldom = {WORDS[state]: by[state] for state in ("queued", "sending", "deactivated") if by.get(state)}
    return {
        "matching": sum(by.values()),
        "chips": {"All": sum(by.values()), **shown, **seldom},
        "rows": min(50, sum(by.values())),
    }


async def tasks(stage: Stage, connection: int) -> dict[str, object]:
    """What Tasks must say."""
    runs = await stage.numbers("SELECT run_state, count(*) FROM task WHERE connection = $1 GROUP BY 1", connection)
    under_way = sum(runs.get(state, 0) for state in ("queued", "running", "paused"))
    ended = runs.get("finished", 0) + runs.get("stopped", 0)
    return {
        "chips": {"All": sum(runs.values()), "Running": under_way, "Completed": ended, "Error": runs.get("died", 0)},
        "tasks": await results(stage, connection),
    }


async def results(stage: Stage, connection: int) -> list[Figures]:
    """What the results in a table of tasks must say, newest first."""
    found = []
    for row in await stage.rows(
        "SELECT id, kind, run_state, total FROM task WHERE connection = $1 ORDER BY id DESC", connection
    ):
        under_way = row["run_state"] in ("queued", "running", "paused")
        if row["kind"] == "push":
            found.append(bar(await items(stage, row["id"]), under_way=under_way))
        else:
            known = await stage.value("SELECT count(*) FROM product WHERE connection = $1", connection)
            found.append({"read": known, "new": known, "updated": 0, "unchanged": 0})
    return found


def bar(by: Figures, *, under_way: bool) -> Figures:
    """A push in words."""
    told = {"live": by.get("live", 0), "in review": by.get("in_review", 0), "refused": by.get("refused", 0)}
    return told | ({"to do": by.get("queued", 0) + by.get("sending", 0)} if under_way else {})


async def push(stage: Stage, task: int) -> dict[str, object]:
    """What the page of a push must say."""
    by = await items(stage, task)
    under_way = await stage.value("SELECT run_state IN ('queued', 'running', 'paused') FROM task WHERE id = $1", task)
    ruled = by.get("live", 0) + by.get("refused", 0) + by.get("skipped", 0)
    to_do = by.get("queued", 0) + by.get("sending", 0)
    left_out = by.get("stopped", 0) + by.get("skipped", 0)
    rest = {"Not sent": left_out + to_do} if left_out else {"To do": to_do} if under_way else {}
    return {
        "figure": [ruled + (by.get("in_review", 0) if under_way else 0), sum(by.values())],
        "stats": {
            "Live": by.get("live", 0), "In review": by.get("in_review", 0), "Refused": by.get("refused", 0),
            **rest,
        },
        "refused": by.get("refused", 0),
        "by cause": by.get("refused", 0),
        "bar": bar(by, under_way=under_way),
    }  # fmt: skip
