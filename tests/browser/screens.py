"""The numbers on the screen. tests/browser/rows.py has the same ones from the database."""

import re
from decimal import Decimal

from playwright.async_api import Locator

from tests.browser.windows import Window

Figures = dict[str, int]


def number(text: str) -> int:
    """The first number in a text."""
    found = re.search(r"\d[\d,]*", text)
    assert found, f"no number in {text!r}"
    return int(found.group().replace(",", ""))


def said(text: str) -> Figures:
    """ "151 live, 3 in review" as numbers by their words."""
    found = re.findall(r"(\d[\d,]*) (live|in review|refused|to do|read|new|updated|unchanged)\b", text)
    return {word: number(figure) for figure, word in found}


async def stats(place: Locator) -> Figures:
    """Figures with their names below."""
    cells = await place.locator(".stats > *").evaluate_all(
        "cells => cells.map(c => [c.querySelector('small').innerText, c.querySelector('b').innerText])"
    )
    return {name.strip(): number(figure) for name, figure in cells if name.strip() != "Took"}


async def chips(place: Locator) -> Figures:
    """Saved filters with their counts."""
    texts = await place.locator(".chip").evaluate_all(
        "all => all.map(c => [c.firstChild.data, c.querySelector('.n').innerText])"
    )
    return {name.strip(): number(count) for name, count in texts}


async def task_results(place: Locator) -> list[Figures]:
    """The results in a table of tasks, newest first."""
    return [said(text) for text in await place.locator("table.tasks td.result").all_inner_texts()]


async def on_home(w: Window) -> dict[str, object]:
    """Home: products by state, and the newest tasks."""
    main = w.page.locator("main")
    review, going = main.locator("footer a", has_text="in review"), main.locator("footer a", has_text="on their way")
    return {
        "total": number(await main.locator("#products .quiet").inner_text()),
        "products": await stats(main.locator("section", has=w.page.locator("#products"))),
        "in review": number(await review.inner_text()) if await review.count() else 0,
        "on their way": number(await going.inner_text()) if await going.count() else 0,
        "tasks": await task_results(main),
    }


async def on_products(w: Window) -> dict[str, object]:
    """Products: the heading, the chips, the foot."""
    main = w.page.locator("main")
    return {
        "matching": number(await main.locator("h1 small").inner_text()),
        "chips": await chips(main),
        "rows": await main.locator("table.products tbody tr:not(.detail)").count(),
    }


async def on_tasks(w: Window) -> dict[str, object]:
    """Tasks: the chips and every result."""
    main = w.page.locator("main")
    return {"chips": await chips(main), "tasks": await task_results(main)}


async def on_task(w: Window) -> dict[str, object]:
    """One task: the figure, the counts, the refused ones by cause, the bar in words."""
    main = w.page.locator("main")
    causes = await main.locator("#refused .refusal > b").all_inner_texts()
    refused = main.locator("#refused-t .quiet")
    figures = re.findall(r"\d[\d,]*", await main.locator("#progress").inner_text())
    return {
        "figure": [number(figure) for figure in figures],
        "stats": await stats(main),
        "refused": number(await refused.inner_text()) if await refused.count() else 0,
        "by cause": sum(number(cause) for cause in causes),
        "bar": said(str(await main.locator(".mix .bar").get_attribute("aria-label"))),
    }


LINES = """rows => rows.map(row => [row.querySelector("td.oid a"), row.querySelector(".sync .badge:not(.theirs)"),
  row.querySelector(".badge.theirs"), row.querySelector("td.eid"), row.querySelector("td.cash")]
  .map(part => part.textContent.trim()))"""


async def on_orders(w: Window) -> dict[str, object]:
    """Orders: the heading, the chips, our word of each order, and what both shops call it."""
    main = w.page.locator("main")
    lines = await main.locator("table.orders tbody tr:not(.because)").evaluate_all(LINES)
    return {
        "matching": number(await main.locator("h1 small").inner_text()),
        "chips": await chips(main),
        "words": {remote_id: word for remote_id, word, *_ in lines},
        "orders": {
            remote_id: (tts, ecwid, Decimal(re.sub(r"[$,]", "", total))) for remote_id, _, tts, ecwid, total in lines
        },
    }


async def on_order(w: Window) -> dict[str, object]:
    """One order: its number and status on either side."""
    sides = await w.page.locator(".pass .side").evaluate_all(
        "all => all.map(side => ['b', '.badge'].map(part => side.querySelector(part).textContent.trim()))"
    )
    return {"tts": sides[0], "ecwid": sides[1]}
