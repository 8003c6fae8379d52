"""The pages about needs, as a browser meets them: with htmx and without."""

import pytest
from sqlalchemy import select

from participate.accounts.rules import Role
from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.needs.models import Cluster, Need
from participate.needs.rules import I_NEED_MAX, NEEDS_PER_PAGE
from participate.workshops.rules import Channel, StepKind, WorkshopStatus
from tests.factories import (
    NOON,
    make_account,
    make_cluster,
    make_need,
    make_participant,
    make_workshop,
    open_only,
)
from tests.pages import HTMX, soup
from tests.statements import statements

HIDDEN = {"hidden_at": NOON, "hidden_reason": "Eine Telefonnummer."}
SHADE = {"as_a": "Mutter", "i_need": "Schatten am Spielplatz"}


@pytest.fixture
def workshop(session):
    return make_workshop(session, step=StepKind.COLLECT_NEEDS)


@pytest.fixture
def needs_path(workshop):
    return f"/workshops/{workshop.id}/needs"


@pytest.fixture
def moderator(session, sign_in):
    account = make_account(session, Role.MODERATOR)
    session.commit()
    sign_in(account)
    return account


def text(response):
    return " ".join(soup(response).select_one("main").text.split())


def cost(client, path):
    with statements() as asked:
        assert client.get(path).status_code == 200
    return len(asked)


