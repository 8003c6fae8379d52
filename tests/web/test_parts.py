"""Parts of pages that are kept: by all that they show."""

import pytest
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup

from participate.web import parts
from participate.web.parts import PARTS_MAX

TEXT = "<b>Schatten</b>"


@pytest.fixture
def shown(app):
    """Show a part whose template is not in our folder."""
    environment = app.jinja_env.overlay(
        loader=DictLoader({"plain.html": "{{ value }}", "nosy.html": "{{ actor }}"})
    )

    def shown(template, **values):
        with app.test_request_context("/"):
            return parts.part(environment, template, **values)

    return shown


@pytest.fixture
def kept(app):
    """Show the navigation of a workshop, which is a part, and say whether it was made for that."""

    def kept(language="de", **changes):
        values = {"workshop_id": 7, "facilitates": False, "current": "ideas"} | changes
        made = parts._made.cache_info().misses
        with app.test_request_context("/", headers={"Cookie": f"language={language}"}):
            html = parts.part(app.jinja_env, "layouts/_workshop_nav.html", **values)
        return html, parts._made.cache_info().misses - made

    parts._made.cache_clear()
    return kept


def test_is_made_once(kept):
    first, second = kept(), kept()

    assert "/workshops/7/ideas" in first[0]
    assert (first[0], 1, 0) == (second[0], first[1], second[1])


@pytest.mark.parametrize(
    "change", [{"workshop_id": 8}, {"facilitates": True}, {"current": "now"}, {"language": "en"}]
)
def test_is_made_anew_for_whatever_it_shows(kept, change):
    assert kept()[0] != kept(**change)[0]


def test_keeps_only_so_many(kept):
    for number in range(PARTS_MAX + 5):
        kept(workshop_id=number)

    assert parts._made.cache_info().currsize == PARTS_MAX


def test_typed_text_never_takes_the_place_of_markup(shown):
    assert shown("plain.html", value=Markup(TEXT)) == TEXT  # noqa: S704
    assert shown("plain.html", value=TEXT) == "&lt;b&gt;Schatten&lt;/b&gt;"


def test_knows_nothing_but_what_it_is_handed(shown):
    with pytest.raises(UndefinedError):
        shown("nosy.html", value=1)
