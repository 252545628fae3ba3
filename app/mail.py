"""The e-mails we send: plain text, over SMTP; without SMTP_URL they are kept and shown at /mailbox in local mode."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib
from redis.asyncio import Redis

from app.domain.words import N_
from app.settings import Settings

KEPT = "mailbox"
MOST_KEPT = 50
SMTP_TIMEOUT = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail. `sent_at` is set for mail that was kept."""

    to: str
    subject: str
    text: str
    sent_at: datetime | None = None
    id: int = 0


def password_link(to: str, url: str, translate: Callable[[str], str]) -> Mail:
    """The mail with the link that sets a new password (S2)."""
    text = N_(
        "Somebody, hopefully you, asked to set a new password for Weft.\n\n%(url)s\n\n"
        "The link works once, for 30 minutes. If it was not you, do nothing: your password stays as it is."
    )
    return Mail(to, translate(N_("Set a new password for Weft")), translate(text) % {"url": url})


async def deliver(settings: Settings, redis: Redis, mail: Mail, now: datetime) -> None:
    """Send, or keep where there is no SMTP. Raises OSError, SMTPException or RedisError."""
    if settings.smtp_url:
        await _send(settings, mail)
        return
    kept = json.dumps({"to": mail.to, "subject": mail.subject, "text": mail.text, "sent_at": now.isoformat()})
    async with redis.pipeline(transaction=True) as pipe:
        pipe.lpush(KEPT, kept)
        pipe.ltrim(KEPT, 0, MOST_KEPT - 1)
        await pipe.execute()


async def kept_mails(redis: Redis) -> list[Mail]:
    """What was kept, newest first."""
    mails = []
    for number, kept in enumerate(await redis.lrange(KEPT, 0, MOST_KEPT - 1)):  # type: ignore[misc]
        facts = json.loads(kept)
        sent_at = datetime.fromisoformat(facts["sent_at"])
        mails.append(Mail(facts["to"], facts["subject"], facts["text"], sent_at, number))
    return mails


async def _send(settings: Settings, mail: Mail) -> None:
    server = urlsplit(settings.smtp_url)
    tls = server.scheme == "smtps"
    await aiosmtplib.send(
        message_of(settings.mail_from, mail),
        hostname=server.hostname or "localhost",
        port=server.port or (465 if tls else 587),
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=tls,
        timeout=SMTP_TIMEOUT,
    )


def message_of(sender: str, mail: Mail) -> EmailMessage:
    """The message as it goes over the wire."""
    name, address = parseaddr(sender)
    message = EmailMessage()
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
    # Tells other machines not to answer with a holiday note (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message
