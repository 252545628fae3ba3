"""Only our own pages are gone on to."""

import pytest

from app.web.paths import own_path, sign_in


@pytest.mark.parametrize(
    "path", ["/", "/connections", "/connections/7/products?q=a%20b&state=failed", "/a//b", "/x?next=//evil"]
)
def test_own_pages_are_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "address",
    ["", "connections", "//evil.example", "///evil.example", "https://evil.example", "/\\evil.example", "\\/evil",
     "/\tx", "/\n/evil.example", " /x", "/x y", "javascript:alert(1)", "/" + "x" * 600, "/\x7f", "/[", "http:/x"],
)  # fmt: skip
def test_everything_else_is_not(address: str) -> None:
    assert own_path(address) in ("", "/[")


def test_the_way_back_survives_the_sign_in_page() -> None:
    assert sign_in("/a?b=c&d=e") == "/sign-in?next=/a%3Fb%3Dc%26d%3De"
    assert sign_in("//evil.example", ended=True) == "/sign-in?ended=1"