class TestNew:
    def test_hands_the_need_in_and_says_that_it_arrived(
        self, client, session, needs_path, participant
    ):
        fields = SHADE | {"so_that": "wir länger bleiben.", "life_phase": "first_year"}

        answer = client.submit(f"{needs_path}/new", fields)

        need = session.scalars(select(Need)).one()
        assert (answer.status_code, need.participant_id) == (303, participant.id)
        assert (need.group_key, need.life_phase) == ("parents", LifePhase.FIRST_YEAR)
        page = client.get(answer.location)
        assert "Ihr Bedarf ist angekommen." in text(page)
        assert "Als Mutter brauche ich Schatten am Spielplatz, damit wir länger bleiben." in text(
            page
        )

    def test_tells_htmx_to_move_on(self, client, session, needs_path, participant):
        answer = client.submit(f"{needs_path}/new", SHADE, headers=HTMX)

        need = session.scalars(select(Need)).one()
        assert answer.headers["HX-Redirect"] == f"{needs_path}/{need.id}?arrived=1"

    def test_a_form_sent_twice_counts_once(self, client, session, needs_path, participant):
        form = soup(client.get(f"{needs_path}/new")).select_one("form#need-form")
        fields = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")} | SHADE

        first = client.post(f"{needs_path}/new", data=fields)
        second = client.post(f"{needs_path}/new", data=fields)

        assert len(session.scalars(select(Need)).all()) == 1
        assert second.location == first.location

    def test_gives_a_mistake_back_with_what_was_typed(
        self, client, session, needs_path, participant
    ):
        response = client.submit(
            f"{needs_path}/new", {"as_a": "Vater", "i_need": " "}, headers=HTMX
        )

        form = soup(response).select_one("form#need-form")
        assert response.status_code == 422
        assert not soup(response).select("html")
        assert form.select_one("#i_need")["aria-invalid"] == "true"
        assert "Schreiben Sie auf, was Ihnen fehlt." in form.text
        assert form.select_one("#as_a")["value"] == "Vater"
        assert session.scalars(select(Need)).all() == []

    def test_says_what_is_too_long(self, client, session, needs_path, participant):
        long = "x" * (I_NEED_MAX + 1)

        response = client.submit(f"{needs_path}/new", {"as_a": "Vater", "i_need": long})

        assert response.status_code == 422
        assert long in response.text
        assert session.scalars(select(Need)).all() == []

    def test_ignores_forged_fields(self, client, session, needs_path, participant):
        page = soup(client.get(f"{needs_path}/new"))
        fields = {tag["name"]: tag["value"] for tag in page.select("form input[type=hidden]")}
        forged = {"group": "town", "channel": "paper", "cluster_id": "1", "text_version": "9"}

        client.post(f"{needs_path}/new", data=fields | SHADE | forged)

        need = session.scalars(select(Need)).one()
        assert (need.group_key, need.channel, need.text_version) == ("parents", Channel.PHONE, 1)

    def test_refuses_a_life_phase_that_does_not_exist(
        self, client, session, needs_path, participant
    ):
        response = client.submit(f"{needs_path}/new", SHADE | {"life_phase": "old_age"})

        assert response.status_code == 422
        assert "Diese Auswahl gibt es nicht" in text(response)
        assert session.scalars(select(Need)).all() == []

    def test_too_late_the_text_is_still_there(
        self, client, session, workshop, needs_path, participant
    ):
        page = soup(client.get(f"{needs_path}/new"))
        fields = {tag["name"]: tag["value"] for tag in page.select("form input[type=hidden]")}
        open_only(session, workshop, StepKind.GROUP)

        late = client.post(f"{needs_path}/new", data=fields | SHADE)

        assert late.status_code == 409
        assert soup(late).select_one("h1").text == "Das Sammeln ist vorbei"
        assert soup(late).select_one("#i_need").text.strip() == SHADE["i_need"]
        assert soup(late).select_one("#as_a")["value"] == "Mutter"
        assert "nicht gespeichert" in text(late)
        assert session.scalars(select(Need)).all() == []

        open_only(session, workshop, StepKind.COLLECT_NEEDS)  # the moderator opens it once more
        fields = {tag["name"]: tag["value"] for tag in soup(late).select("form [type=hidden]")}
        assert client.post(f"{needs_path}/new", data=fields | SHADE).status_code == 303
        assert session.scalars(select(Need)).one().i_need == SHADE["i_need"]

    def test_too_late_htmx_gets_a_whole_page(
        self, client, session, workshop, needs_path, participant
    ):
        page = soup(client.get(f"{needs_path}/new"))
        fields = {tag["name"]: tag["value"] for tag in page.select("form input[type=hidden]")}
        open_only(session, workshop, None)

        late = client.post(f"{needs_path}/new", data=fields | SHADE, headers=HTMX)

        assert late.status_code == 409
        assert soup(late).select("html"), "base.html swaps errors into the whole body"

    def test_says_that_it_is_not_time_yet(self, client, session, workshop, needs_path, participant):
        workshop.steps.clear()
        open_only(session, workshop, StepKind.WELCOME)

        early = client.get(f"{needs_path}/new")

        assert early.status_code == 409
        assert soup(early).select_one("h1").text == "Das Sammeln hat noch nicht begonnen"
        assert not soup(early).select("#need-form")

    def test_asks_those_who_have_not_joined_to_join(self, client, workshop, needs_path):
        response = client.get(f"{needs_path}/new")

        assert response.location == f"/workshops/{workshop.id}/join"

    def test_shows_what_one_has_handed_in(self, client, session, workshop, needs_path, participant):
        make_need(session, workshop, participant=participant, i_need="einen Zebrastreifen")
        make_need(session, workshop, i_need="etwas anderes")

        page = soup(client.get(f"{needs_path}/new"))

        own = page.select_one("section[aria-labelledby=own]").text
        assert "einen Zebrastreifen" in own
        assert "etwas anderes" not in own

    def test_a_moderator_enters_a_card_and_goes_on_with_the_next(
        self, client, session, workshop, needs_path, moderator
    ):
        open_only(session, workshop, StepKind.VOTE)
        fields = SHADE | {"group": "institutions", "channel": "paper"}

        answer = client.submit(f"{needs_path}/new", fields)

        need = session.scalars(select(Need)).one()
        assert (need.group_key, need.channel, need.account_id) == (
            "institutions",
            Channel.PAPER,
            moderator.id,
        )
        assert answer.location == f"{needs_path}/new?entered={need.id}"
        assert f"Schreiben Sie die Nummer {need.id} auf die Karte" in text(
            client.get(answer.location)
        )

    def test_a_moderator_has_to_say_who_speaks(self, client, session, needs_path, moderator):
        response = client.submit(f"{needs_path}/new", SHADE)

        assert response.status_code == 422
        assert "Wählen Sie, wer spricht." in text(response)
        assert session.scalars(select(Need)).all() == []

    def test_a_moderator_reads_the_mistakes_in_the_order_of_the_page(
        self, client, needs_path, moderator
    ):
        response = client.submit(f"{needs_path}/new", {})

        page = soup(response)
        links = [link["href"].lstrip("#") for link in page.select("main [role=alert] a")]
        fields = [tag.get("id", "") for tag in page.select("main form [id]")]
        assert links[:2] == ["channel", "group"]
        assert sorted(links, key=fields.index) == links
        assert "Schreiben Sie auf, was dieser Person fehlt." in text(response)


