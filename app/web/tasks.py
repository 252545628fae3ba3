"""Tasks: the list, one task with its live progress, Stop and Retry failed (S124–S128)."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Stream, Template

from app import events
from app.domain.tasks import UPDATES, Kind, Tally
from app.domain.words import N_
from app.errors import Conflict
from app.resources import Resources
from app.sync import tasks, updates
from app.tables import task_lists
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.tables.tasks import Task
from app.web import paths
from app.web.clocks import clock_of
from app.web.cursors import Cursor, cursor_of, pager_view, trimmed
from app.web.language import Sentence
from app.web.render import csrf_of, environment, flash, page, render_fragment, see_other
from app.web.stream import STREAM, watch
from app.web.task_facts import facts_of
from app.web.task_rows import KINDS, row_view
from app.web.task_views import item_view, task_view
from app.web.visitor import Visitor, shell_for

AnyRequest = Request[Any, Any, Any]

_WORDS = {"": N_("All"), "running": N_("Running"), "completed": N_("Completed"), "error": N_("Error")}
# The states of items that a push, and an update, can have.
_SENT = {"": N_("All"), "live": N_("Live"), "in_review": N_("In review"), "refused": N_("Refused"),
         "queued": N_("Queued"), "skipped": N_("Skipped"), "stopped": N_("Stopped")}  # fmt: skip
_UPDATED = {"": N_("All"), "sent": N_("Sent"), "unchanged": N_("Unchanged"), "locked": N_("Locked"),
            "refused": N_("Refused"), "due": N_("Queued"), "skipped": N_("Skipped"),
            "stopped": N_("Stopped")}  # fmt: skip


@get("/connections/{connection_id:int}/tasks")
async def index(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """All tasks of the connection."""
    shown = request.query_params.get("show", "")
    shown = shown if shown in _WORDS else ""
    cursor = cursor_of(request)
    base = paths.connection(connection.id)
    async with open_connection(res.db) as db:
        counts = await task_lists.counts(db, connection.id)
        rows = await task_lists.page_of(db, connection.id, shown, before=cursor.before, after=cursor.after)
        rows, more = trimmed(rows, cursor, task_lists.PAGE)
        tallies = await task_lists.tallies(db, [row["id"] for row in rows])
    here = f"{base}/tasks" + (f"?show={shown}" if shown else "")
    return page(
        request,
        "tasks/index.html",
        fragment="tasks/_list.html",
        shell=shell_for(request, connection=connection, tab="tasks"),
        chips=[
            (word, counts[name], f"{base}/tasks" + (f"?show={name}" if name else ""), name == shown)
            for name, word in _WORDS.items()
        ],
        tasks=[row_view(row, tallies.get(row["id"], Tally()), base) for row in rows],
        pager=pager_view(here, rows, more, counts[shown]),
        here=here,
        clock=clock_of(connection, res),
    )


@get("/connections/{connection_id:int}/tasks/{task_id:int}")
async def show(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    task: NamedDependency[Task],
    res: NamedDependency[Resources],
) -> Template:
    """One task, as it stands now."""
    view = task_view(await facts_of(res, connection.id, task.id), paths.connection(connection.id))
    return page(
        request,
        "tasks/show.html",
        fragment="tasks/_task.html",
        shell=shell_for(request, connection=connection, tab="tasks"),
        task=view,
        clock=clock_of(connection, res),
    )


@get("/connections/{connection_id:int}/tasks/{task_id:int}/stream", opt=STREAM)
async def stream(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    task: NamedDependency[Task],
    res: NamedDependency[Resources],
) -> Stream:
    """The same fragment again whenever the task changes, until TikTok has ruled on everything (B1)."""
    base, csrf = paths.connection(connection.id), csrf_of(request)

    async def render() -> tuple[str, bool]:
        view = task_view(await facts_of(res, connection.id, task.id), base)
        html = render_fragment(
            environment(), "tasks/_task.html", task=view, base=base, csrf=csrf, clock=clock_of(connection, res)
        )
        return html, not view.follows

    return watch(request, [events.task(task.id)], render)


@get("/connections/{connection_id:int}/tasks/{task_id:int}/items")
async def items(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    task: NamedDependency[Task],
    res: NamedDependency[Resources],
) -> Template:
    """Every item of a task, perhaps of one state."""
    states = _UPDATED if task.kind in UPDATES else _SENT
    chosen = request.query_params.get("state", "")
    chosen = chosen if chosen in states else ""
    base = paths.connection(connection.id)
    here = f"{base}/tasks/{task.id}/items"
    cursor = cursor_of(request)
    async with open_connection(res.db) as db:
        tally = (await task_lists.tallies(db, [task.id])).get(task.id, Tally())
        # Items run upwards: "after" goes on, "before" back.
        rows = await task_lists.items_of(db, task.id, chosen, before=cursor.before, after=cursor.after)
    upwards = Cursor(before=cursor.after, after=cursor.before)
    rows, more = trimmed(rows, upwards, task_lists.ITEMS_PAGE)
    total = getattr(tally, chosen) if chosen else tally.total
    query = f"?state={chosen}" if chosen else ""
    return page(
        request,
        "tasks/items.html",
        shell=shell_for(request, connection=connection, tab="tasks"),
        task={
            "id": task.id,
            "kind": KINDS[task.kind],
            "items": [item_view(row, base) for row in rows],
            "of_orders": False,
        },
        chips=[
            (
                word,
                tally.total if not name else getattr(tally, name),
                here + (f"?state={name}" if name else ""),
                name == chosen,
            )
            for name, word in states.items()
        ],
        pager=pager_view(here + query, rows, more, total, upwards=True),
        clock=clock_of(connection, res),
    )


@get("/connections/{connection_id:int}/tasks/{task_id:int}/cancellation/new")
async def ask_to_stop(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    task: NamedDependency[Task],
    res: NamedDependency[Resources],
) -> Template:
    """What is safe and what is left undone."""
    facts = await facts_of(res, connection.id, task.id)
    values = {"sent": facts.tally.handled, "left": facts.tally.to_do}
    texts: dict[str, Sentence] = {
        Kind.PULL: N_("What was read stays in Weft. The rest keeps what Weft read before; you can pull it later."),
        Kind.PUSH: (
            N_(
                "%(sent)s products are done and stay as they are. TikTok’s answers are still followed. "
                "%(left)s are not sent; you can send them later."
            ),
            values,
        ),
    }
    of_update = (
        N_("%(sent)s products are done. %(left)s keep what TikTok has; what changes in Ecwid still follows by itself."),
        values,
    )
    return page(
        request,
        "tasks/stop.html",
        fragment="tasks/_stop.html",
        shell=shell_for(request, connection=connection, tab="tasks"),
        task={"id": task.id, "kind": KINDS[task.kind], "text": texts.get(task.kind, of_update)},
    )


@post("/connections/{connection_id:int}/tasks/{task_id:int}/cancellation")
async def stop(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    task: NamedDependency[Task],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
) -> Response[Any]:
    """Stop after what is on its way."""
    await tasks.request_stop(res, visitor.account_id, task.id)
    return see_other(request, f"{paths.connection(connection.id)}/tasks/{task.id}")


@post("/connections/{connection_id:int}/tasks/{task_id:int}/retry")
async def retry(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    task: NamedDependency[Task],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
) -> Response[Any]:
    """A new task with only what was refused, or a pull that goes on where this one ended."""
    again = updates.retry_failed if task.kind in UPDATES else tasks.retry_failed
    if task.kind == Kind.PULL:
        again = tasks.resume_pull
    made = await again(res, visitor.account_id, connection.id, visitor.person_id, task.id)
    if made is None:
        raise Conflict(N_("Nothing is left to try again. Look at the task again."))
    flash(request, N_("Trying again."))
    return see_other(request, f"{paths.connection(connection.id)}/tasks/{made}")


ROUTES = [index, show, stream, items, ask_to_stop, stop, retry]
