"""Accounts, the people in them, and links that set a new password."""

from piccolo.columns import BigSerial, Boolean, Bytea, ForeignKey, Integer, OnDelete, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table


class Account(Table, tablename="account"):
    """One seller's workspace. Every query of a signed-in person starts here."""

    id = BigSerial(primary_key=True)
    name = Text()
    created_at = Timestamptz(default=TimestamptzNow())


class User(Table, tablename="person"):
    """A person. `email` is stored trimmed and in lower case; `session_epoch` ends all sessions when it grows."""

    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade)
    email = Text(unique=True)
    name = Text()
    password_hash = Text()
    role = Text(default="owner")
    is_active = Boolean(default=True)
    session_epoch = Integer(default=1)
    created_at = Timestamptz(default=TimestamptzNow())
    last_seen_at = Timestamptz(null=True, default=None)

    known_role = Check((role == "owner") | (role == "admin"))


class PasswordReset(Table, tablename="password_reset"):
    """One link from an e-mail: single use, 30 minutes (S2). Only the SHA-256 of its token is kept."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(User, null=False, on_delete=OnDelete.cascade)
    token_hash = Bytea(unique=True)
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
