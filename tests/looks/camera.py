"""The browser that looks: in which modes, as whom, and what it does on a page before it looks."""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Page

from participate.web.language import LANGUAGE_COOKIE
from tests.looks.places import FAULT, WRONG, Place

TALLEST = 5000  #: pixels of a picture; longer pages are cut
USUAL_TEXT = 16  #: pixels of a letter, as a browser comes
QUALITY = 60


@dataclass(frozen=True)
class Mode:
    """One way to look at a page."""

    name: str
    label: str
    width: int
    height: int = 740
    scheme: str = "light"
    media: str = "screen"
    colours: str = "none"
    text: int = USUAL_TEXT
    #: Whether only one place of each route is looked at in this mode.
    rare: bool = False


MODES = (
    Mode("phone", "360 px", 360),
    Mode("dark", "360 px, dark", 360, scheme="dark"),
    Mode("desk", "1280 px", 1280, 900),
    Mode("large", "320 px, text 200 %", 320, 640, text=2 * USUAL_TEXT),
    Mode("forced", "360 px, forced colours", 360, colours="active", rare=True),
    Mode("print", "printed", 720, 1020, media="print", rare=True),
)


class Window:
    """One page of the browser at a time, in a context for each visitor and language."""

    def __init__(self, browser: Browser, address: str, cookies: dict[str, str]) -> None:
        self.browser, self.address, self.cookies = browser, address, cookies
        self.contexts: dict[tuple[str, str], BrowserContext] = {}

    async def context(self, visitor: str, language: str) -> BrowserContext:
        key = visitor, language
        if key not in self.contexts:
            self.contexts[key] = context = await self.browser.new_context(
                viewport={"width": 360, "height": 740},
                locale="de-DE",
                timezone_id="Europe/Berlin",
                reduced_motion="reduce",
            )
            pairs = [one.split("=", 1) for one in self.cookies[visitor].split("; ") if one]
            pairs += [[LANGUAGE_COOKIE, language]] if language != "de" else []
            await context.add_cookies(
                [{"url": self.address, "name": name, "value": value} for name, value in pairs]
            )
        return self.contexts[key]

    async def opened(self, place: Place) -> Page:
        """Return the page of a place, once it has been done there what its name says."""
        context = await self.context(place.visitor, place.language)
        page = await context.new_page()
        if place.path == FAULT:  # nothing of the served town breaks by itself
            await page.route(
                f"**{FAULT}",
                lambda route: route.fulfill(
                    status=500, body=place.html, content_type="text/html; charset=utf-8"
                ),
            )
        await page.goto(self.address + place.path, wait_until="load")
        await DEEDS[place.deed](page)
        return page

    async def close(self) -> None:
        for context in self.contexts.values():
            await context.close()


async def nothing(_page: Page) -> None:
    """Only look."""


#: The first form that asks for something; its fields emptied; the form sent, as without scripts.
FORM = """[...document.querySelectorAll("main form[method=post]")].find(one =>
  one.querySelector("input:not([type=hidden]), textarea, select"))"""
EMPTY = f"""() => {{
  for (const field of {FORM}.querySelectorAll("textarea, input, select")) {{
    if (["radio", "checkbox"].includes(field.type)) field.checked = false;
    else if (field.tagName === "SELECT") field.disabled = true;
    else if (field.type !== "hidden") field.value = "";
  }}
}}"""
SEND = f"HTMLFormElement.prototype.submit.call({FORM})"


async def send_nothing(page: Page) -> None:
    await page.evaluate(EMPTY)
    await send(page)


async def send_wrong_code(page: Page) -> None:
    await page.locator("#code").fill(WRONG)
    await send(page)


async def send(page: Page) -> None:
    async with page.expect_navigation():
        await page.evaluate(SEND)


async def lose_net(page: Page) -> None:
    """Press the button of a form where there is no net."""
    await page.context.set_offline(True)
    await page.locator("main form[method=post] button, .fw-strip button").first.click()
    await page.locator("#no-net").wait_for()
    await page.context.set_offline(False)
    await page.evaluate("document.getElementById('no-net').hidden = false")


DEEDS: dict[str, Callable[[Page], Awaitable[None]]] = {
    "": nothing,
    "with-mistakes": send_nothing,
    "with-a-wrong-code": send_wrong_code,
    "without-net": lose_net,
}


#: Once all is drawn in its new size.
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def put_into(page: Page, mode: Mode, devtools: CDPSession) -> None:
    """Let a page look as in this mode."""
    fonts = {"standard": mode.text, "fixed": mode.text * 13 // 16}
    await devtools.send("Page.setFontSizes", {"fontSizes": fonts})
    emulated: Any = {
        "media": mode.media,
        "color_scheme": mode.scheme,
        "forced_colors": mode.colours,
    }
    await page.emulate_media(**emulated)
    await page.set_viewport_size({"width": mode.width, "height": mode.height})


async def take(page: Page, mode: Mode, devtools: CDPSession, path: Path) -> None:
    """Save the whole page as it is in this mode, with its bar at the bottom.

    Playwright's own way adds a style, which our security policy refuses.
    """
    await put_into(page, mode, devtools)
    height = await page.evaluate("document.documentElement.scrollHeight")
    size = {"width": mode.width, "height": max(mode.height, min(height, TALLEST))}
    await page.set_viewport_size(size)  # type: ignore[arg-type]
    await page.evaluate(DRAWN)
    shot = {"format": "webp", "quality": QUALITY}
    picture = await devtools.send("Page.captureScreenshot", shot)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b64decode(picture["data"]))


async def together(
    windows: Iterable[Window], places: list[Place], look: Callable[[Window, Place], Awaitable[None]]
) -> None:
    """Look at all places, as many at once as there are windows."""
    waiting = list(reversed(places))

    async def work(window: Window) -> None:
        while waiting:
            await look(window, waiting.pop())

    await asyncio.gather(*(work(window) for window in windows))