class TestIndex:
    def test_shows_needs_as_text(self, client, session, workshop, needs_path):
        make_need(session, workshop, i_need="<script>alert(1)</script>")

        page = client.get(needs_path)

        assert "<script>alert(1)</script>" in soup(page).select_one(".fw-card").text

    def test_finds_and_narrows_by_address(self, client, session, workshop, needs_path):
        make_need(session, workshop, i_need="Radweg", group_key="pupils")
        make_need(session, workshop, i_need="Radweg am Fluss")
        make_need(session, workshop, i_need="Schatten", group_key="pupils")

        page = soup(client.get(f"{needs_path}?search=radweg&group=pupils"))

        assert len(page.select(".fw-card")) == 1
        assert page.select_one("#count").text == "1 Bedarf"
        chosen = page.select_one("details[open] select[name=group] option[selected]")
        assert chosen.text == "Schülerinnen und Schüler"

    @pytest.mark.parametrize(
        ("name", "held"),
        [
            ("life_phase", {"life_phase": LifePhase.PRIMARY_SCHOOL}),
            ("field_of_action", {"field_of_action": FieldOfAction.EDUCATION}),
            ("cluster", {}),
        ],
    )
    def test_narrows_by_every_choice(self, client, session, workshop, needs_path, name, held):
        cluster = make_cluster(session, workshop)
        make_need(session, workshop, i_need="Radweg", cluster=cluster, **held)
        make_need(session, workshop, i_need="Schatten")
        wanted = next(iter(held.values())).value if held else cluster.id

        page = soup(client.get(f"{needs_path}?{name}={wanted}"))

        assert page.select_one("#count").text == "1 Bedarf"
        assert "Radweg" in page.select_one(".fw-card").text

    def test_is_the_list_alone_for_htmx(self, client, needs_path):
        response = client.get(needs_path, headers=HTMX)

        assert not soup(response).select("html")
        assert "HX-Request" in response.headers["Vary"]

    def test_says_what_was_not_found_and_shows_a_way_on(
        self, client, session, workshop, needs_path
    ):
        make_need(session, workshop)

        page = soup(client.get(f"{needs_path}?search=Omageld"))

        nothing = page.select_one(".fw-empty")
        assert "Kein Treffer für „Omageld“." in nothing.text
        assert nothing.select_one("a")["href"] == needs_path

    def test_invites_to_make_a_start(self, client, needs_path, participant):
        page = soup(client.get(needs_path))

        assert page.select_one(".fw-empty a")["href"] == f"{needs_path}/new"

    def test_strangers_learn_where_needs_are_collected(self, client, workshop, needs_path):
        page = soup(client.get(needs_path))

        assert page.select_one(".fw-empty a")["href"] == f"/workshops/{workshop.id}"

    @pytest.mark.parametrize(
        "query",
        [
            "life_phase=none",
            "field_of_action=<b>",
            "cluster=99999999999999999999",
            "cluster=x",
            "group=nobody",
            "page=99999999999999999999",
            "page=-1",
            "page=x",
            "search=%00%ff%F0%9F%92%A9'%22--",
        ],
    )
    def test_does_not_stumble_over_a_wrong_address(
        self, client, session, workshop, needs_path, query
    ):
        make_need(session, workshop)

        page = client.get(f"{needs_path}?{query}")

        assert page.status_code == 200
        assert soup(page).select(".kern-error") == []

    def test_choosing_a_group_calls_no_other_filter_wrong(
        self, client, session, workshop, needs_path
    ):
        make_need(session, workshop)

        page = soup(client.get(f"{needs_path}?group=parents"))

        assert page.select(".kern-error, [aria-invalid]") == []

    def test_comes_in_pages(self, client, session, workshop, needs_path):
        for _number in range(NEEDS_PER_PAGE + 1):
            make_need(session, workshop)

        first = soup(client.get(needs_path))
        second = soup(client.get(first.select_one("a[rel=next]")["href"]))

        assert len(first.select(".fw-card")) == NEEDS_PER_PAGE
        assert len(second.select(".fw-card")) == 1

    def test_marks_a_hidden_need_for_moderators_and_leaves_it_out_for_others(
        self, client, session, workshop, needs_path, sign_in
    ):
        make_need(session, workshop, **HIDDEN)
        assert not soup(client.get(needs_path)).select(".fw-card")

        account = make_account(session, Role.MODERATOR)
        session.commit()
        sign_in(account)

        assert "Ausgeblendet" in soup(client.get(needs_path)).select_one(".fw-card").text

    def test_asks_the_database_as_often_for_many_as_for_few(
        self, app, client, session, workshop, needs_path, moderator
    ):
        for number in range(20):
            cluster = make_cluster(session, workshop) if number % 4 == 0 else None
            make_need(session, workshop, cluster=cluster)
        few = [cost(client, path) for path in (needs_path, f"{needs_path}/wall")]
        for number in range(180):
            cluster = make_cluster(session, workshop) if number % 9 == 0 else None
            make_need(session, workshop, cluster=cluster)

        many = [cost(client, path) for path in (needs_path, f"{needs_path}/wall")]

        assert many == few


