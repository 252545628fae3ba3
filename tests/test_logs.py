"""What is written down, and what must never be (S-14 of the security table)."""

import io
import json
import logging

import pytest

from app.logs import configure_logging, redacted

CANARY = "CANARY0123456789abcdef"


@pytest.mark.parametrize(
    "line",
    [
        f"GET https://auth.tiktok-shops.com/api/v2/token/get?app_key=x&app_secret={CANARY}&auth_code=y",
        f"GET /connections/ecwid/callback?code={CANARY}&state=x",
        f"token/get?app_key=x&auth_code={CANARY}&grant_type=authorized_code",
        f"Authorization: Bearer {CANARY}",
        f'{{"access_token": "{CANARY}", "expires_in": 3600}}',
        f"{{'refresh_token': '{CANARY}'}}",
        f"x-tts-access-token: {CANARY}",
        f"client_secret={CANARY}",
        f"password={CANARY}",
        f"postgresql://weft:{CANARY}@db/weft",
        f"smtp://user:{CANARY}@mail.example:587",
        f"the token secret_{CANARY} was refused",
        f"TTP_{CANARY} has ended",
        f"sign={CANARY}&timestamp=1",
        f"_csrf_token={CANARY}",
        f"Cookie: weft={CANARY}",
    ],
)
def test_secrets_are_taken_out(line: str) -> None:
    assert CANARY not in redacted(line)


@pytest.mark.parametrize(
    "line", ["POST /webhooks/ecwid 200 3 ms", "12052048: image resolution", "code 36009003", "a sign of life"]
)
def test_the_rest_stays(line: str) -> None:
    assert redacted(line) == line


@pytest.mark.parametrize("local", [True, False])
def test_a_failure_is_one_record_without_secrets(local: bool) -> None:
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    try:
        configure_logging(local=local)
        [handler] = root.handlers
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(written)
        try:
            raise ValueError(f"refresh_token={CANARY}")
        except ValueError:
            logging.getLogger("app.web").exception("it failed with access_token=%s", CANARY)
        logging.getLogger("httpx").info("GET https://x.example?app_secret=%s", CANARY)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    text = written.getvalue()
    assert CANARY not in text
    assert "httpx" not in text
    assert "ValueError" in text
    if not local:
        record = json.loads(text)
        assert (record["level"], record["logger"]) == ("error", "app.web")
