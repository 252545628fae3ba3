"""What a careful eye finds on a page: too wide, too small to touch, not readable by everybody. And its picture."""

import os
from pathlib import Path

from axe_playwright_python.async_playwright import Axe

from tests.browser.windows import Window

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
AXE = Axe().axe_script
# Bars that stick to a phone's edges cover part of whatever target lies below them; MEASURE knows the real heights.
RUN = """async ([rules, phone]) => (await axe.run(document, {
    runOnly: rules, resultTypes: ["violations"], rules: {"target-size": {enabled: !phone}}})).violations
  .filter(found => ["serious", "critical"].includes(found.impact))
  .map(found => `axe ${found.id}: ${JSON.stringify(found.nodes.slice(0, 3).map(node => node.target))}`)"""

# What design/prototype/shots.mjs looks for: nothing wider than the window, nothing over the edge of its own box,
# targets of 44 px on a phone (links in running text are spared, as WCAG 2.5.8 does).
MEASURE = """phone => {
  const found = [], wide = innerWidth;
  if (document.documentElement.scrollWidth > wide) found.push(`page ${document.documentElement.scrollWidth} wide`);
  for (const e of document.querySelectorAll("body *")) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (!box.width || !box.height || e.matches(".skip") || (e.closest("svg") && e.tagName != "svg")) continue;
    const name = `${e.tagName}.${e.className} "${(e.innerText || "").slice(0, 30)}"`;
    if (box.right > wide + 1 && !e.closest(".chips, .sr")) found.push(`${name} ends at ${Math.round(box.right)}`);
    if (style.overflow == "visible" && style.display != "inline" && e.clientWidth
        && e.scrollWidth > e.clientWidth + 2 && !e.closest("svg, .chips, .sr") && !e.querySelector(":scope > .chips"))
      found.push(`${name} spills ${e.scrollWidth} > ${e.clientWidth}`);
    const target = "a, button, summary, select, input:not([type=checkbox], [type=radio], [type=hidden], .sr)";
    if (phone && e.matches(target) && box.height < 43.5 && style.display != "inline" && !e.closest("p, .sr, td"))
      found.push(`${name} is only ${Math.round(box.height)} high`);
  }
  return [...new Set(found)].slice(0, 10);
}"""


async def look(w: Window, name: str, *, picture: bool = True) -> None:
    """Look at the page as it stands; what is wrong joins the window's complaints. `name` is the picture's."""
    wrong = await w.page.evaluate(MEASURE, w.phone)
    if w.scripts:  # axe waits for timers, which stand still with the page's scripts
        await w.page.evaluate(AXE)
        wrong += await w.page.evaluate(RUN, [RULES, w.phone])
    w.complaints += [f"{name} {'phone' if w.phone else 'desk'}: {finding}" for finding in wrong]
    folder = os.environ.get("WEFT_SHOTS")
    if folder and picture:
        width = 390 if w.phone else 1280
        await w.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