class TestShow:
    def test_leads_on_to_an_idea_and_to_the_whole_way(
        self, client, session, workshop, needs_path, participant
    ):
        open_only(session, workshop, StepKind.PROPOSE_IDEAS)
        cluster = make_cluster(session, workshop, headline="Am Rad")
        need = make_need(session, workshop, cluster=cluster)

        page = soup(client.get(f"{needs_path}/{need.id}"))

        addresses = {link["href"] for link in page.select("main a")}
        assert f"/workshops/{workshop.id}/ideas/new?need={need.id}" in addresses
        assert f"/workshops/{workshop.id}/clusters/{cluster.id}" in addresses
        assert any(f"/need/{need.id}" in address for address in addresses)

    @pytest.mark.parametrize("step", [StepKind.COLLECT_NEEDS, StepKind.VOTE, None])
    def test_offers_no_idea_while_none_can_be_proposed(
        self, client, session, workshop, needs_path, participant, step
    ):
        open_only(session, workshop, step)
        cluster = make_cluster(session, workshop)
        need = make_need(session, workshop, cluster=cluster)

        for path in (f"{needs_path}/{need.id}", f"/workshops/{workshop.id}/clusters/{cluster.id}"):
            assert soup(client.get(path)).select("a[href*='/ideas/new']") == []

    def test_hides_from_the_public_and_tells_the_author_why(
        self, client, session, workshop, needs_path, participant
    ):
        mine = make_need(session, workshop, participant=participant, **HIDDEN)
        others = make_need(session, workshop, **HIDDEN)

        assert client.get(f"{needs_path}/{others.id}").status_code == 404
        assert "Eine Telefonnummer." in text(client.get(f"{needs_path}/{mine.id}"))

    def test_belongs_to_its_workshop(self, client, session, needs_path):
        foreign = make_need(session, make_workshop(session))

        assert client.get(f"{needs_path}/{foreign.id}").status_code == 404

    def test_the_receipt_is_for_the_author_alone(self, client, session, workshop, needs_path):
        need = make_need(session, workshop)

        assert "angekommen" not in text(client.get(f"{needs_path}/{need.id}?arrived=1"))


