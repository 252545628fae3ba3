"""Webhooks received: the letterbox."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Unique
from piccolo.table import Table


class InboxEvent(Table, tablename="inbox_event"):
    """One webhook, as a hint only: which thing to read again. The body itself is not kept.

    `state`: received, done, failed. Duplicates are absorbed by (platform, event id); `seen` counts them.
    """

    id = BigSerial(primary_key=True)
    platform = Text()
    event_id = Text()
    shop_id = Text()
    their_type = Text()
    topic = Text()
    subject_id = Text()
    state = Text(default="received")
    seen = Integer(default=1)
    attempts = Integer(default=0)
    error = Text()
    occurred_at = Timestamptz()
    received_at = Timestamptz(default=TimestamptzNow())
    not_before = Timestamptz(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    connection = BigInt(null=True, default=None)

    one_per_event = Unique(["platform", "event_id"])
