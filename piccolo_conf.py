"""Piccolo's entry point: the database of `Settings` and the one app whose tables and migrations are Weft's."""

from piccolo.conf.apps import AppRegistry

from app.settings import Settings
from app.tables.engine import engine_for

DB = engine_for(Settings.from_env().database_url)

APP_REGISTRY = AppRegistry(apps=["app.tables.piccolo_app"])