class TestEdit:
    def test_changes_the_words_and_counts_them(
        self, client, session, workshop, needs_path, participant
    ):
        need = make_need(session, workshop, participant=participant)

        answer = client.submit(f"{needs_path}/{need.id}/edit", SHADE)

        assert answer.location == f"{needs_path}/{need.id}"
        assert (need.i_need, need.text_version) == (SHADE["i_need"], 2)

    def test_shows_what_is_there(self, client, session, workshop, needs_path, participant):
        need = make_need(
            session, workshop, participant=participant, life_phase=LifePhase.PRIMARY_SCHOOL
        )

        page = soup(client.get(f"{needs_path}/{need.id}/edit"))

        assert page.select_one("#as_a")["value"] == need.as_a
        assert page.select_one("[name=life_phase][checked]")["value"] == "primary_school"

    def test_keeps_the_text_when_the_step_is_over(
        self, client, session, workshop, needs_path, participant
    ):
        need = make_need(session, workshop, participant=participant)
        page = soup(client.get(f"{needs_path}/{need.id}/edit"))
        fields = {tag["name"]: tag["value"] for tag in page.select("form input[type=hidden]")}
        open_only(session, workshop, StepKind.GROUP)

        late = client.post(f"{needs_path}/{need.id}/edit", data=fields | SHADE)

        assert late.status_code == 409
        assert soup(late).select_one("#i_need").text.strip() == SHADE["i_need"]
        assert need.text_version == 1

    def test_is_for_the_author_alone(
        self, client, session, workshop, needs_path, participant, moderator
    ):
        need = make_need(session, workshop)

        assert client.get(f"{needs_path}/{need.id}/edit").status_code == 403


class TestHide:
    def test_takes_a_reason_and_can_be_undone(
        self, client, session, workshop, needs_path, moderator
    ):
        need = make_need(session, workshop)
        path = f"{needs_path}/{need.id}"

        empty = client.submit(f"{path}/hide", {"reason": " "})
        assert (empty.status_code, need.hidden_at) == (422, None)

        client.submit(f"{path}/hide", {"reason": "Ein Name."})
        assert need.hidden_reason == "Ein Name."
        assert "seit" in text(client.get(path))

        client.submit(f"{path}/show-again", {}, on=path)
        assert need.hidden_at is None

    def test_says_when_somebody_was_faster(self, client, session, workshop, needs_path, moderator):
        need = make_need(session, workshop)
        path = f"{needs_path}/{need.id}/hide"
        page = soup(client.get(path))
        fields = {tag["name"]: tag["value"] for tag in page.select("form input[type=hidden]")}
        need.hidden_at, need.hidden_reason = NOON, "First."

        late = client.post(path, data=fields | {"reason": "Zu spät getippt."})

        assert late.status_code == 409
        assert "schon ausgeblendet" in text(late)
        assert "Zu spät getippt." in late.text
        assert need.hidden_reason == "First."


