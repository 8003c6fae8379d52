"""The pages of the backlog, as a browser meets them."""

import pytest
from sqlalchemy import func, select

from participate.accounts.rules import Role
from participate.ideas.actions.proposing import Proposal, edit_idea
from participate.requirements.actions import publish_release
from participate.requirements.models import Release, Requirement
from participate.requirements.queries import snapshot
from participate.requirements.rules import Moscow, RequirementStatus, content_digest
from tests.factories import (
    NOON,
    make_account,
    make_idea,
    make_participant,
    make_requirement,
    make_resolution,
)
from tests.pages import HTMX, soup
from tests.statements import statements

TYPED = {
    "title": "Shade",
    "story": "As a parent I want shade.",
    "rationale": "It is hot.",
    "criteria-0": "Ten trees.",
    "moscow": "must",
    "owner": "Parks",
}


@pytest.fixture
def moderator(session, sign_in):
    account = make_account(session, Role.MODERATOR)
    sign_in(account)
    return account


def filled(client, path, **changes):
    """The form as a browser would send it, with some fields typed over."""
    form = soup(client.get(path)).select_one("form[method=post]")
    fields = {}
    for tag in form.select("input[name], textarea[name]"):
        if tag.get("type") in {"checkbox", "radio"} and not tag.has_attr("checked"):
            continue
        fields.setdefault(tag["name"], []).append(tag.get("value") or tag.text.strip())
    return fields | changes


def publish(session, moderator, number=1):
    data = snapshot(session, number=number, title="", notes="", published_at=NOON)
    said = {"seen": content_digest(data), "title": "What families want", "notes": "Hello."}
    return publish_release(session, number=number, by=moderator, at=NOON, **said)


class TestIndex:
    def test_shows_the_public_what_is_adopted_alone(self, client, session):
        make_requirement(session, title="Only proposed")
        make_requirement(session, title="Adopted", status=RequirementStatus.ADOPTED)

        page = soup(client.get("/requirements"))

        assert [one.text.split(" ", 1)[1] for one in page.select("#list .fw-title")] == ["Adopted"]

    @pytest.mark.parametrize("role", [Role.MODERATOR, Role.BOARD, Role.ADMINISTRATOR])
    def test_shows_staff_proposals_too(self, client, session, sign_in, role):
        make_requirement(session, title="Only proposed")
        sign_in(make_account(session, role))

        assert "Only proposed" in client.get("/requirements").text

    def test_narrows_down_by_what_the_address_says(self, client, session):
        adopted = RequirementStatus.ADOPTED
        make_requirement(session, title="Must one", status=adopted)
        make_requirement(session, title="Could one", status=adopted, moscow=Moscow.COULD)

        found = client.get("/requirements?moscow=could", headers=HTMX)
        nothing = client.get("/requirements?moscow=could&q=Must")
        odd = client.get("/requirements?moscow=nonsense&page=-7&status=%00")

        assert "Could one" in found.text
        assert "Must one" not in found.text
        assert not soup(found).select("html")
        assert "Keine Anforderung passt dazu" in nothing.text
        assert "Must one" in odd.text

    def test_asks_as_many_questions_for_many_as_for_few(
        self, client, session, app, workshop, moderator
    ):
        def add(number):
            for _ in range(number):
                make_requirement(session, make_idea(session, workshop))

        def questions():
            with statements() as asked:
                assert client.get("/requirements").status_code == 200
            return len(asked)

        add(3)
        few = questions()
        add(17)
        assert questions() == few

    def test_marks_edited_sources_for_moderators_alone(
        self, client, session, workshop, sign_in, moderator
    ):
        idea = make_idea(session, workshop)
        make_requirement(session, idea, status=RequirementStatus.ADOPTED)
        idea.text_version = 2

        assert "Quelle geändert" in client.get("/requirements?sources=edited").text
        sign_in(make_account(session, Role.BOARD))
        assert "Quelle geändert" not in client.get("/requirements?sources=edited").text


