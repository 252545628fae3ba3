"""Which tables are Weft's, and where their migrations lie."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

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

APP_CONFIG = AppConfig(
    app_name="weft",
    migrations_folder_path=str(Path(__file__).resolve().parents[2] / "migrations"),
    table_classes=TABLES,
)
