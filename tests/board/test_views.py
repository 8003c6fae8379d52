"""The board's pages, as a browser meets them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from participate.accounts.rules import Role
from participate.board.models import Assignment, Resolution, Review
from participate.board.rules import Outcome
from participate.core.clock import now
from tests.factories import (
    NOON,
    make_account,
    make_assignment,
    make_idea,
    make_resolution,
    make_review,
)
from tests.pages import HTMX, soup
from tests.statements import statements

VALUES = {"benefit": "5", "feasibility": "3", "reach": "4", "urgency": "2", "note": "Ask again."}


@pytest.fixture
def member(session, sign_in):
    account = make_account(session, Role.BOARD)
    sign_in(account)
    return account


@pytest.fixture
def chair(session):
    return make_account(session, Role.CHAIR)


@pytest.fixture
def idea(session, workshop):
    return make_idea(session, workshop, title="Shade for the playground", body="Trees.")


class TestIndex:
    def test_says_how_far_one_is_and_what_is_open(self, client, session, workshop, member):
        done, still_open = make_idea(session, workshop), make_idea(session, workshop)
        for idea in (done, still_open):
            make_assignment(session, idea, member)
        make_review(session, done, member)

        page = soup(client.get("/board"))

        assert page.select_one(".fw-lead").text == "1 von 2 geprüft"
        assert [link.text for link in page.select("#ideas .fw-title")] == [
            still_open.title,
            done.title,
        ]

    def test_says_what_will_appear_while_nothing_is_there(self, client, member):
        assert "Noch liegt keine Idee bei Ihnen" in client.get("/board").text

    def test_shows_nobody_elses_values(self, client, session, idea, member, sign_in):
        other = make_account(session, Role.BOARD)
        for account in (member, other):
            make_assignment(session, idea, account)
        make_review(session, idea, other, note="Top secret.")

        assert not soup(client.get("/board")).select(".fw-pips")
        moderator = make_account(session, Role.MODERATOR)
        sign_in(moderator)
        page = client.get("/board")
        assert "1 von 2 Mitgliedern haben geprüft" in page.text
        assert "Top secret" not in page.text
        assert not soup(page).select(".fw-pips")

    @pytest.mark.parametrize(
        "path", ["/board", "/board?view=all", "/board/assign?show=all", "/board/resolutions"]
    )
    def test_asks_as_many_questions_for_many_ideas_as_for_few(
        self, client, session, engine, app, workshop, sign_in, path
    ):
        chair = make_account(session, Role.CHAIR)
        sign_in(chair)

        def add(number):
            for _ in range(number):
                idea = make_idea(session, workshop)
                make_assignment(session, idea, chair)
                make_review(session, idea, chair)
                for _ in range(2):
                    make_resolution(session, idea)

        add(3)
        few = cost(client, path)
        add(17)
        assert cost(client, path) == few


def cost(client, path):
    with statements() as asked:
        assert client.get(path).status_code == 200
    return len(asked)


class TestAssign:
    def test_sends_ticked_ideas_to_all_members_unless_some_are_unticked(
        self, client, session, idea, chair, sign_in
    ):
        make_account(session, Role.BOARD)
        sign_in(chair)
        page = soup(client.get("/board/assign"))
        assert len(page.select("input[name=members][checked]")) == 2

        answer = client.submit("/board/assign", {"ideas": str(idea.id), "members": str(chair.id)})

        assert answer.status_code == 303
        [assignment] = session.scalars(select(Assignment))
        assert (assignment.idea_id, assignment.account_id) == (idea.id, chair.id)
        assert idea.title not in client.get("/board/assign").text, "it is with the board already"

    def test_says_what_is_missing_and_keeps_the_rest(self, client, session, idea, chair, sign_in):
        sign_in(chair)

        answer = client.submit("/board/assign", {"members": str(chair.id)})

        assert answer.status_code == 422
        assert "Kreuzen Sie mindestens eine Idee an" in answer.text
        assert soup(answer).select(f"#member-{chair.id}[checked]")

    @pytest.mark.parametrize("forged", ["999999", "nonsense", "9" * 40])
    def test_knows_no_idea_that_does_not_exist(self, client, session, idea, chair, sign_in, forged):
        sign_in(chair)

        answer = client.submit("/board/assign", {"ideas": forged, "members": str(chair.id)})

        assert answer.status_code in {404, 422}
        assert session.scalars(select(Assignment)).all() == []

    def test_takes_any_address_for_an_answer(self, client, session, idea, chair, sign_in):
        sign_in(chair)
        for odd in (
            "workshop=" + "9" * 30,
            "workshop=x",
            "page=-3",
            "page=" + "9" * 30,
            "q=%00%25",
        ):
            assert client.get(f"/board/assign?{odd}").status_code == 200, odd

    def test_is_not_for_members(self, client, member):
        assert client.get("/board/assign").status_code == 403


class TestTakeBack:
    def test_a_wrong_idea_is_gone_from_the_board_and_can_be_assigned_again(
        self, client, session, idea, chair, sign_in
    ):
        make_assignment(session, idea, make_account(session, Role.BOARD))
        sign_in(chair)
        path = f"/board/ideas/{idea.id}/take-back"
        assert soup(client.get("/board?view=all")).select_one(f"form[action='{path}']")

        answer = client.submit(path, {}, on="/board?view=all")

        assert answer.location == "/board?view=all"
        page = client.get("/board?view=all")
        assert "1 Mitglied wird nicht mehr gefragt" in page.text
        assert not soup(page).select(f"form[action='{path}']")
        assert idea.title in client.get("/board/assign").text

    def test_there_is_no_button_when_all_have_answered_or_the_board_resolved(
        self, client, session, workshop, idea, chair, sign_in
    ):
        make_assignment(session, idea, chair)
        make_review(session, idea, chair)
        resolved = make_idea(session, workshop)
        make_assignment(session, resolved, chair)
        make_resolution(session, resolved)
        sign_in(chair)

        assert not soup(client.get("/board?view=all")).select("form[action$='take-back']")


class TestReview:
    def test_keeps_the_values_and_goes_to_the_next_open_idea(
        self, client, session, workshop, idea, member
    ):
        following = make_idea(session, workshop)
        for one in (idea, following):
            make_assignment(session, one, member)

        answer = client.submit(f"/board/ideas/{idea.id}", VALUES)

        assert answer.location == f"/board/ideas/{following.id}"
        assert session.scalars(select(Review)).one().benefit == 5
        form = soup(client.get(f"/board/ideas/{idea.id}"))
        assert form.select_one("#benefit-5[checked]"), "what one said before is still chosen"
        assert form.select_one("#note").text.strip() == "Ask again."

    def test_says_which_value_is_missing_and_keeps_the_others(self, client, session, idea, member):
        make_assignment(session, idea, member)
        path = f"/board/ideas/{idea.id}"

        answer = client.submit(path, VALUES | {"urgency": ""}, headers=HTMX)

        page = soup(answer)
        assert answer.status_code == 422
        assert [link["href"] for link in page.select("[role=alert] a")] == ["#urgency"]
        assert "Dringlichkeit" in page.select_one("[role=alert]").text
        assert page.select_one("#benefit-5[checked]")
        assert page.select_one("#note").text.strip() == "Ask again."

    @pytest.mark.parametrize("forged", ["6", "-1", "x", "5.0"])
    def test_refuses_values_that_are_not_offered(self, client, session, idea, member, forged):
        make_assignment(session, idea, member)

        answer = client.submit(f"/board/ideas/{idea.id}", VALUES | {"reach": forged})

        assert answer.status_code == 422
        assert session.scalars(select(Review)).all() == []

    def test_does_not_know_an_idea_the_member_was_not_asked_about(self, client, idea, member):
        assert client.get(f"/board/ideas/{idea.id}").status_code == 404

    def test_is_closed_once_the_board_resolved(self, client, session, idea, member):
        make_assignment(session, idea, member)
        path = f"/board/ideas/{idea.id}"
        page = soup(client.get(path))
        hidden = {tag["name"]: tag["value"] for tag in page.select("form input[type=hidden]")}
        make_resolution(session, idea, reason="Too late for changes.")

        answer = client.post(path, data=hidden | VALUES)

        assert answer.status_code == 409
        assert "schon beschlossen" in answer.text
        assert "Ask again." in answer.text, "nothing typed is lost"
        assert "Too late for changes." in client.get(path).text
        assert session.scalars(select(Review)).all() == []


class TestResolve:
    def said(self, **changes):
        return {
            "outcome": "adapt",
            "reason": "With training.",
            "yes": "10",
            "no": "1",
            "abstained": "0",
            "dissent": "One wants staff first.",
            "decided_on": NOON.date().isoformat(),
        } | changes

    @pytest.fixture
    def path(self, session, idea, chair, sign_in):
        make_assignment(session, idea, chair)
        sign_in(chair)
        return f"/board/ideas/{idea.id}/resolve"

    def test_puts_the_resolution_before_the_public(self, client, session, idea, path):
        answer = client.submit(path, self.said())

        assert answer.location == "/board/resolutions"
        page = soup(client.get("/board/resolutions")).select_one("main")
        for text in (idea.title, "With training.", "10 Ja, 1 Nein", "One wants staff first."):
            assert text in page.text

    def test_shows_no_average_before_three_have_reviewed(self, client, session, idea, path):
        for _ in range(2):
            account = make_account(session, Role.BOARD)
            make_assignment(session, idea, account)
            make_review(session, idea, account, benefit=1, note="Mine alone.")
        few = client.get(path)
        third = make_account(session, Role.BOARD)
        make_assignment(session, idea, third)
        make_review(session, idea, third, benefit=5)

        many = client.get(path)

        assert "sobald drei Mitglieder geprüft haben" in few.text
        assert not soup(few).select("dl")
        assert "Mittel 2,3, weit auseinander" in soup(many).select_one("dl dd").text
        assert "Mine alone." not in few.text + many.text

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"reason": " "}, "Schreiben Sie die Begründung auf"),
            ({"outcome": "maybe"}, "Wählen Sie aus"),
            ({"yes": "many"}, "Tragen Sie bei „Ja“ eine Zahl"),
            ({"yes": ""}, "Tragen Sie bei „Ja“ eine Zahl"),
            ({"no": "-1"}, "Tragen Sie bei „Nein“ eine Zahl"),
            ({"no": "9" * 30}, "Tragen Sie bei „Nein“ eine Zahl"),
            ({"yes": "0", "no": "0"}, "mindestens eine Stimme"),
            ({"decided_on": "soon"}, "Tragen Sie den Tag der Sitzung ein"),
            ({"decided_on": ""}, "Tragen Sie den Tag der Sitzung ein"),
        ],
    )
    def test_says_what_to_do_and_changes_nothing(self, client, session, path, changes, sentence):
        answer = client.submit(path, self.said(dissent="Kept.") | changes)

        page = soup(answer)
        assert answer.status_code == 422
        assert sentence in page.select_one("[role=alert]").text
        assert len(page.select("[role=alert] li")) == 1
        assert page.select_one("#dissent").text.strip() == "Kept."
        assert session.scalars(select(Resolution)).all() == []

    def test_refuses_a_day_that_is_still_to_come(self, client, session, path):
        tomorrow = (now() + timedelta(days=2)).date().isoformat()

        answer = client.submit(path, self.said(decided_on=tomorrow))

        assert answer.status_code == 422
        assert "kommt erst noch" in answer.text

    def test_is_refused_to_members_who_do_not_chair(self, client, session, idea, path, sign_in):
        page = soup(client.get(path))
        hidden = {tag["name"]: tag["value"] for tag in page.select("form input[type=hidden]")}
        sign_in(make_account(session, Role.BOARD))

        assert client.post(path, data=hidden | self.said()).status_code in {400, 403}
        assert session.scalars(select(Resolution)).all() == []

    def test_sent_twice_counts_once(self, client, session, path):
        page = soup(client.get(path))
        hidden = {tag["name"]: tag["value"] for tag in page.select("form input[type=hidden]")}

        for _ in range(2):
            assert client.post(path, data=hidden | self.said()).status_code == 303

        assert len(session.scalars(select(Resolution)).all()) == 1

    def test_an_impossible_number_is_not_found(self, client, path):
        assert client.get(f"/board/ideas/{'9' * 30}/resolve").status_code == 404

    def test_needs_an_idea_that_is_before_the_board(self, client, session, workshop, path):
        other = make_idea(session, workshop)

        assert client.get(f"/board/ideas/{other.id}/resolve").status_code == 404


class TestResolutions:
    def test_keep_the_earlier_one_readable(self, client, session, idea):
        make_resolution(session, idea, outcome=Outcome.DECLINE, reason="Too dear.")
        make_resolution(session, idea, reason="There is money now.")

        page = soup(client.get("/board/resolutions"))

        [item] = page.select("#resolutions .fw-change")
        assert "Too dear." in item.select_one("details").text
        assert item.select_one("p").text.strip() == "Empfohlen"

    def test_do_not_name_an_idea_that_had_to_be_hidden(self, client, session, idea):
        idea.hidden_at, idea.hidden_reason = NOON, "An insult."
        make_resolution(session, idea)

        page = client.get("/board/resolutions").text

        assert idea.title not in page
        assert "nicht mehr gezeigt" in page

    @pytest.mark.parametrize("outcome", ["decline", "nonsense"])
    def test_can_be_filtered(self, client, session, idea, outcome):
        make_resolution(session, idea)

        found = soup(client.get(f"/board/resolutions?outcome={outcome}")).select(".fw-change")

        assert len(found) == (0 if outcome == "decline" else 1)


@pytest.mark.parametrize(
    ("abstained", "said"),
    [(0, "5 Ja, 2 Nein"), (1, "5 Ja, 2 Nein, 1 Enthaltung"), (2, "5 Ja, 2 Nein, 2 Enthaltungen")],
)
def test_a_resolution_counts_its_votes_in_german(client, session, idea, abstained, said):
    make_resolution(session, idea, yes=5, no=2, abstained=abstained)

    page = soup(client.get("/board/resolutions"))

    assert page.select_one(".fw-change .fw-meta").text.endswith(f", {said}")
