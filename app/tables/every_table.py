"""Which tables are Weft's, without what Piccolo needs to change them: a quarter of a second of imports."""

from app.tables.accounts import Account, PasswordReset, User
from app.tables.connections import Connection, Grant
from app.tables.inbox import InboxEvent
from app.tables.issues import Issue
from app.tables.orders import (
    CancellationRow,
    CarrierMapping,
    OrderEvent,
    OrderRow,
    OrderUnitRow,
    PackageRow,
    UnreadableOrder,
)
from app.tables.products import CategoryMapping, ChannelCategoryRow, Listing, ListingSku, PictureRow, ProductRow
from app.tables.tasks import OutboxWrite, PullMemory, Task, TaskItem

TABLES = [
    Account,
    User,
    PasswordReset,
    Connection,
    Grant,
    CategoryMapping,
    ChannelCategoryRow,
    ProductRow,
    Listing,
    ListingSku,
    PictureRow,
    Task,
    PullMemory,
    TaskItem,
    OutboxWrite,
    InboxEvent,
    Issue,
    OrderRow,
    UnreadableOrder,
    OrderUnitRow,
    PackageRow,
    OrderEvent,
    CancellationRow,
    CarrierMapping,
]
