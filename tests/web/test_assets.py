"""What lies under /static/: complete, unchanged, named by its content, and without cookies."""

import base64
import gzip
import hashlib
import json

import pytest
from litestar import Litestar
from litestar.config.csrf import CSRFConfig
from litestar.testing import create_test_client

from app.web.assets import STATIC, STYLESHEETS, asset_routes, asset_url, assets


def test_vendored_files_are_the_ones_that_were_published() -> None:
    vendor = STATIC / "vendor"
    files: dict[str, str] = json.loads((vendor / "integrity.json").read_text())["files"]
    assert {str(file.relative_to(vendor)) for file in vendor.glob("*/*.js")} == set(files)
    for name, integrity in files.items():
        digest = hashlib.sha384((vendor / name).read_bytes()).digest()
        assert integrity == "sha384-" + base64.b64encode(digest).decode(), name


def test_everything_vendored_brings_its_licence() -> None:
    assert "SIL Open Font License" in (STATIC / "fonts/OFL.txt").read_text()
    assert "ISC License" in (STATIC / "icons/LICENSE").read_text()
    assert "Zero-Clause BSD" in (STATIC / "vendor/htmx.org@4.0.1/LICENSE").read_text()


def test_every_stylesheet_is_served() -> None:
    assert sorted(STYLESHEETS) == sorted(file.stem for file in (STATIC / "css").glob("*.css"))


def test_stylesheet_is_small_on_the_wire_and_names_the_font() -> None:
    css = assets()["weft.css"]
    assert css.wire_size < 18_000
    assert assets()["geist.woff2"].served_as.encode() in css.content
    assert b"../" not in css.content


def test_name_changes_with_the_content() -> None:
    for name, asset in assets().items():
        digest = hashlib.sha256(asset.content).hexdigest()[:12]
        stem, _, suffix = name.rpartition(".")
        assert asset_url(name) == f"/static/{stem}-{digest}.{suffix}"


def test_unknown_asset_is_an_error() -> None:
    with pytest.raises(KeyError):
        asset_url("nothing.css")


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("weft.css", "text/css; charset=utf-8"),
        ("weft.js", "text/javascript; charset=utf-8"),
        ("icons.svg", "image/svg+xml"),
        ("weft.svg", "image/svg+xml"),
        ("geist.woff2", "font/woff2"),
    ],
)
def test_assets_are_kept_for_a_year_and_set_no_cookie(name: str, media_type: str) -> None:
    with create_test_client(list(asset_routes()), csrf_config=CSRFConfig(secret="s" * 32)) as client:
        answer = client.get(asset_url(name), headers={"accept-encoding": "identity"})
        zipped = client.get(asset_url(name), headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "set-cookie" not in answer.headers
    assert answer.content == zipped.content == assets()[name].content
    assert ("content-encoding" in zipped.headers) == bool(assets()[name].zipped)


def test_what_does_not_exist_is_not_found() -> None:
    with create_test_client(list(asset_routes())) as client:
        for name in ("weft-000000000000.css", "weft.css", "..%2fapp%2fsettings.py"):
            assert client.get(f"/static/{name}").status_code == 404


def test_zipping_is_repeatable() -> None:
    """Two processes must serve the same bytes."""
    css = assets()["weft.css"]
    assert gzip.decompress(css.zipped) == css.content
    assert gzip.compress(css.content, 9, mtime=0) == css.zipped


def test_routes_can_be_mounted() -> None:
    assert Litestar(list(asset_routes()), openapi_config=None).routes
