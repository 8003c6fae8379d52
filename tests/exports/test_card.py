"""What others show beside a link, and the words to send it on with."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from PIL.ImageFont import truetype

from participate.core.clock import now
from participate.exports.card import LINES, MARGIN, SIZE, TITLE, card, cut, wrapped
from participate.paths import data_dir
from participate.workshops.rules import WorkshopStatus
from tests.factories import make_workshop
from tests.pages import soup

WIDTH = SIZE[0] - 2 * MARGIN
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture(scope="module")
def fonts():
    return {
        name: next((data_dir() / "static").glob(f"{file}.*.woff2")).read_bytes()
        for name, file in {"regular": "FiraSans-Regular", "bold": "FiraSans-SemiBold"}.items()
    }


@pytest.fixture
def font(fonts):
    return truetype(BytesIO(fonts["bold"]), TITLE)


def drawn(content):
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def property_of(page, name):
    return page.select_one(f'meta[property="{name}"]')["content"]


@pytest.fixture
def coming(session):
    begins = now() + timedelta(days=3)
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    workshop = make_workshop(session, title="Spiel & Sport", place="Aula", **times)
    session.commit()
    return workshop


class TestDrawing:
    def test_different_words_make_different_pictures_of_the_size_asked_for(self, fonts):
        pictures = [card("Heute", title, "Stadt", **fonts) for title in ("Eins", "Zwei")]
        assert {drawn(one).size for one in pictures} == {SIZE}
        assert pictures[0] != pictures[1]

    def test_a_title_breaks_between_words_and_loses_none(self, font):
        lines = wrapped("Was unsere Familienplattform können muss", font, WIDTH)
        assert " ".join(lines) == "Was unsere Familienplattform können muss"
        assert len(lines) == 2

    @pytest.mark.parametrize("text", [LONG, f"{LONG} " * 9, "wort " * 90, "👪" * 200, ""])
    def test_nothing_runs_over_the_edge(self, font, text):
        lines = wrapped(text, font, WIDTH)
        assert 1 <= len(lines) <= LINES
        assert max(font.getlength(line) for line in lines) <= WIDTH

    def test_what_is_cut_says_so(self, font):
        assert cut(LONG, font, WIDTH).endswith("…")
        assert wrapped("wort " * 90, font, WIDTH)[-1].endswith("…")


class TestPages:
    def test_a_workshop_has_a_picture_and_words_beside_its_link(self, client, coming):
        page = soup(client.get(f"/workshops/{coming.id}"))
        picture = property_of(page, "og:image").removeprefix("http://127.0.0.1:8000")
        answer = client.get(picture)
        assert answer.headers["Content-Type"] == "image/png"
        assert drawn(answer.data).size == SIZE
        assert property_of(page, "og:title") == "Spiel & Sport"
        assert "Aula" in property_of(page, "og:description")
        assert property_of(page, "og:url") == f"http://127.0.0.1:8000/workshops/{coming.id}"

    def test_a_release_has_one_too(self, client, release):
        assert drawn(client.get("/releases/3/card.png").data).size == SIZE
        assert client.get("/releases/4/card.png").status_code == 404

    def test_a_draft_has_none(self, client, session):
        draft = make_workshop(session, status=WorkshopStatus.DRAFT)
        session.commit()
        assert client.get(f"/workshops/{draft.id}/card.png").status_code == 404

    def test_words_to_send_on_say_what_when_and_where(self, client, coming):
        page = soup(client.get(f"/workshops/{coming.id}"))
        words = page.select_one("section[aria-labelledby=tell]")
        mail = words.select_one("a[href^='mailto:']")["href"]
        assert mail.startswith("mailto:?subject=Spiel%20%26%20Sport&body=Spiel%20%26%20Sport%3A%20")
        assert f"http://127.0.0.1:8000/workshops/{coming.id}" in words.text
        assert "Aula" in words.text

    def test_a_past_workshop_invites_nobody(self, client, session):
        past = make_workshop(session, step=None)
        session.commit()
        assert not soup(client.get(f"/workshops/{past.id}")).select("[aria-labelledby=tell]")
