"""What a browser, or somebody who is none, may send along with any request."""

import pytest

from tests.conftest import Browsers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cookie", b"weft=\xc3\xa9; weft-csrf=zz; =; ;;"),
        ("Cookie", b"weft=" + b"a" * 4_000),
        ("Cookie", b"weft=" + b"0" * 64 + b"; weft=" + b"1" * 64),
        ("Cookie", b"weft-csrf=" + b"ff" * 32),
        ("Accept-Language", b"\xff\xfe"),
        ("Accept-Language", b"../../etc/passwd, es;q=nan, de;q=x, *"),
        ("Accept-Language", b"de-AT-1996," * 500),
        ("HX-Current-URL", b"http://[bad"),
        ("Content-Type", b"\xff; charset=\xff"),
        ("Content-Length", b"0"),
        ("X-Forwarded-For", b"1.2.3.4, nonsense"),
        ("Accept-Encoding", b"gzip;q=0, \xff"),
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/probe/private", "/no/such"])
async def test_strange_headers_break_nothing(browsers: Browsers, path: str, name: str, value: bytes) -> None:
    browser = await browsers()
    answer = await browser.request("GET", path, headers=[(b"HX-Request", b"true"), (name.encode(), value)])
    assert answer.status_code in (200, 404)


@pytest.mark.parametrize(
    "path", ["/sign-in?next=/a&next=/b", "/sign-in?%ff=%ff", "/sign-in?next[]=x", "/%ff", "/%00", "//", "/../x"]
)
async def test_strange_addresses_break_nothing(browsers: Browsers, path: str) -> None:
    assert (await (await browsers()).get(path)).status_code < 500


async def test_the_root_leads_to_the_connections(browsers: Browsers) -> None:
    answer = await (await browsers()).get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/connections")
