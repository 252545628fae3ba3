"""Logging, set up once by each entry point: plain lines in local mode, JSON elsewhere, secrets taken out of both."""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Whatever stands behind one of these names, in an address, JSON, a dict or `name=value`.
_NAMES = (
    r"[\w-]*(?:token|secret|password|passwd|api_?key|authorization|cookie)[\w-]*"
    r"|app_key|auth_code|code_verifier|sign|code"
)
_NAMED = re.compile(rf"""(?i)(\b(?:{_NAMES})["']?\s*[:=]\s*["']?(?:bearer\s+)?)([^\s"'&,;}}]+)""")
# Credentials within addresses, and the shapes of the platforms' own tokens.
_IN_URL = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")
_SHAPES = re.compile(r"\b(?:secret|public)_[A-Za-z0-9]{16,}|\b(?:TTP|ROW)_[A-Za-z0-9_-]{16,}")
GONE = "[removed]"


def redacted(line: str) -> str:
    """The line without the secrets in it."""
    line = _IN_URL.sub(GONE, line)
    line = _NAMED.sub(lambda match: match[1] + GONE, line)
    return _SHAPES.sub(GONE, line)


def _redact(_logger: WrappedLogger, _method: str, line: Any) -> Any:
    return redacted(line) if isinstance(line, str) else line


def configure_logging(*, local: bool, level: int = logging.INFO) -> None:
    """Send structlog's and the standard library's lines to stderr through the same processors."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if local:
        shown: list[Processor] = [_plain]
    else:
        shown = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shown, _redact],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Their INFO lines carry whole addresses; TikTok's token addresses carry the app secret.
    for chatty in ("httpx", "httpcore", "aiohttp.access", "uvicorn.access", "saq"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _plain(logger: WrappedLogger, method: str, event: EventDict) -> str:
    """12:04:12 warning app.web.failures  sentence  name=value; tracebacks below."""
    event = structlog.processors.format_exc_info(logger, method, event)
    at, level, name = event.pop("timestamp"), event.pop("level"), event.pop("logger", "")
    sentence, trace = event.pop("event"), event.pop("exception", "")
    rest = "".join(f"  {key}={value}" for key, value in event.items())
    return f"{at[11:19]} {level} {name}  {sentence}{rest}" + (f"\n{trace}" if trace else "")
