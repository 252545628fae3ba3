"""Mail over SMTP, or kept where there is none."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app import mail
from app.resources import Resources

NOW = datetime(2025, 11, 18, 12, 4, tzinfo=UTC)


def unspoken(sentence: str) -> str:
    return sentence


@asynccontextmanager
async def smtp_server() -> AsyncIterator[tuple[int, list[str]]]:
    """As much of a mail server as a client needs; answers its port and the lines it was told."""
    told: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        in_data = False
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            text = line.decode().rstrip("\r\n")
            told.append(text)
            if in_data:
                in_data = text != "."
                answer = b"" if in_data else b"250 taken\r\n"
            else:
                in_data = text == "DATA"
                answer = b"354 go on\r\n" if in_data else b"221 bye\r\n" if text == "QUIT" else b"250 ok\r\n"
            writer.write(answer)
            if answer.startswith(b"221"):
                break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], told


async def test_a_mail_goes_out_over_smtp(resources: Resources) -> None:
    letter = mail.password_link("alice@harborgoods.example", "http://weft.test/password-resets/abc", unspoken)
    async with smtp_server() as (port, told):
        settings = replace(resources.settings, smtp_url=f"smtp://127.0.0.1:{port}", mail_from="Weft <weft@weft.test>")
        await mail.deliver(settings, resources.redis, letter, NOW)
    assert "RCPT TO:<alice@harborgoods.example>" in " ".join(told)
    wire = "\r\n".join(told[told.index("DATA") + 1 : told.index(".")])
    message = email.message_from_string(wire, policy=email.policy.default)
    assert message["Subject"] == "Set a new password for Weft"
    assert message["From"] == "Weft <weft@weft.test>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert "http://weft.test/password-resets/abc" in message.get_content()
    assert await mail.kept_mails(resources.redis) == []


async def test_without_smtp_the_newest_fifty_are_kept(resources: Resources) -> None:
    for number in range(55):
        await mail.deliver(resources.settings, resources.redis, mail.Mail("a@b.example", f"No {number}", "…"), NOW)
    kept = await mail.kept_mails(resources.redis)
    assert [kept[0].subject, kept[-1].subject, len(kept)] == ["No 54", "No 5", 50]
    assert kept[0].sent_at == NOW


@pytest.mark.parametrize("to", ["a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_an_address_is_one_address(to: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        mail.message_of("Weft <weft@weft.test>", mail.Mail(to, "s", "t"))
