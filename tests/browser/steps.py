"""What a person does, by Weft's own words: the same with and without scripts, on the desk and on a phone."""

import re

from playwright.async_api import expect

from tests.browser.windows import Window

NAME, EMAIL, PASSWORD = "Alice Moreau", "alice@harborgoods.example", "a password for rehearsals only"
CONNECTION = "Harbor Goods US"
BEHIND_MORE = ("Tasks", "Categories", "Settings")  # on a phone
WHILE = 60_000  # milliseconds for a task


async def sign_up(w: Window) -> None:
    """From the front door to the empty list of connections (S1, S9)."""
    await w.open("/")
    await w.press("link", "Create My Account")
    await w.page.get_by_label("Name", exact=True).fill(NAME)
    await w.page.get_by_label("Email").fill(EMAIL)
    await w.page.get_by_label("Password").fill(PASSWORD)
    await w.press("button", "Create My Account")
    await expect(w.page).to_have_url(f"{w.url}/connections")


async def name_connection(w: Window) -> None:
    """Step 1 of the wizard (S5, S6)."""
    await w.press("link", "+ Create Connection")
    await w.page.get_by_label("Connection Name").fill(CONNECTION)
    await w.press("button", "Next")
    await expect(w.page).to_have_url(re.compile(r"/connections/\d+/source$"))
    w.base = re.sub(rf"^{w.url}|/source$", "", w.page.url)


async def accept_at_ecwid(w: Window) -> None:
    """Step 2: Ecwid's own page, and back (S7)."""
    await w.press("button", "Auth")
    await w.press("button", "Accept")
    await expect(w.page).to_have_url(f"{w.url}{w.base}/channel")


async def authorise_at_tiktok(w: Window) -> None:
    """Step 3: TikTok's own page, and back with the connection (S8)."""
    await w.press("button", "Go to Authorize")
    await w.touch(w.page.get_by_label("North America"))
    await w.touch(w.page.get_by_label("I agree to the terms and conditions"))
    await w.press("button", "Authorize")
    await expect(w.page).to_have_url(f"{w.url}{w.base}")


async def go(w: Window, tab: str) -> None:
    """Press a tab."""
    bar = w.page.get_by_role("navigation", name="Connection", exact=True)
    if w.phone and tab in BEHIND_MORE:
        await w.press("link", "More", within=bar)
        await w.touch(w.page.locator("main").get_by_role("link", name=re.compile(f"^{tab}")))
    else:
        await w.press("link", tab, within=bar)
    await expect(w.page.get_by_role("heading", level=1)).to_contain_text(
        "Product Settings" if tab == "Settings" else tab
    )


async def set_package(w: Window) -> None:
    """Settings → Product Settings → Custom Attributes (S133)."""
    await go(w, "Settings")
    form = w.page.locator("#custom")
    await w.touch(form.get_by_text("Metric"))
    await expect(form.locator(".unit").first).to_have_text("cm", use_inner_text=True)
    for field, value in (("length", "20"), ("height", "10"), ("width", "15"), ("weight", "500")):
        await form.get_by_label(f"Package {field}").fill(value)
    await w.press("button", "Save", within=form)
    await expect(form).to_contain_text("Sends 20 × 10 × 15 cm, 500 g")


async def pull(w: Window) -> None:
    """Products → Actions → Pull Products → OK (S19–S21)."""
    await go(w, "Products")
    await w.touch(w.page.locator("summary", has_text="Actions"))
    await w.press("link", "Pull Products")
    await w.press("button", "OK", within=w.page.get_by_role("dialog"))
    await expect(w.page).to_have_url(re.compile(r"/tasks/\d+$"))


async def ask_to_sync_all(w: Window) -> None:
    """Products → Actions → Sync All Pages: the confirmation (S29, S36)."""
    await go(w, "Products")
    await w.touch(w.page.locator("summary", has_text="Actions"))
    await w.press("link", "Sync All Pages")
    await expect(w.page.get_by_role("dialog")).to_be_visible()


async def confirm(w: Window) -> None:
    """Press the button that says its number."""
    await w.touch(w.page.get_by_role("dialog").get_by_role("button", name=re.compile(r"^Sync [\d,]+ products?$")))
    await expect(w.page).to_have_url(re.compile(r"/tasks/\d+$"))
