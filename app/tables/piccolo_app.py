"""What Piccolo asks for: Weft's tables, and where their migrations lie."""

from piccolo.conf.apps import AppConfig

from app.tables.every_table import TABLES
from app.tables.migrate import MIGRATIONS

APP_CONFIG = AppConfig(app_name="weft", migrations_folder_path=str(MIGRATIONS), table_classes=TABLES)
