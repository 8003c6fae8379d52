"""The contact sheet of all pages: flipped through with the keyboard, from a folder."""

import pytest
from playwright.sync_api import expect

from tests.looks.camera import MODES
from tests.looks.places import Place
from tests.looks.sheet import picture, write_sheet

HOME = Place("usual", "public", "pages.home", "/")
NOW = Place("usual", "participant", "workshops.now", "/workshops/1/now")
DRAFT = Place("a draft", "moderator", "workshops.show", "/workshops/1", 404)
#: Nobody took a picture of this one.
UNSEEN = Place("usual", "public", "pages.imprint", "/imprint")


@pytest.fixture
def sheet(tmp_path, new_context):
    """The sheet of three pages, two of which were looked at in every mode."""
    for place in (HOME, NOW, DRAFT):
        for mode in MODES[: 1 if place is DRAFT else len(MODES)]:
            path = picture(tmp_path, place, mode)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"a picture")
    page = new_context().new_page()
    page.goto(write_sheet(tmp_path, [HOME, NOW, DRAFT, UNSEEN]).as_uri())
    return page


def shown(sheet):
    return [image.get_attribute("src") for image in sheet.locator("img").all()]


def test_arrows_flip_through_what_was_looked_at_and_begin_again(sheet):
    heading = sheet.get_by_role("heading", level=1)
    expect(heading).to_contain_text("1 of 3: pages.home_public")
    assert shown(sheet) == [f"{mode.name}/pages.home_public.webp" for mode in MODES]

    sheet.keyboard.press("ArrowLeft")

    expect(heading).to_contain_text("3 of 3: workshops.show_moderator_a-draft_404")
    assert shown(sheet) == [f"{MODES[0].name}/workshops.show_moderator_a-draft_404.webp"]
    sheet.keyboard.press("ArrowRight")
    expect(heading).to_contain_text("1 of 3")


def test_a_key_picks_the_mode_the_visitor_or_some_words(sheet):
    heading = sheet.get_by_role("heading", level=1)

    sheet.keyboard.press("m")
    assert shown(sheet) == [f"{MODES[0].name}/pages.home_public.webp"]
    sheet.keyboard.press("v")
    sheet.keyboard.press("v")
    expect(heading).to_contain_text("1 of 1: workshops.now_participant")
    sheet.get_by_label("Visitor").select_option("")
    sheet.keyboard.press("/")
    sheet.keyboard.type("draft")

    expect(heading).to_contain_text("1 of 1: workshops.show_moderator_a-draft_404")


def test_the_address_leads_back_to_the_page_that_was_open(sheet):
    sheet.keyboard.press("ArrowRight")
    sheet.reload()
    expect(sheet.get_by_role("heading", level=1)).to_contain_text("2 of 3: workshops.now")