class TestNew:
    def test_puts_the_words_of_the_sources_beside_the_form(
        self, client, session, workshop, moderator
    ):
        one = make_idea(session, workshop, title="Sails", body="Cloth over the sand.")
        two = make_idea(session, workshop, title="Trees")
        make_resolution(session, one, reason="Cheap and quick.")

        page = soup(client.get(f"/requirements/new?idea={one.id}&idea={two.id}&idea=999&idea=x"))

        sources = [one.text for one in page.select(".fw-source")]
        assert len(sources) == 2
        assert "Cloth over the sand." in sources[0]
        assert "Cheap and quick." in sources[0]

    def test_writes_a_proposal_and_shows_it(self, client, session, workshop, moderator):
        idea = make_idea(session, workshop)
        path = "/requirements/new"

        answer = client.post(path, data=filled(client, f"{path}?idea={idea.id}", **TYPED))

        assert answer.location == "/requirements/ANF-0001"
        requirement = session.scalars(select(Requirement)).one()
        assert requirement.sources[0].idea_id == idea.id
        page = client.get(answer.location)
        assert "Ten trees." in page.text
        assert "Das ist ein Vorschlag" in page.text

    def test_adds_a_row_and_loses_nothing(self, client, session, workshop, moderator):
        idea, path = make_idea(session, workshop), "/requirements/new"
        typed = filled(client, f"{path}?idea={idea.id}", **TYPED, add="1")

        answer = client.post(path, data=typed)

        page = soup(answer)
        assert answer.status_code == 200
        rows = [tag.get("value") for tag in page.select("input[name^=criteria-]")]
        assert rows == ["Ten trees.", ""]
        assert page.select_one("#title")["value"] == "Shade"
        assert page.select_one(f"#source-{idea.id}[checked]")
        scolded = page.select("[role=alert]:not([hidden])")
        assert not scolded, "nobody is scolded for asking for a row"
        assert session.scalar(select(func.count()).select_from(Requirement)) == 0

    def test_finds_further_sources_and_keeps_those_ticked(
        self, client, session, workshop, moderator
    ):
        first, second = (make_idea(session, workshop, title=name) for name in ("Sails", "Trees"))
        path = "/requirements/new"
        typed = filled(client, f"{path}?idea={first.id}", **TYPED, search="tree", find="1")

        found = soup(client.post(path, data=typed))

        assert found.select_one(f"#source-{first.id}[checked]")
        assert found.select(f"#source-{second.id}:not([checked])")
        assert found.select_one("#story").text.strip() == TYPED["story"]

    def test_offers_what_the_board_recommends(self, client, session, workshop, moderator):
        idea = make_idea(session, workshop, title="Recommended one")
        make_resolution(session, idea)

        assert "Recommended one" in soup(client.get("/requirements/new")).select_one("main").text

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": " "}, "#title"),
            ({"title": "x" * 121}, "#title"),
            ({"story": ""}, "#story"),
            ({"moscow": ""}, "#moscow"),
            ({"moscow": "forged"}, "#moscow"),
            ({"life_phase": "forged"}, "#life_phase"),
            ({"ideas": []}, "#ideas"),
            ({"criteria-0": "x" * 301}, "#criteria"),
        ],
    )
    def test_says_what_to_do_about_a_mistake(
        self, client, session, workshop, moderator, changes, field
    ):
        idea, path = make_idea(session, workshop), "/requirements/new"
        typed = filled(client, f"{path}?idea={idea.id}", **TYPED | changes)

        answer = client.post(path, data=typed, headers=HTMX)

        page = soup(answer)
        assert answer.status_code == 422
        assert [link["href"] for link in page.select("[role=alert] a")] == [field]
        assert page.select_one(field), "the link leads somewhere"
        assert page.select_one("#owner")["value"] == "Parks"
        assert session.scalar(select(func.count()).select_from(Requirement)) == 0

    def test_says_that_a_source_is_gone(self, client, session, workshop, moderator):
        idea, path = make_idea(session, workshop), "/requirements/new"
        typed = filled(client, f"{path}?idea={idea.id}", **TYPED)
        idea.hidden_at, idea.hidden_reason = NOON, "An insult."

        answer = client.post(path, data=typed)

        assert answer.status_code == 422
        assert "nicht mehr öffentlich" in answer.text

    def test_sent_twice_counts_once(self, client, session, workshop, moderator):
        idea, path = make_idea(session, workshop), "/requirements/new"
        typed = filled(client, f"{path}?idea={idea.id}", **TYPED)

        for _ in range(2):
            assert client.post(path, data=typed).location == "/requirements/ANF-0001"
        assert session.scalar(select(func.count()).select_from(Requirement)) == 1


