"""One call to a platform and what came back: what the platforms' clients hand to `http.py` and get from it."""

from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import msgspec

from app.platforms.errors import Unknown
from app.platforms.rate_limit import Limit

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

MEGABYTE = 1024 * 1024

Pairs = tuple[tuple[str, str], ...]


class Decodes(Protocol[T_co]):
    """What `msgspec.json.Decoder` is: bytes in, our type out, msgspec.DecodeError when they do not fit."""

    def decode(self, buf: bytes, /) -> T_co: ...


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `name` is all the log shows of it, so it holds no id, no query and no secret ("GET /products").

    `url` is base and path; `query` is kept in order and encoded once, here. `shop` and `api` name the allowance
    `limit` speaks of. `idempotent`: sending it twice does no harm, so an unknown outcome may be tried again at once.
    All times are seconds: `connect_s` to get a connection, `stall_s` between two bytes, `total_s` from the first try
    to the last byte, retries included, `patience_s` the longest wait for our turn under `limit`.
    """

    platform: str
    name: str
    method: str
    url: str
    query: Pairs = field(default=(), repr=False)
    headers: Pairs = field(default=(), repr=False)
    content: bytes = field(default=b"", repr=False)
    idempotent: bool = False
    shop: str = ""
    api: str = ""
    limit: Limit | None = None
    connect_s: float = 5.0
    stall_s: float = 15.0
    total_s: float = 30.0
    patience_s: float = 65.0
    max_bytes: int = 8 * MEGABYTE

    @property
    def limit_key(self) -> str:
        """Whose allowance is used: platform, shop and API."""
        return f"{self.platform}:{self.shop}:{self.api}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole and unpacked. `headers` are lower-cased, the last of equal names wins."""

    platform: str
    name: str
    status: int
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    seconds: float = 0.0


def decode(answer: Answer, decoder: Decodes[T], *, request_id: str = "") -> T:
    """Read the body as JSON of the decoder's type. Raises Unknown: a cut or foreign answer leaves the deed open."""
    try:
        return decoder.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        # The decoder's words name a path in the type, never a value: safe to log.
        raise Unknown(
            answer.platform,
            f"{answer.name}: the answer is not the JSON we know ({error})",
            status=answer.status,
            request_id=request_id,
        ) from None
