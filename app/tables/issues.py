"""What a seller should know or do."""

from piccolo.columns import JSONB, BigSerial, Boolean, ForeignKey, OnDelete, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from app.tables.connections import Connection
from app.tables.products import ProductRow


class Issue(Table, tablename="issue"):
    """One finding about one product (or the connection itself): open until solved, then it closes itself."""

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    product = ForeignKey(ProductRow, null=True, default=None, on_delete=OnDelete.cascade)
    code = Text()
    sentence = Text()
    hint = Text()
    parameters = JSONB()
    fix = Text()
    who = Text(default="you")
    can_retry = Boolean(default=False)
    their_text = Text()
    their_code = Text()
    request_id = Text()
    opened_at = Timestamptz(default=TimestamptzNow())
    closed_at = Timestamptz(null=True, default=None)
