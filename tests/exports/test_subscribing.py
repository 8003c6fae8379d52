"""What feed readers and calendars make of what we hand out."""

from datetime import UTC, timedelta

import feedparser
import pytest
import vobject

from participate.accounts.rules import Role
from participate.core.clock import now
from participate.exports import views
from participate.workshops.rules import WorkshopStatus
from tests.factories import make_account, make_workshop

#: Would end a line, begin a property, close an element, or be a formula.
NASTY = "Fest; Spiel, Spaß\\n\r\nATTENDEE:mailto:x@town.example\nEND:VEVENT <b>&amp;</b> 👨‍👩‍👧 ä"


def feed(client):
    read = feedparser.parse(client.get("/releases.atom").data)
    assert not read.bozo, read.get("bozo_exception")
    return read


def events(answer):
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(vobject.readOne(answer.data.decode()).contents.get("vevent", []))


class TestFeed:
    def test_names_each_release_and_leads_to_it(self, client, release):
        read = feed(client)
        [entry] = read.entries
        assert read.feed.title == "Anforderungen an die Familienplattform in Musterstadt"
        assert entry.title == f"Fassung 3: {release.title}"
        assert entry.link == "http://127.0.0.1:8000/releases/3"
        assert entry.id == f"urn:sha256:{release.digest}"
        assert "2 Anforderungen" in entry.summary

    def test_is_a_feed_before_the_first_release(self, client, session):
        assert feed(client).entries == []

    def test_text_stays_text(self, client, session, release):
        session.expunge(release)
        release.title, release.notes = NASTY, "]]><script>alert(1)</script>"
        raw = client.application.jinja_env.get_template("exports/releases.xml")
        with client.application.test_request_context():
            text = raw.render(releases=[release], public_url="http://town.example", operator=NASTY)
        read = feedparser.parse(text.encode(), sanitize_html=False)
        assert not read.bozo
        assert "<script" not in text
        assert "<b>" not in text

    def test_a_reader_that_comes_again_hears_that_nothing_changed(self, client, release):
        first = client.get("/releases.atom")
        again = client.get("/releases.atom", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")

    def test_the_page_of_releases_leads_to_it(self, client, release):
        assert 'type="application/atom+xml"' in client.get("/releases").text


class TestCalendar:
    def test_holds_when_and_where_and_leads_to_the_page(self, client, session):
        workshop = make_workshop(session, place="Aula", description="Ein Abend", partners="Kita")
        [event] = events(client.get(f"/workshops/{workshop.id}/appointment.ics"))
        assert event.dtstart.value == workshop.starts_at.astimezone(UTC)
        assert event.dtend.value == workshop.ends_at.astimezone(UTC)
        assert (event.summary.value, event.location.value) == (workshop.title, "Aula")
        page = f"http://127.0.0.1:8000/workshops/{workshop.id}"
        assert event.url.value == page
        assert event.description.value == f"Ein Abend\n\n{page}"
        assert event.uid.value == f"workshop-{workshop.id}@127.0.0.1"

    def test_is_an_attachment_with_a_name_of_its_own(self, client, workshop):
        answer = client.get(f"/workshops/{workshop.id}/appointment.ics")
        name = f"attachment; filename=werkstatt-{workshop.id}.ics"
        assert answer.headers["Content-Disposition"] == name

    def test_typed_text_adds_no_line_of_its_own(self, client, session):
        workshop = make_workshop(session, title=NASTY, place=NASTY, description=NASTY)
        [event] = events(client.get(f"/workshops/{workshop.id}/appointment.ics"))
        assert "attendee" not in event.contents
        assert event.summary.value == NASTY.replace("\r\n", "\n")

    def test_all_of_them_by_their_beginning_without_drafts_and_old_ones(self, client, session):
        at = now()
        days = {"Alt": -400, "Morgen": 1, "Neulich": -30}
        for title, away in days.items():
            begins = at + timedelta(days=away)
            times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
            make_workshop(session, title=title, **times)
        make_workshop(session, title="Entwurf", status=WorkshopStatus.DRAFT)
        session.commit()
        found = events(client.get("/workshops.ics"))
        assert [event.summary.value for event in found] == ["Neulich", "Morgen"]

    def test_a_draft_has_none_but_for_those_who_moderate(self, client, session, sign_in):
        draft = make_workshop(session, status=WorkshopStatus.DRAFT)
        place = f"/workshops/{draft.id}/appointment.ics"
        assert client.get(place).status_code == 404
        sign_in(make_account(session, Role.MODERATOR))
        assert len(events(client.get(place))) == 1

    def test_what_is_handed_out_later_has_a_higher_number(self, client, workshop, monkeypatch):
        def number():
            [event] = events(client.get(f"/workshops/{workshop.id}/appointment.ics"))
            return int(event.sequence.value)

        before = number()
        monkeypatch.setattr(views, "now", lambda: now() + timedelta(hours=1))
        assert number() == before + 60

    @pytest.mark.parametrize("page", ["/workshops", "/workshops/{0.id}"])
    def test_pages_lead_to_it(self, client, session, page):
        tomorrow = now() + timedelta(days=1)
        times = {"starts_at": tomorrow, "ends_at": tomorrow + timedelta(hours=2)}
        workshop = make_workshop(session, **times)
        session.commit()
        assert ".ics" in client.get(page.format(workshop)).text
