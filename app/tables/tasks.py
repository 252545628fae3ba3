"""Tasks, and one row per thing a task touches."""

from piccolo.columns import JSONB, BigInt, BigSerial, Boolean, Bytea, ForeignKey, Integer, OnDelete, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table

from app.tables.accounts import Account, User
from app.tables.connections import Connection
from app.tables.products import ProductRow


class Task(Table, tablename="task"):
    """An action somebody started. Run state and result are two things (S127).

    `run_state`: queued, running, paused, finished, stopped, died. `outcome`: "" while running, then ok, partly, none.
    `counts` of a pull: read, new, updated, unchanged, deleted, total; of a task of orders: to_do, done,
    waiting, needs_you, or new, changed. Pushes and updates are counted from their items.
    `place` is where a pull goes on after a crash. Times are the database's.
    """

    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    kind = Text()
    parameters = JSONB()
    started_by = ForeignKey(User, null=True, default=None, on_delete=OnDelete.set_null)
    run_state = Text(default="queued")
    outcome = Text()
    total = Integer(default=0)
    counts = JSONB()
    place = JSONB(null=True, default=None)
    now = Text()
    error = JSONB(null=True, default=None)
    retry_of = BigInt(null=True, default=None)
    stop_requested = Boolean(default=False)
    attempts = Integer(default=0)
    # The seller's wait ends when everything is sent; TikTok's ruling is followed after that (S31, B1).
    created_at = Timestamptz(default=TimestamptzNow())
    started_at = Timestamptz(null=True, default=None)
    heartbeat_at = Timestamptz(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    lease_by = Text()
    not_before = Timestamptz(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)

    known_run_state = Check(
        (run_state == "queued")
        | (run_state == "running")
        | (run_state == "paused")
        | (run_state == "finished")
        | (run_state == "stopped")
        | (run_state == "died")
    )


class PullMemory(Table, tablename="pull_memory"):
    """What a pull has seen so far, while others have their turn (pull_memory.py). `place` and `counts` are the task's
    at that moment; the other columns but `facts` are source ids, eight bytes each.
    """

    task = ForeignKey(Task, primary_key=True, null=False, on_delete=OnDelete.cascade)
    facts = JSONB()
    place = JSONB()
    counts = JSONB()
    ids = Bytea()
    missing = Bytea()
    counted = Bytea()
    unreadable = Bytea()


class TaskItem(Table, tablename="task_item"):
    """One product of a push or an update. `state`: domain/tasks.py ItemState.

    Of an update `what` is "stock" or "price", and `before` what TikTok had of each SKU: {id: [figure, when]}. Stopping
    puts that back, and what is sent is compared with it.
    """

    id = BigSerial(primary_key=True)
    task = ForeignKey(Task, null=False, on_delete=OnDelete.cascade)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    product = ForeignKey(ProductRow, null=False, on_delete=OnDelete.cascade)
    state = Text(default="queued")
    doing = Text()
    cause = Text()
    reason = Text()
    parameters = JSONB(null=True, default=None)
    fix = Text()
    attempts = Integer(default=0)
    not_before = Timestamptz(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    lease_by = Text()
    changed_at = Timestamptz(default=TimestamptzNow())
    what = Text()
    before = JSONB(null=True, default=None)


class OutboxWrite(Table, tablename="outbox_write"):
    """One remote write that must happen exactly once: its key is here before anything is sent.

    `state`: new, sent (perhaps executed), maybe (look it up first), done, refused, closed (what it made is gone).
    """

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    platform = Text()
    kind = Text()
    subject = BigInt()
    key = Text(unique=True)
    # Writes that went out in one batch share the batch's key, and go again together or not at all.
    batch = Text()
    request_hash = Bytea()
    state = Text(default="new")
    remote_id = Text()
    attempts = Integer(default=0)
    created_at = Timestamptz(default=TimestamptzNow())
    sent_at = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)

    known_state = Check(
        (state == "new")
        | (state == "sent")
        | (state == "maybe")
        | (state == "done")
        | (state == "refused")
        | (state == "closed")
    )