class TestShow:
    def test_hides_a_proposal_from_the_public(self, client, session, sign_in):
        requirement = make_requirement(session)

        assert client.get(f"/requirements/{requirement.key}").status_code == 404
        sign_in(make_account(session, Role.BOARD))
        assert client.get(f"/requirements/{requirement.key}").status_code == 200

    @pytest.mark.parametrize("key", ["ANF-9999", "ANF-1", "nonsense", "ANF-" + "9" * 40])
    def test_knows_no_other_key(self, client, key):
        assert client.get(f"/requirements/{key}").status_code == 404

    def test_names_no_moderator_before_the_public(self, client, session, moderator):
        requirement = make_requirement(session, status=RequirementStatus.ADOPTED)
        requirement.changes[0].changed_by_id = moderator.id

        assert moderator.display_name in client.get(f"/requirements/{requirement.key}").text
        with client.session_transaction() as cookie:
            cookie.clear()
        assert moderator.display_name not in client.get(f"/requirements/{requirement.key}").text

    def test_does_not_show_an_idea_that_had_to_be_hidden(self, client, session, workshop):
        idea = make_idea(session, workshop, title="Bad words")
        requirement = make_requirement(session, idea, status=RequirementStatus.ADOPTED)
        idea.hidden_at, idea.hidden_reason = NOON, "An insult."

        assert "Bad words" not in client.get(f"/requirements/{requirement.key}").text


class TestEdit:
    def test_changes_it_and_removes_an_emptied_row(self, client, session, workshop, moderator):
        requirement = make_requirement(session, make_idea(session, workshop))
        requirement.set_criteria(["One.", "Two."])
        path = f"/requirements/{requirement.key}/edit"

        answer = client.post(path, data=filled(client, path, **{"criteria-0": "", "title": "New"}))

        assert answer.status_code == 303
        session.refresh(requirement)
        assert requirement.title == "New"
        assert [one.text for one in requirement.criteria] == ["Two."]

    def test_tells_the_second_of_two_and_keeps_the_text(self, client, session, workshop, moderator):
        requirement = make_requirement(session, make_idea(session, workshop))
        path = f"/requirements/{requirement.key}/edit"
        typed = filled(client, path, title="Mine")
        requirement.text_version, requirement.title = 2, "Theirs"

        answer = client.post(path, data=typed)

        assert answer.status_code == 422
        assert "Jemand anderes" in answer.text
        assert soup(answer).select_one("#title")["value"] == "Mine"
        session.refresh(requirement)
        assert requirement.title == "Theirs"


class TestChangeStatus:
    def test_offers_what_can_follow_and_moves_on(self, client, session, moderator):
        requirement = make_requirement(session)
        path = f"/requirements/{requirement.key}/status"
        offered = [tag["value"] for tag in soup(client.get(path)).select("input[name=status]")]
        assert offered == ["adopted", "dropped"]

        answer = client.submit(path, {"status": "adopted", "reason": "The council agreed."})

        assert answer.location == f"/requirements/{requirement.key}"
        assert "The council agreed." in client.get(answer.location).text

    def test_a_step_that_cannot_follow_is_a_conflict(self, client, session, moderator):
        requirement = make_requirement(session)
        path = f"/requirements/{requirement.key}/status"

        answer = client.submit(path, {"status": "delivered", "reason": "My long reason."})

        assert answer.status_code == 409
        assert "inzwischen weiter" in answer.text
        assert "My long reason." in answer.text

    @pytest.mark.parametrize("status", ["", "forged"])
    def test_a_status_must_be_chosen(self, client, session, moderator, status):
        requirement = make_requirement(session)

        answer = client.submit(f"/requirements/{requirement.key}/status", {"status": status})

        assert answer.status_code == 422
        assert soup(answer).select("[role=alert] a[href='#status']")

    def test_dropping_needs_a_reason(self, client, session, moderator):
        requirement = make_requirement(session)

        answer = client.submit(f"/requirements/{requirement.key}/status", {"status": "dropped"})

        assert answer.status_code == 422
        assert "warum sie gestrichen wird" in answer.text
        assert soup(answer).select("input[value=dropped][checked]")


