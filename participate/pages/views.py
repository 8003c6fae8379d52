"""The pages over several slices."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, request, url_for
from flask_babel import gettext as _

from participate.accounts.rules import Role
from participate.accounts.visitor import current_account, find_account
from participate.core.audience import Audience
from participate.core.clock import now
from participate.core.paging import page_of
from participate.extensions import db
from participate.pages import actions, queries, waiting
from participate.pages.accessibility import last_run
from participate.pages.desk import next_action, tasks_for
from participate.pages.details import details_of
from participate.pages.forms import FeedbackForm, LanguageForm
from participate.pages.licences import assets_used, parts_used
from participate.pages.operator import missing_settings
from participate.pages.rules import FEEDBACK_PER_PAGE, STATEMENT_ON
from participate.pages.sentences import AREAS, area_names, sentence_of
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial
from participate.web.language import remember_language
from participate.web.numbers import id_in
from participate.web.security import kept_nowhere, local_path
from participate.web.transactions import answers_every_copy, locks_by_itself, saved
from participate.workshops.actions import keep_language, sign_device_out
from participate.workshops.rules import resume_code, spaced
from participate.workshops.visitor import (
    DEVICE_COOKIE,
    DEVICE_DAYS,
    current_participant,
    visible_workshop,
    workshop_around,
)

bp = Blueprint("pages", __name__)


def _page(template: str, **context: Any) -> Response:
    """Answer with a page that has no parts of its own."""
    return page_or_partial(template, template, **context)


@bp.get("/")
@open_to(Audience.EVERYONE)
def home() -> Response:
    """Lead to the offers, into the running workshop, and to what became of all wishes."""
    at = now()
    return _page(
        "pages/home.html",
        running=queries.running_workshop(db.session, at=at),
        upcoming=queries.next_workshops(db.session, at=at),
        way=queries.way_in_figures(db.session),
        outcomes=queries.latest_outcomes(db.session),
    )


@bp.get("/imprint")
@open_to(Audience.EVERYONE)
def imprint() -> Response:
    """Say who runs this, and which setting is still empty."""
    config = current_app.config
    return _page("pages/imprint.html", operator=config, missing=missing_settings(config))


@bp.route("/accessibility", methods=["GET", "POST"])
@open_to(Audience.EVERYONE)
def accessibility() -> Response:
    """Show the accessibility statement, and take what somebody says about a barrier."""
    form = FeedbackForm(page=request.args.get("page", ""))
    if form.validate_on_submit():
        given = {name: form[name].data for name in ("body", "page", "contact")}
        actions.give_feedback(db.session, **given, at=now())
        flash(_("Your message has arrived. Thank you. We look into it."))
        return saved(url_for("pages.accessibility"))
    page, status = "pages/accessibility.html", 422 if form.errors else 200
    return page_or_partial(
        page,
        page,
        status=status,
        form=form,
        operator=current_app.config,
        stated_on=STATEMENT_ON,
        run=last_run(),
    )


@bp.get("/licences")
@open_to(Audience.EVERYONE)
def licences() -> Response:
    """Name the parts this is built from, and their licences."""
    return _page("pages/licences.html", parts=parts_used(), assets=assets_used())


@bp.route("/language", methods=["GET", "POST"])
@open_to(Audience.EVERYONE)
@answers_every_copy
def language() -> Response:
    """Let somebody choose a language, here and on their next device, and lead back."""
    form = LanguageForm(back=request.args.get("back", ""))
    back = local_path(form.back.data, url_for("pages.home"))
    if form.validate_on_submit():
        _keep_language(form.language.data)
        return remember_language(saved(back), form.language.data)
    page, status = "pages/language.html", 422 if form.errors else 200
    return page_or_partial(page, page, status=status, form=form, back=back)


def _keep_language(language: str) -> None:
    """Keep a language with whoever is here: who signed in, and who takes part on this device."""
    if (account := find_account()) is not None:
        account.language = language
    if token := request.cookies.get(DEVICE_COOKIE):
        secret = current_app.config["SECRET_KEY"]
        keep_language(db.session, secret=secret, token=token, language=language)


@bp.get("/desk")
@open_to(
    Audience.PROVIDER, Audience.BOARD, Audience.CHAIR, Audience.MODERATOR, Audience.ADMINISTRATOR
)
def desk() -> Response:
    """Show what is to do next for somebody who works here."""
    account, at = current_account(), now()
    moderates = account.has(Role.MODERATOR)
    at_hand = waiting.workshops_at_hand(db.session, at=at) if moderates else []
    return _page(
        "pages/desk.html",
        account=account,
        moderates=moderates,
        tasks=tasks_for(db.session, account, at=at),
        workshops=[(workshop, *next_action(workshop, at=at)) for workshop in at_hand],
    )


@bp.get("/workshops/<int:workshop_id>/mine")
@open_to(Audience.PARTICIPANT)
def mine(workshop_id: int) -> Response:
    """Show participants what they wrote, what became of it, and what their device keeps."""
    workshop = visible_workshop(workshop_id)
    participant = current_participant(workshop.id)
    code = resume_code(current_app.config["SECRET_KEY"], participant.id)
    page = _page(
        "pages/mine.html",
        workshop=workshop,
        participant=participant,
        code=spaced(code),
        days=DEVICE_DAYS,
        needs=queries.needs_of(db.session, participant),
        ideas=queries.ideas_of(db.session, participant),
    )
    return kept_nowhere(page)


@bp.post("/workshops/<int:workshop_id>/forget-device")
@open_to(Audience.PARTICIPANT)
@locks_by_itself
def forget_device(workshop_id: int) -> Response:
    """Take the token off this device, and let it open nothing: it may have been copied."""
    token = request.cookies.get(DEVICE_COOKIE, "")
    sign_device_out(db.session, secret=current_app.config["SECRET_KEY"], token=token)
    flash(_("This device is signed out. With your code you can come back at any time."))
    seen = workshop_around()  # a draft is not shown to who took part in it
    answer = saved(
        url_for("workshops.show", workshop_id=workshop_id) if seen else url_for("pages.home")
    )
    answer.delete_cookie(DEVICE_COOKIE)
    return answer


@bp.route("/feedback", methods=["GET", "POST"])
@open_to(Audience.ADMINISTRATOR)
def feedback() -> Response:
    """List what people say about barriers; note what is settled."""
    if request.method == "POST":
        settled = queries.get_feedback(db.session, id_in(request.form, "feedback"))
        actions.settle_feedback(db.session, settled, by=current_account(), at=now())
        flash(_("The message is settled. How to reach its author is erased."))
        return saved(url_for("pages.feedback"))
    number = request.args.get("page", 1, type=int)
    messages = page_of(
        db.session, queries.all_feedback(), number=number, per_page=FEEDBACK_PER_PAGE
    )
    return _page("pages/feedback.html", messages=messages)


@bp.get("/audit")
@open_to(Audience.ADMINISTRATOR)
def audit() -> Response:
    """Show who did what and when, newest first."""
    area = request.args.get("area", "")
    entries = queries.audit_page(
        db.session,
        events=[event.value for event in AREAS[area]] if area in AREAS else None,
        number=request.args.get("page", 1, type=int),
    )
    names = queries.actor_names(db.session, entries.items)
    return _page(
        "pages/audit.html",
        entries=entries,
        sentences={entry.id: sentence_of(entry, names) for entry in entries.items},
        details={entry.id: details_of(entry) for entry in entries.items},
        seals=queries.seals_of(db.session, entries.items),
        areas=area_names(),
        area=area,
    )
