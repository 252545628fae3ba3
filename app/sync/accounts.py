"""Accounts and the people in them: sign up and sign in (S1, S4)."""

import re
from dataclasses import dataclass

import asyncpg

from app.domain.passwords import objection
from app.domain.words import N_
from app.errors import Invalid
from app.resources import Resources
from app.sync import passwords
from app.tables.engine import connection, transaction

LONGEST_NAME, LONGEST_EMAIL = 80, 254

# Plain sanity: one @, a dot in the host, nothing that could split a mail header. Whether it exists, mail will show.
_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"\\\x00-\x20]{1,64}@(?:[^\s@<>()\[\],;:\"\\/.]{1,63}\.)+[^\s@<>()\[\],;:\"\\/.]{2,63}"
)

_PERSON = """SELECT p.id, p.account AS account_id, p.role, p.name, p.email, p.session_epoch AS epoch,
                    a.name AS account_name
             FROM person p JOIN account a ON a.id = p.account"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in, and the account they belong to."""

    id: int
    account_id: int
    role: str
    name: str
    email: str
    epoch: int
    account_name: str


def email_of(typed: str) -> str:
    """The address as it is stored: trimmed, in lower case. Raises Invalid(field="email")."""
    email = typed.strip().lower()
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise Invalid(N_("This is not an email address."), field="email")
    return email


def accept_password(password: str, *own_words: str) -> None:
    """Raise Invalid(field="password") when it cannot be used."""
    if sentence := objection(password, *own_words):
        raise Invalid(sentence, field="password")


async def who(res: Resources, person_id: int, epoch: int) -> Person | None:
    """The person of a session; None once they are gone, switched off, or their sessions were ended."""
    return await _person(res, "WHERE p.id = $1 AND p.session_epoch = $2 AND p.is_active", person_id, epoch)


async def person_by_id(res: Resources, person_id: int) -> Person | None:
    """A person who may sign in; None when they are gone or switched off."""
    return await _person(res, "WHERE p.id = $1 AND p.is_active", person_id)


async def may_sign_up(res: Resources) -> bool:
    """Whether a stranger may create an account: when sign-up is open, or nobody is here yet to invite anybody."""
    if res.settings.signup != "invite":
        return res.settings.signup == "open"
    async with connection(res.db) as db:
        return not await db.fetchval("SELECT EXISTS (SELECT FROM person)")


async def sign_up(res: Resources, *, name: str, email: str, password: str) -> Person:
    """A new account with its owner. Raises Invalid, also when the address has one already."""
    accept_password(password, email, name)
    taken = Invalid(N_("There is an account with this email. Sign in, or set a new password."), field="email")
    password_hash = await passwords.hashed(password)
    try:
        async with transaction(res.db) as db:
            account_id = await db.fetchval("INSERT INTO account (name) VALUES ($1) RETURNING id", name)
            person_id = await db.fetchval(
                """INSERT INTO person (account, email, name, password_hash, role, last_seen_at)
                   VALUES ($1, $2, $3, $4, 'owner', $5) RETURNING id""",
                account_id,
                email,
                name,
                password_hash,
                res.now(),
            )
    except asyncpg.UniqueViolationError:
        raise taken from None
    return Person(person_id, account_id, "owner", name, email, 1, name)


async def sign_in(res: Resources, email: str, password: str) -> Person | None:
    """The person with this address and password, else None: the same answer, after the same time, for every reason."""
    async with connection(res.db) as db:
        row = await db.fetchrow("SELECT id, password_hash, is_active FROM person WHERE email = $1", email)
    if not await passwords.matches(row["password_hash"] if row else None, password) or not row["is_active"]:
        return None
    rehashed = await passwords.hashed(password) if passwords.is_outdated(row["password_hash"]) else None
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE person SET last_seen_at = $2, password_hash = coalesce($4, password_hash)
               WHERE id = $1 AND password_hash = $3""",
            row["id"],
            res.now(),
            row["password_hash"],
            rehashed,
        )
    return await person_by_id(res, row["id"])


async def _person(res: Resources, condition: str, *values: object) -> Person | None:
    async with connection(res.db) as db:
        row = await db.fetchrow(f"{_PERSON} {condition}", *values)
    return Person(**row) if row else None
