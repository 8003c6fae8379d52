"""What a journey through real pages needs: people with phones, and a careful look at every page."""

import os
import re
from base64 import b64decode
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.conftest import CODE

#: Where pictures of the pages go; `make screenshots` says docs/screenshots.
PICTURES = Path(os.environ.get("SCREENSHOTS", "var/screenshots"))
PHONE = {"width": 360, "height": 740}
TALLEST = 4000  #: pixels of a picture; longer pages are cut
#: The narrowest phone and a desk: in both, light and dark, nothing may be found.
WIDTHS = (320, 1280)
PASSWORD = "correct horse battery staple"  # noqa: S105 (of accounts that tests make)


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def goes_to(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def signs_in(self, email: str) -> None:
        self.goes_to("/sign-in")
        self.page.get_by_label("E-Mail-Adresse").fill(email)
        self.page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        self.presses("Anmelden")
        expect(self.page).to_have_url(re.compile("/desk"))

    def presses(self, name: str) -> None:
        """Send the form of this button, and wait until what the server answered is there."""
        posted = self.page.expect_response(lambda answer: answer.request.method == "POST")
        with posted as waiting:
            self.page.get_by_role("button", name=name).first.click()
        if "hx-redirect" in waiting.value.headers:
            self.page.wait_for_event("load")
        self.page.wait_for_load_state()

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def types(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def sees_heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", name=text).first).to_be_visible()


def join(page: Page) -> None:
    """Take part, as a pupil, in the workshop that `tests.conftest.CODE` opens."""
    page.goto(f"/w/{CODE}")
    page.check("input[value=pupils]")
    page.click("text=Jetzt mitmachen")
    expect(page.locator("main")).to_contain_text("Sie sind dabei.")


def take_picture(page: Page, path: Path) -> None:
    """Save the whole page as a phone shows it, with its bar at the bottom."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size(PHONE)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": PHONE["width"], "height": min(height, TALLEST)})
    path.write_bytes(drawn(page))


def drawn(page: Page) -> bytes:
    """Return a picture of a page as soon as it is drawn at its size.

    Playwright's own way adds a style, which our security policy refuses.
    """
    session = page.context.new_cdp_session(page)
    picture = b64decode(session.send("Page.captureScreenshot")["data"])
    session.detach()
    return picture


def look_at(page: Page, name: str) -> None:
    """Take a picture of a page, and let axe look at it: narrow and wide, light and dark.

    Also fails on a page that scrolls sideways.
    """
    page.wait_for_load_state("networkidle")
    take_picture(page, PICTURES / f"{name}.png")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page)
            where = f"{name} {page.url}, {width} px, {scheme}"
            assert found.violations_count == 0, f"{where}\n{found.generate_report()}"
        scrolls = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(scrolls), f"{name} scrolls sideways at {width} px"
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    drawn(page)  # or the next press might aim at the wide page
