"""A new password by a link in an e-mail (S2). Only the hash of its token is kept."""

import hashlib
import secrets
from datetime import timedelta

from app.domain.words import N_
from app.errors import NotFound
from app.resources import Resources
from app.sync import passwords
from app.sync.accounts import Person, accept_password, person_by_id
from app.tables.engine import connection, transaction

RESET_LIFE = timedelta(minutes=30)
KEPT_AFTER = timedelta(days=7)


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
    person = await person_by_id(res, person_id)
    if person is None:
        raise NotFound(N_("This link has ended."))
    return person


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
