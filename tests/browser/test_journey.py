"""The whole way of a wish, on real proposals: from a need typed on a phone to an offer found."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from participate.accounts.actions import create_account
from participate.accounts.rules import Role
from participate.core.clock import now, town_day
from participate.voting.actions import cast_ballot
from participate.voting.models import Round
from participate.workshops.models import Workshop
from tests.browser.stage import PASSWORD, PHONE, Person, look_at
from tests.factories import SECRET, make_participant

PROPOSALS = Path(__file__).parents[3] / "shared/data/thf-tempelhofer-feld/proposals.json"
PEOPLE = {
    "moderator": {Role.MODERATOR},
    "chair": {Role.CHAIR},
    "board": {Role.BOARD},
    "provider": {Role.PROVIDER},
    "administrator": {Role.ADMINISTRATOR},
}
WORKSHOP = "Tempelhofer Feld"
NEED = "einen Platz im Schatten mit Wasser"
CLUSTER = "Schatten und Wasser"
IDEA = "Bäume und ein Trinkbrunnen am Spielplatz"
REQUIREMENT = "Schattige Spielplätze finden"
PROVIDER, OFFER = "Grünflächenamt", "Spielplatz mit Brunnen am Parkweg"

pytestmark = pytest.mark.skipif(not PROPOSALS.exists(), reason=f"real data are not at {PROPOSALS}")


@pytest.fixture
def accounts(session):
    """Somebody in every role who signs in."""
    for name, roles in PEOPLE.items():
        create_account(
            session,
            by=None,
            email=f"{name}@example.org",
            name=name.title(),
            password=PASSWORD,
            roles=roles,
            at=now(),
        )
    session.commit()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def script(request, monkeypatch):
    """Whether the phones run scripts. Axe needs them, and looks on one kind of database only."""
    if not request.param or request.config.getoption("--database") != "sqlite":
        monkeypatch.setattr("tests.browser.test_journey.look_at", lambda *_page_and_name: None)
    return request.param


@pytest.fixture
def meet(open_page, live_server, script):
    """Give somebody a phone, and let them sign in when they have an account."""

    def meet(who=None):
        touch = {"has_touch": True, "is_mobile": True, "java_script_enabled": script}
        page = open_page(PHONE["width"], PHONE["height"], **touch)
        person = Person(page, live_server)
        if who:
            person.signs_in(f"{who}@example.org")
        return person

    return meet


def prepares_workshop(moderator):
    """Create and publish it; return its id and its code."""
    look_at(moderator.page, "moderation-arbeitsplatz")
    moderator.goes_to("/workshops/new")
    moderator.types("Titel", WORKSHOP)
    moderator.types("Tag", (town_day(now()) + timedelta(days=1)).isoformat())
    moderator.types("Von", "18:00")
    moderator.types("Bis", "20:00")
    moderator.types("Ort", "Bürgerhaus")
    look_at(moderator.page, "moderation-werkstatt-anlegen")
    moderator.presses("Werkstatt anlegen")
    expect(moderator.page).to_have_url(re.compile(r"/workshops/\d+/agenda"))
    look_at(moderator.page, "moderation-ablauf")
    workshop_id = int(re.findall(r"/workshops/(\d+)/", moderator.page.url)[0])
    moderator.goes_to(f"/workshops/{workshop_id}/console")
    moderator.presses("Werkstatt veröffentlichen")
    expect(moderator.page.get_by_role("button", name="Werkstatt veröffentlichen")).to_have_count(0)
    code = moderator.page.locator(".fw-code").first.inner_text().replace(" ", "")
    return workshop_id, code


def imports_proposals(participate, database_url):
    """Bring in the real proposals from the command line; return what the command says it made."""
    command = ["import", "ideas", str(PROPOSALS), "--format", "thf", "--workshop", WORKSHOP]
    done = participate(*command, DATABASE_URL=database_url, SECRET_KEY=SECRET)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def opens_step(moderator, workshop_id, name):
    moderator.goes_to(f"/workshops/{workshop_id}/console")
    moderator.page.locator("summary", has_text="Anderen Schritt öffnen").click()
    moderator.presses(f"„{name}“ öffnen")
    moderator.sees(f"Jetzt: {name}")


def joins(participant, code):
    participant.goes_to(f"/w/{code}")
    look_at(participant.page, "handy-mitmachen")
    participant.page.get_by_role("radio", name="Eltern und Familien").check()
    participant.presses("Jetzt mitmachen")
    participant.sees("Hier heißen Sie")
    look_at(participant.page, "handy-jetzt")


def says_what_is_missing(participant):
    """Hand in a need; return its id."""
    participant.follows("Bedarf mitteilen")
    participant.types("Als …", "Mutter")
    participant.types("brauche ich …", NEED)
    participant.types("damit …", "die Kinder im Sommer dort spielen")
    participant.page.get_by_role("radio", name="Grundschule").check()
    look_at(participant.page, "handy-bedarf")
    participant.presses("Bedarf absenden")
    participant.sees("Ihr Bedarf ist angekommen")
    look_at(participant.page, "handy-bedarf-angekommen")
    return re.findall(r"/needs/(\d+)", participant.page.url)[0]


def gathers_needs(moderator, workshop_id):
    moderator.goes_to(f"/workshops/{workshop_id}/needs/wall")
    moderator.page.get_by_role("checkbox").first.check()
    moderator.types("Überschrift des neuen Bündels", CLUSTER)
    look_at(moderator.page, "moderation-bedarfswand")
    moderator.presses("Zettel einhängen")
    moderator.sees_heading(CLUSTER)
    look_at(moderator.page, "moderation-bedarfswand-gebuendelt")


def proposes_idea(participant, workshop_id):
    """Propose an answer to the own need; return the address of the idea."""
    participant.goes_to(f"/workshops/{workshop_id}/needs")
    look_at(participant.page, "handy-bedarfe")
    participant.page.get_by_role("link", name=re.compile(NEED)).first.click()
    participant.follows("Idee dazu vorschlagen")
    participant.types("Ihre Idee in einem Satz", IDEA)
    participant.types("Wie soll es gehen?", "Vier Bäume und ein Brunnen.")
    look_at(participant.page, "handy-idee-vorschlagen")
    participant.presses("Idee absenden")
    participant.sees_heading(IDEA)
    look_at(participant.page, "handy-idee")
    return participant.page.url.removeprefix(participant.address).partition("?")[0]


def discusses(participant, moderator, workshop_id, idea):
    participant.page.get_by_role("radio", name="Dafür").check()
    participant.types("Was möchten Sie sagen?", "Im Juli ist es dort sehr heiß.")
    participant.presses("Kommentar absenden")
    participant.sees("Im Juli ist es dort sehr heiß.")
    look_at(participant.page, "handy-idee-kommentar")
    participant.goes_to(f"/workshops/{workshop_id}/ideas?sort=most_commented")
    look_at(participant.page, "handy-ideen")
    participant.page.get_by_role("link", name="Öffnungszeiten erweitern/abschaffen").click()
    look_at(participant.page, "handy-idee-mit-vielen-kommentaren")
    moderator.goes_to(f"{idea}/answer")
    moderator.page.get_by_role("textbox").first.fill("Wir prüfen den Standort im Frühjahr.")
    moderator.page.locator("main button[type=submit]").first.click()
    moderator.sees("Wir prüfen den Standort im Frühjahr.")


def votes(moderator, participant, workshop_id, session):
    """Open a vote, give dots on the phone, let seven others vote, and close it."""
    moderator.goes_to(f"/workshops/{workshop_id}/rounds/new")
    moderator.types("Was fragen Sie?", "Was soll zuerst kommen?")
    moderator.types("Wie viele Ideen anhaken?", "9")
    moderator.presses("So viele Ideen anhaken")
    moderator.sees("9 Ideen sind angehakt.")
    moderator.types("Wort im Titel", "Trinkbrunnen am Spielplatz")
    moderator.presses("Ideen durchsuchen")
    moderator.page.get_by_role("checkbox", name=IDEA).check()
    look_at(moderator.page, "moderation-abstimmung-vorbereiten")
    moderator.presses("Abstimmung anlegen und auf allen Handys öffnen")
    expect(moderator.page).to_have_url(re.compile(r"/rounds$"))
    participant.goes_to(f"/workshops/{workshop_id}/rounds")
    participant.follows("Jetzt abstimmen")
    for left in ("Noch 4 Punkte", "Noch 3 Punkte"):
        participant.presses(f"Einen Punkt mehr für: {IDEA}")
        participant.sees(left)
    look_at(participant.page, "handy-abstimmung")
    round_id = session.scalars(select(Round.id)).one()
    others_vote(session, round_id)
    moderator.goes_to(f"/workshops/{workshop_id}/rounds")
    look_at(moderator.page, "moderation-abstimmung")
    moderator.presses("Abstimmung schließen und auszählen")
    result = f"/workshops/{workshop_id}/rounds/{round_id}/result"
    participant.goes_to(result)
    participant.sees("8 Stimmzettel")
    look_at(participant.page, "handy-ergebnis")
    participant.goes_to(f"{result}?view=table")
    look_at(participant.page, "handy-ergebnis-tabelle")


def others_vote(session, round_id):
    """Seven more people cast a ballot, each on their own phone elsewhere in the hall."""
    round_ = session.get_one(Round, round_id)
    wish = next(idea for idea in round_.ideas if idea.title == IDEA)
    other = next(idea for idea in round_.ideas if idea.title != IDEA)
    workshop = session.get_one(Workshop, round_.workshop_id)
    for number in range(7):
        voter = make_participant(session, workshop, group_key="parents" if number else "pupils")
        cast_ballot(session, round_, by=voter, marks={wish.id: 3, other.id: 1})
    session.commit()


def reviews(moderator, member, chair, idea):
    moderator.goes_to(f"/board/assign?search={IDEA.split(maxsplit=1)[0]}")
    moderator.page.get_by_role("checkbox", name=IDEA).check()
    look_at(moderator.page, "beirat-zuweisen")
    moderator.presses("Ideen dem Familienbeirat zuweisen")
    member.goes_to("/board")
    look_at(member.page, "beirat-meine-ideen")
    member.page.get_by_role("link", name=IDEA).first.click()
    for criterion in range(4):
        member.page.get_by_role("radio", name="4").nth(criterion).check()
    member.types("Notiz, nur für Sie", "Den Wasseranschluss klären.")
    look_at(member.page, "beirat-pruefen")
    member.presses("Speichern und nächste Idee")
    idea_id = idea.rpartition("/")[2]
    chair.goes_to(f"/board/ideas/{idea_id}/resolve")
    chair.page.get_by_role("radio", name="Empfohlen", exact=True).check()
    chair.types("Begründung", "Der Platz ist im Sommer zu heiß zum Spielen.")
    chair.types("Ja", "9")
    chair.types("Nein", "2")
    chair.types("Enthaltungen", "0")
    chair.types("Tag der Sitzung", town_day(now()).isoformat())
    look_at(chair.page, "beirat-beschluss")
    chair.presses("Beschluss festhalten")
    chair.goes_to("/board/resolutions")
    chair.sees("Der Platz ist im Sommer zu heiß zum Spielen.")
    look_at(chair.page, "beirat-beschluesse")


def writes_requirement(moderator, idea):
    """Write a requirement from the idea, move it on and publish a release; return its key."""
    moderator.goes_to(f"/requirements/new?idea={idea.rpartition('/')[2]}")
    moderator.types("Kurzer Titel", REQUIREMENT)
    story = "Als Mutter möchte ich schattige Spielplätze finden, damit wir im Sommer hingehen."
    moderator.types("Was soll die Stadt tun?", story)
    moderator.types("AK-1", "Schatten und Wasser stehen bei jedem Spielplatz.")
    moderator.page.get_by_role("radio", name="Muss").check()
    moderator.types("Zuständig", "Grünflächenamt")
    look_at(moderator.page, "anforderung-schreiben")
    moderator.presses("Anforderung vorschlagen")
    moderator.sees_heading(REQUIREMENT)
    key = re.findall(r"ANF-\d{4}", moderator.page.url)[0]
    for status, reason in (("Angenommen", "Der Rat stimmt zu."), ("In Arbeit", "Wird geplant.")):
        moderator.goes_to(f"/requirements/{key}/status")
        moderator.page.get_by_role("radio", name=status).check()
        moderator.types("Begründung", reason)
        moderator.presses("Stand ändern")
        moderator.sees(reason)
    look_at(moderator.page, "anforderung")
    moderator.goes_to("/releases/new")
    moderator.types("Titel", "Erste Fassung")
    look_at(moderator.page, "fassung-veroeffentlichen")
    moderator.presses("Fassung 1 veröffentlichen")
    moderator.sees("Erste Fassung")
    look_at(moderator.page, "fassung")
    return key


def downloads_backlog(visitor, key):
    """The files say the same; the page leads to both."""
    visitor.goes_to("/releases/1")
    found = {}
    for extension in ("csv", "json"):
        link = visitor.page.locator(f"a[href$='backlog.{extension}']").first
        with visitor.page.expect_download() as waiting:
            link.click()
        found[extension] = Path(waiting.value.path()).read_text("utf-8-sig")
    assert [one["key"] for one in json.loads(found["json"])["requirements"]] == [key]
    assert key in found["csv"]


def offers_something(administrator, provider, key):
    """Make the provider, let it publish an offer that fulfils the requirement."""
    administrator.goes_to("/providers")
    administrator.types("Name des Anbieters", PROVIDER)
    administrator.presses("Anbieter hinzufügen")
    administrator.sees_heading(PROVIDER)
    administrator.page.get_by_label("Provider", exact=True).check()
    administrator.presses("Anbieter speichern")
    provider.goes_to("/offers/new")
    provider.types("Name des Angebots", OFFER)
    provider.types("Beschreibung", "Ein Spielplatz mit vier Bäumen und Trinkwasser.")
    provider.page.get_by_role("checkbox", name="Grundschule").check()
    provider.types("Ort", "Parkweg 3")
    provider.page.get_by_role("textbox", name="Anmeldung").fill("Einfach hingehen.")
    look_at(provider.page, "anbieter-angebot")
    provider.presses("Entwurf speichern")
    provider.presses("Angebot veröffentlichen")
    provider.sees_heading(OFFER)
    offer = provider.page.url.removeprefix(provider.address).partition("?")[0]
    assert re.fullmatch(r"/offers/\d+", offer)
    provider.goes_to(f"{offer}/requirements")
    provider.page.get_by_role("checkbox", name=key).check()
    look_at(provider.page, "anbieter-anforderungen")
    provider.presses("Gewählte Anforderungen hinzufügen")
    provider.sees(key)
    return offer


def finds_offer(visitor, offer):
    visitor.goes_to("/")
    look_at(visitor.page, "handy-start")
    visitor.types("Wobei brauchen Sie Hilfe?", "Brunnen")
    visitor.page.get_by_role("button", name="Angebote finden").click()
    visitor.page.get_by_role("link", name=OFFER).first.click()
    visitor.sees("Einfach hingehen.")
    look_at(visitor.page, "handy-angebot")
    visitor.goes_to("/offers?phase=primary_school")
    look_at(visitor.page, "handy-angebote")


def follows_the_spur(visitor, need_id, key, offer):
    """From the need to the offer, and from the offer back to the need."""
    visitor.goes_to(f"/trace/need/{need_id}")
    for station in (CLUSTER, IDEA, "Der Platz ist im Sommer zu heiß", key, OFFER):
        visitor.sees(station)
    look_at(visitor.page, "handy-spur")
    visitor.goes_to(f"/trace/offer/{offer.rpartition('/')[2]}")
    for station in (key, IDEA, NEED):
        visitor.sees(station)
    visitor.goes_to("/gaps")
    look_at(visitor.page, "handy-luecken")


def test_a_wish_goes_the_whole_way(accounts, meet, session, participate, database_url):
    moderator, participant, visitor = meet("moderator"), meet(), meet()
    workshop_id, code = prepares_workshop(moderator)
    report = imports_proposals(participate, database_url)
    expected = json.loads(PROPOSALS.with_name("expected.json").read_text("utf-8"))
    names = ("proposals", "comments_all_levels", "rate_pro", "rate_contra", "creators")
    assert {name: report[name] for name in names} == {name: expected[name] for name in names}

    opens_step(moderator, workshop_id, "Bedarfe sammeln")
    look_at(moderator.page, "moderation-konsole")
    joins(participant, code)
    need_id = says_what_is_missing(participant)
    gathers_needs(moderator, workshop_id)
    opens_step(moderator, workshop_id, "Ideen vorschlagen")
    idea = proposes_idea(participant, workshop_id)
    opens_step(moderator, workshop_id, "Ideen besprechen")
    discusses(participant, moderator, workshop_id, idea)
    opens_step(moderator, workshop_id, "Abstimmen")
    votes(moderator, participant, workshop_id, session)
    reviews(moderator, meet("board"), meet("chair"), idea)
    key = writes_requirement(moderator, idea)
    downloads_backlog(visitor, key)
    offer = offers_something(meet("administrator"), meet("provider"), key)
    finds_offer(visitor, offer)
    follows_the_spur(visitor, need_id, key, offer)
    participant.goes_to(f"/workshops/{workshop_id}/mine")
    participant.sees(NEED)
    look_at(participant.page, "handy-meine")