class TestWall:
    @pytest.fixture
    def wall(self, needs_path, moderator):
        return f"{needs_path}/wall"

    @pytest.fixture
    def gather(self, client, wall):
        """Tick notes on the wall and send its form."""

        def gather(needs, *, headers=None, **fields):
            page = soup(client.get(wall))
            form = page.select_one("form#gather")
            ticks = {tag["value"] for tag in page.select("input[type=checkbox][form=gather]")}
            assert {str(need.id) for need in needs} <= ticks, "they do not hang on the wall"
            hidden = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")}
            chosen = {"needs": [need.id for need in needs]}
            return client.post(wall, data=hidden | chosen | fields, headers=headers)

        return gather

    def test_makes_a_cluster_of_the_ticked_notes(self, client, session, workshop, wall, gather):
        first, second, third = (make_need(session, workshop) for _number in range(3))

        answer = gather([first, second], headline="Schatten", into="")

        cluster = session.scalars(select(Cluster)).one()
        assert answer.location == wall
        assert (first.cluster_id, second.cluster_id, third.cluster_id) == (
            cluster.id,
            cluster.id,
            None,
        )
        page = client.get(wall)
        assert "2 Zettel hängen jetzt in „Schatten“." in text(page)
        assert "3 Zettel, 2 in Bündeln, 1 noch frei" in text(page)

    def test_htmx_gets_the_wall_and_hears_what_happened(
        self, client, session, workshop, wall, gather
    ):
        note = make_need(session, workshop)

        answer = gather([note], headline="Schatten", into="", headers=HTMX)

        assert not soup(answer).select("html")
        assert soup(answer).select_one("#wall .fw-wall .fw-note")
        said = soup(answer).select_one("[hx-swap-oob]")
        assert said["id"] == "wall-said"
        assert said.select_one(".fw-notice--good strong").text == (
            "1 Zettel hängt jetzt in „Schatten“."
        )
        cluster = soup(answer).select_one("#wall [data-focus]")
        assert cluster.text == "Schatten"
        assert said.a["href"] == f"#{cluster['id']}"
        page = soup(client.get(wall))
        assert page.select_one("#wall-said[role=status]"), "the place where it is said"
        assert "hängt jetzt" not in page.text, "said once"

    def test_adds_notes_to_a_cluster_that_is_there(self, session, workshop, gather):
        cluster, note = make_cluster(session, workshop), make_need(session, workshop)

        gather([note], into=str(cluster.id), headline="")

        assert note.cluster_id == cluster.id

    @pytest.mark.parametrize(
        ("ticked", "headline", "sentence"),
        [
            (True, " ", "Geben Sie dem neuen Bündel eine Überschrift."),
            (False, "Schatten", "Kreuzen Sie mindestens einen Zettel an."),
        ],
    )
    def test_says_what_is_missing_and_keeps_the_rest(
        self, session, workshop, gather, ticked, headline, sentence
    ):
        note = make_need(session, workshop)

        answer = gather([note] if ticked else [], headline=headline, into="")

        page = soup(answer)
        assert answer.status_code == 422
        assert sentence in page.text
        assert bool(page.select_one(f"#tick-{note.id}[checked]")) == ticked
        assert page.select_one("#headline")["value"] == headline.strip()
        assert session.scalars(select(Cluster)).all() == []

    def test_notes_that_were_hidden_meanwhile_stay_hidden(
        self, client, session, workshop, wall, gather
    ):
        note = make_need(session, workshop)
        page = soup(client.get(wall))
        hidden = {tag["name"]: tag["value"] for tag in page.select("#gather [type=hidden]")}
        note.hidden_at, note.hidden_reason = NOON, "A name."

        answer = client.post(wall, data=hidden | {"needs": note.id, "headline": "Rad", "into": ""})

        assert answer.status_code == 422
        assert session.scalars(select(Cluster)).all() == []

    def test_notes_of_other_workshops_cannot_be_pulled_in(self, client, session, workshop, wall):
        make_need(session, workshop)
        foreign = make_need(session, make_workshop(session))
        page = soup(client.get(wall))
        hidden = {tag["name"]: tag["value"] for tag in page.select("#gather [type=hidden]")}

        data = {"needs": [foreign.id, "10000000000000000000", "x"], "headline": "Rad", "into": ""}
        answer = client.post(wall, data=hidden | data)

        assert (answer.status_code, foreign.cluster_id) == (422, None)

    def test_moves_one_note(self, client, session, workshop, wall, needs_path):
        cluster, note = (
            make_cluster(session, workshop, headline="Rad"),
            make_need(session, workshop),
        )
        move = soup(client.get(wall)).select_one(f"#move-{note.id}")["href"].partition("#")[0]

        answer = client.submit(f"{needs_path}/{note.id}/move", {"into": str(cluster.id)}, on=move)

        assert answer.location == wall
        assert note.cluster_id == cluster.id

    def test_moves_a_note_out_from_its_own_page(self, client, session, workshop, wall, needs_path):
        note = make_need(session, workshop, cluster=make_cluster(session, workshop))
        path = f"{needs_path}/{note.id}"

        client.submit(f"{path}/move", {"into": "free"}, on=path)

        assert note.cluster_id is None

    def test_a_cluster_that_was_dissolved_meanwhile_takes_no_note(
        self, client, session, workshop, wall, needs_path
    ):
        cluster, note = make_cluster(session, workshop), make_need(session, workshop)
        page = soup(client.get(f"{wall}?move={note.id}"))
        form = page.select_one(f"form[action='{needs_path}/{note.id}/move']")
        hidden = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")}
        cluster.dissolved_at = NOON

        answer = client.post(
            f"{needs_path}/{note.id}/move", data=hidden | {"into": str(cluster.id)}
        )

        assert (answer.status_code, note.cluster_id) == (422, None)
        assert "Diese Auswahl gibt es nicht" in text(answer)

    def test_renames_a_cluster(self, client, session, workshop, wall):
        cluster = make_cluster(session, workshop, headline="Rad")
        path, on = f"/workshops/{workshop.id}/clusters/{cluster.id}/rename", f"{wall}?rename="

        empty = client.submit(path, {"headline": ""}, on=f"{on}{cluster.id}")
        assert (empty.status_code, cluster.headline) == (422, "Rad")

        answer = client.submit(path, {"headline": "Sicher mit dem Rad"}, on=f"{on}{cluster.id}")
        assert (answer.location, cluster.headline) == (wall, "Sicher mit dem Rad")

    def test_dissolves_a_cluster_and_keeps_its_notes(self, client, session, workshop, wall):
        cluster = make_cluster(session, workshop)
        note = make_need(session, workshop, cluster=cluster)
        path = f"/workshops/{workshop.id}/clusters/{cluster.id}/dissolve"

        client.submit(path, {}, on=f"{wall}?rename={cluster.id}")

        assert note.cluster_id is None
        assert soup(client.get(wall)).select_one(f".fw-cluster--tray #note-{note.id}")

    def test_leaves_hidden_notes_out(self, client, session, workshop, wall):
        make_need(session, workshop, **HIDDEN)

        assert not soup(client.get(wall)).select(".fw-note")

    def test_is_closed_to_participants(self, client, needs_path, participant):
        assert client.get(f"{needs_path}/wall").location.startswith("/sign-in")