class TestConfirmSource:
    def test_shows_what_the_idea_said_then_and_says_now(
        self, client, session, workshop, moderator, sign_in
    ):
        author = make_participant(session, workshop)
        idea = make_idea(session, workshop, body="Cloth over the sand.", participant_id=author.id)
        edit_idea(session, idea, Proposal("Sails", "Cloth over all sand."), by=author, at=NOON)
        requirement = make_requirement(session, idea, status=RequirementStatus.ADOPTED)
        for body in ("Cloth over all stones.", "Wood over all stones."):
            edit_idea(session, idea, Proposal("Sails", body), by=author, at=NOON)
        session.commit()
        page = f"/requirements/{requirement.key}"

        shown = soup(client.get(page))
        gone = [tag.text.strip() for tag in shown.select("#sources del")]
        come = [tag.text.strip() for tag in shown.select("#sources ins")]
        assert gone == ["Cloth", "sand."]
        assert come == ["Wood", "stones."]
        client.submit(f"{page}/sources/{idea.id}", {}, on=page)
        assert not soup(client.get(page)).select("#sources del"), "it was read as it is now"
        sign_in(make_account(session, Role.BOARD))
        assert not soup(client.get(page)).select("#sources del")

    def test_swaps_the_sources_and_moves_the_focus(self, client, session, workshop, moderator):
        idea = make_idea(session, workshop)
        requirement = make_requirement(session, idea)
        idea.text_version = 2
        page = f"/requirements/{requirement.key}"
        path = f"{page}/sources/{idea.id}"

        answer = client.submit(path, {}, on=page, headers=HTMX)

        assert answer.status_code == 200
        assert soup(answer).select_one("h2[data-focus]")
        assert "Geprüft, passt weiterhin" not in answer.text
        assert "Geprüft, passt weiterhin" not in client.get(page).text


class TestReleases:
    def test_a_release_is_previewed_published_and_read(self, client, session, moderator):
        make_requirement(session, title="Shade", status=RequirementStatus.ADOPTED)
        assert "Shade" in client.get("/releases/new").text

        answer = client.submit("/releases/new", {"title": "What families want"})

        assert answer.location == "/releases/1"
        page = client.get("/releases/1").text
        assert "What families want: Fassung 1" in page
        digest = session.scalars(select(Release)).one().digest
        assert digest[:4] + " " + digest[4:8] in page
        assert soup(client.get("/releases")).select("a[href='/releases/1/backlog.csv']")

    def test_the_next_one_says_what_changed(self, client, session, moderator):
        changed = make_requirement(session, title="Open to two", status=RequirementStatus.ADOPTED)
        dropped = make_requirement(session, title="Bus", status=RequirementStatus.ADOPTED)
        publish(session, moderator)
        changed.title = "Open to four"
        dropped.status = RequirementStatus.DROPPED
        dropped.changes[-1].reason = "The state pays for it now."
        make_requirement(session, title="Brand new", status=RequirementStatus.ADOPTED)
        session.flush()
        publish(session, moderator, number=2)

        page = soup(client.get("/releases/2"))

        kinds = [one.text.strip() for one in page.select(".fw-change .fw-tag")]
        assert kinds == ["Neu", "Geändert", "Gestrichen"]
        assert page.select_one("del").text.strip() == "two"
        assert page.select_one("ins").text.strip() == "four"
        assert "The state pays for it now." in page.select_one("main").text
        assert "Open to two" in client.get("/releases/1").text, "the first one stays as it was"

    def test_one_that_somebody_else_published_is_not_published_again(
        self, client, session, moderator
    ):
        make_requirement(session, status=RequirementStatus.ADOPTED)
        typed = filled(client, "/releases/new", title="Mine")
        publish(session, moderator)

        answer = client.post("/releases/new", data=typed)

        assert answer.status_code == 409
        assert "schon öffentlich" in answer.text

    def test_what_changed_behind_the_preview_is_shown_first(self, client, session, moderator):
        requirement = make_requirement(session, status=RequirementStatus.ADOPTED)
        typed = filled(client, "/releases/new", title="My title")
        requirement.title = "Changed meanwhile"

        answer = client.post("/releases/new", data=typed)

        assert answer.status_code == 422
        assert "Changed meanwhile" in answer.text
        assert soup(answer).select_one("#title")["value"] == "My title"
        assert client.submit("/releases/new", {"title": "My title"}).status_code == 303

    def test_there_is_nothing_to_publish_before_anything_is_adopted(
        self, client, session, moderator
    ):
        make_requirement(session)

        page = soup(client.get("/releases/new"))

        assert "Noch ist keine Anforderung angenommen" in page.select_one("main").text
        assert not page.select("#release-form")

    def test_are_read_by_everybody_and_published_by_moderators(self, client, session, sign_in):
        assert "Noch ist keine Fassung veröffentlicht" in client.get("/releases").text
        assert client.get("/releases/1").status_code == 404
        sign_in(make_account(session, Role.ADMINISTRATOR))
        assert client.get("/releases/new").status_code == 403
