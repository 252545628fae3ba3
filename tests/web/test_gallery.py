"""Every case of the gallery renders; in a real browser it fits, can be touched and can be read by everybody."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app.web.gallery import gallery_routes
from app.web.render import environment
from tests.gallery import GALLERY
from tests.web.browsing import chromium, served

DESK, PHONE = 1280, 390
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]

# What design/prototype/shots.mjs looks for: nothing wider than the window or its own box, targets of 44 px on a phone.
MEASURE = """(phone) => {
  const out = [], W = innerWidth;
  if (document.documentElement.scrollWidth > W) out.push("page is " + document.documentElement.scrollWidth + " wide");
  for (const e of document.querySelectorAll("body *")) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (!box.width || !box.height || e.matches(".skip") || (e.closest("svg") && e.tagName != "svg")) continue;
    const name = `${e.tagName}.${e.className} "${(e.innerText || "").slice(0, 30)}"`;
    if (box.right > W + 1 && !e.closest(".chips, .sr")) out.push(`${name} ends at ${Math.round(box.right)}`);
    if (style.overflow == "visible" && style.display != "inline" && e.clientWidth
        && e.scrollWidth > e.clientWidth + 2 && !e.closest("svg, .chips, .sr") && !e.querySelector(":scope > .chips"))
      out.push(`${name} spills ${e.scrollWidth} > ${e.clientWidth}`);
    const target = "a, button, summary, select, input:not([type=checkbox], [type=radio], .sr)";
    if (phone && e.matches(target) && box.height < 43.5 && style.display != "inline" && !e.closest("p, .sr, td"))
      out.push(`${name} is only ${Math.round(box.height)} high`);
  }
  return [...new Set(out)].slice(0, 10);
}"""


@pytest.mark.parametrize("name", GALLERY)
def test_every_case_renders(name: str) -> None:
    case = GALLERY[name]
    html = environment().get_template(case.template).render(**case.full_context())
    assert html.strip()
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script>", html), "the content security policy forbids it"


@pytest.fixture(scope="module")
def gallery_url() -> Iterator[str]:
    with served(gallery_routes(local=True)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def readable_by_everybody(page: Page, rules: list[str]) -> list[str]:
    """What axe calls serious or critical."""
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
    return [
        f"axe {violation['id']}: {[node['target'] for node in violation['nodes'][:3]]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


def look(page: Page, name: str, width: int) -> list[str]:
    """Everything wrong with the page as it stands. The dark differs from the light in its colours only."""
    page.evaluate(Axe().axe_script)
    wrong: list[str] = page.evaluate(MEASURE, width < 768)
    wrong += readable_by_everybody(page, RULES)
    _picture(page, name, width, "light")
    page.emulate_media(color_scheme="dark")
    wrong += [f"dark: {finding}" for finding in readable_by_everybody(page, ["color-contrast"])]
    _picture(page, name, width, "dark")
    page.emulate_media(color_scheme="light")
    return [f"{name} {width}: {finding}" for finding in wrong]


def _picture(page: Page, name: str, width: int, scheme: str) -> None:
    """Keep a picture where somebody asked for one: WEFT_PICTURES names the folder."""
    if folder := os.environ.get("WEFT_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name.replace('/', '-')}-{width}-{scheme}.png", full_page=True)


@pytest.mark.browser
@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("folder", sorted({name.partition("/")[0] for name in GALLERY}))
def test_gallery_fits_and_can_be_read_by_everybody(browser: Browser, gallery_url: str, folder: str, width: int) -> None:
    wrong: list[str] = []
    phone = width < 768
    # Without motion colours change at once, and what is measured is what stays.
    context = browser.new_context(
        reduced_motion="reduce",
        viewport={"width": width, "height": 844 if phone else 800},
        color_scheme="light",
        is_mobile=phone,
        has_touch=phone,
    )
    page = context.new_page()
    page.on("console", lambda message: wrong.append(f"{page.url} says: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"{page.url} fails: {error}"))
    for name in GALLERY:
        if name.startswith(f"{folder}/"):
            page.goto(f"{gallery_url}/gallery/{name}", wait_until="load")
            wrong += look(page, name, width)
    context.close()
    assert not wrong, "\n".join(wrong)