class TestCluster:
    def test_shows_its_needs_in_their_own_words_by_group(
        self, client, session, workshop, participant
    ):
        open_only(session, workshop, StepKind.PROPOSE_IDEAS)
        cluster = make_cluster(session, workshop, headline="Sicher mit dem Rad")
        make_need(session, workshop, cluster=cluster, i_need="einen Radweg", group_key="town")
        make_need(session, workshop, cluster=cluster, i_need="Stellplätze")

        page = soup(client.get(f"/workshops/{workshop.id}/clusters/{cluster.id}"))

        assert page.select_one("h1").text == "Sicher mit dem Rad"
        assert [note.text for note in page.select(".fw-note a")] == [
            "Als Mutter brauche ich Stellplätze, damit wir im Sommer länger bleiben.",
            "Als Mutter brauche ich einen Radweg, damit wir im Sommer länger bleiben.",
        ]
        assert page.select_one(f"a[href='/workshops/{workshop.id}/ideas/new?cluster={cluster.id}']")

    def test_says_when_it_is_empty(self, client, session, workshop):
        cluster = make_cluster(session, workshop)

        page = client.get(f"/workshops/{workshop.id}/clusters/{cluster.id}")

        assert "kein Zettel" in text(page)

    def test_says_when_it_was_dissolved(self, client, session, workshop):
        cluster = make_cluster(session, workshop, dissolved_at=NOON)

        page = client.get(f"/workshops/{workshop.id}/clusters/{cluster.id}")

        assert (page.status_code, "aufgelöst" in text(page)) == (200, True)


def test_a_draft_is_nobodys_business(client, session):
    draft = make_workshop(session, status=WorkshopStatus.DRAFT)
    need, cluster = make_need(session, draft), make_cluster(session, draft)
    make_participant(session, draft)

    for path in ("needs", f"needs/{need.id}", f"clusters/{cluster.id}"):
        assert client.get(f"/workshops/{draft.id}/{path}").status_code == 404
