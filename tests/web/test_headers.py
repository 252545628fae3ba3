"""Security headers and caching, on every kind of answer."""

from dataclasses import replace

import pytest
from litestar import Litestar

from app.main import create_app
from app.resources import Resources
from app.web import csrf
from app.web.assets import asset_url
from app.web.headers import content_security_policy
from tests.browsers import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Browsers

PATHS = ["/sign-in", "/no/such", "/probe/private", "/probe/failures/bug", "/health", "/static/none.js"]


@pytest.mark.parametrize("path", [*PATHS, asset_url("weft.css")])
async def test_every_answer_has_them(browsers: Browsers, path: str) -> None:
    headers = (await (await browsers()).get(path)).headers
    policy = headers["content-security-policy"]
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert len(headers["x-request-id"]) == 16


async def test_pages_are_not_kept_and_files_are(browsers: Browsers) -> None:
    browser = await browsers()
    assert (await browser.get("/sign-in")).headers["cache-control"] == "no-store"
    style = await browser.get(asset_url("weft.css"))
    assert "immutable" in style.headers["cache-control"]
    assert "set-cookie" not in style.headers


async def test_forms_may_lead_to_the_consent_pages(browsers: Browsers) -> None:
    policy = (await (await browsers()).get("/sign-in")).headers["content-security-policy"]
    # Through sign-in pages of other hosts, which the real platforms show before their consent page.
    assert "form-action 'self' https: https://my.ecwid.com https://services.us.tiktokshop.com" in policy


async def test_forms_of_a_rehearsal_lead_to_the_rehearsal_shops_only(resources: Resources) -> None:
    ecwid = replace(resources.settings.ecwid, oauth_url="http://localhost:8101/api/oauth")
    tiktok = replace(resources.settings.tiktok, services_url="http://localhost:8102")
    policy = content_security_policy(replace(resources.settings, ecwid=ecwid, tiktok=tiktok))
    assert "form-action 'self' http://localhost:8101 http://localhost:8102;" in policy


async def test_large_pages_are_compressed(browsers: Browsers) -> None:
    answer = await (await browsers()).get("/sign-in", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]


async def test_over_https_cookies_are_bound_to_the_host(resources: Resources, cast: Cast) -> None:
    settings = replace(resources.settings, base_url="https://weft.test", picture_hosts=frozenset())
    secured: Litestar = create_app(settings, replace(resources, settings=settings))
    async with secured.lifespan(), Browser(resources, app=secured, base_url="https://weft.test") as browser:
        page = await browser.get("/sign-in")
        assert page.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert "http://" not in page.headers["content-security-policy"]
        fields = {"email": cast.alice.email, "password": PASSWORD}
        answer = await browser.submit("/sign-in", fields)
        cookies = answer.headers.get_list("set-cookie") + page.headers.get_list("set-cookie")
        assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-weft", "__Host-weft-csrf"}
        assert all("Secure" in cookie and "HttpOnly" in cookie and "Path=/" in cookie for cookie in cookies)
        assert browser.cookies[csrf.cookie_name(secure=True)]
