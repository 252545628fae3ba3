"""Accounts and the people in them: sign up, sign in, a new password by e-mail (S1–S4)."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

import asyncpg

from app.domain.passwords import objection
from app.domain.words import N_
from app.errors import Invalid, NotFound
from app.resources import Resources
from app.sync import passwords
from app.tables.engine import connection, transaction

RESET_LIFE = timedelta(minutes=30)
KEPT_AFTER = timedelta(days=7)
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
    return await _person(res, "WHERE p.id = $1 AND p.is_active", row["id"])


async def new_reset(res: Resources, email: str) -> str | None:
    """A token for a link that sets a new password (single use, 30 minutes); None when nobody has this address."""
    token = secrets.token_urlsafe(32)
    async with connection(res.db) as db:
        await db.execute("DELETE FROM password_reset WHERE expires_at < $1", res.now() - KEPT_AFTER)
        made = await db.fetchval(
            """INSERT INTO password_reset (person, token_hash, expires_at)
               SELECT id, $2, $3 FROM person WHERE email = $1 AND is_active RETURNING id""",
            email,
            _hash(token),
            res.now() + RESET_LIFE,
        )
    return token if made else None


async def reset_email(res: Resources, token: str) -> str:
    """Whose password this token sets; raises NotFound when it was used, is too old, or was never ours."""
    async with connection(res.db) as db:
        email = await db.fetchval(
            """SELECT p.email FROM password_reset r JOIN person p ON p.id = r.person
               WHERE r.token_hash = $1 AND r.used_at IS NULL AND r.expires_at > $2 AND p.is_active""",
            _hash(token),
            res.now(),
        )
    if email is None:
        raise NotFound(N_("This link has ended."))
    return str(email)


async def use_reset(res: Resources, token: str, password: str) -> Person:
    """Set a new password; it ends all sessions and all other links of this person. One of several at once wins.

    Raises NotFound as reset_email(), Invalid when the password cannot be used (the token stays good then).
    """
    accept_password(password, await reset_email(res, token))
    password_hash = await passwords.hashed(password)
    async with transaction(res.db) as db:
        person_id = await db.fetchval(
            """UPDATE password_reset SET used_at = $2
               WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING person""",
            _hash(token),
            res.now(),
        )
        if person_id is None:
            raise NotFound(N_("This link has ended."))
        await db.execute(
            "UPDATE password_reset SET used_at = $2 WHERE person = $1 AND used_at IS NULL", person_id, res.now()
        )
        await db.execute(
            """UPDATE person SET password_hash = $2, session_epoch = session_epoch + 1, last_seen_at = $3
               WHERE id = $1""",
            person_id,
            password_hash,
            res.now(),
        )
    person = await _person(res, "WHERE p.id = $1 AND p.is_active", person_id)
    if person is None:
        raise NotFound(N_("This link has ended."))
    return person


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def _person(res: Resources, condition: str, *values: object) -> Person | None:
    async with connection(res.db) as db:
        row = await db.fetchrow(f"{_PERSON} {condition}", *values)
    return Person(**row) if row else None
