"""The pages about what is stored about people."""

import json
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, current_app, flash, request, url_for
from flask_babel import gettext as _

from participate.accounts import visitor
from participate.accounts.models import Account
from participate.accounts.queries import get_account
from participate.accounts.views.base import STAFF, asks_for_proof, knows_password
from participate.core.audience import Audience
from participate.core.clock import now
from participate.core.erasures import ListError
from participate.extensions import db
from participate.pages.operator import missing_settings
from participate.privacy.actions.accounts import LastAdministratorError, erase_account
from participate.privacy.actions.participants import erase_participant
from participate.privacy.actions.replay import keep_erasures
from participate.privacy.forms import EraseAccountForm, EraseByCodeForm, EraseForm
from participate.privacy.labels import SHOWN_ROWS, retention_table, shown_data
from participate.privacy.queries import find_participant_by_code, own_data
from participate.privacy.rules import OWN_DATA_FORMAT
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial
from participate.web.language import chosen_language
from participate.web.security import kept_nowhere
from participate.web.transactions import locks_by_itself, saved, saved_although_refused
from participate.workshops.labels import group_name
from participate.workshops.models import Actor
from participate.workshops.queries import stakeholder_groups
from participate.workshops.rules import code_hash
from participate.workshops.visitor import current_participant, secret, visible_workshop

bp = Blueprint("privacy", __name__)


@bp.get("/privacy")
@open_to(Audience.EVERYONE)
def show() -> Response:
    """Say what is stored about whom, for how long, and what people can ask for."""
    config, page = current_app.config, "privacy/show.html"
    return page_or_partial(
        page, page, operator=config, missing=missing_settings(config), kept=retention_table()
    )


def _listed(answer: Response) -> Response:
    """Put whom this request erased on the list. If that fails, the clock tries, and says so."""
    with suppress(OSError, ListError):
        keep_erasures(db.session, current_app.config["ERASURES"])
    return answer


@bp.route("/workshops/<int:workshop_id>/erase-me", methods=["GET", "POST"])
@open_to(Audience.PARTICIPANT)
@locks_by_itself
def erase_me(workshop_id: int) -> Response:
    """Let participants erase themselves, on their own device."""
    workshop, form = visible_workshop(workshop_id), EraseForm()
    me = current_participant(workshop.id)
    if form.validate_on_submit():
        erase_participant(db.session, me, by=me, texts=form.texts.data, at=now())
        flash(_("Your data is erased. Thank you for having taken part."))
        return _listed(saved(url_for("workshops.show", workshop_id=workshop_id)))
    page, status = "privacy/erase_me.html", 422 if form.errors else 200
    return kept_nowhere(page_or_partial(page, page, status=status, workshop=workshop, form=form))


@bp.route("/account/erase", methods=["GET", "POST"])
@open_to(*STAFF)
@locks_by_itself
def erase_own_account() -> Response:
    """Let somebody who signs in erase their own account."""
    account, form = visitor.current_account(), asks_for_proof(EraseAccountForm())
    if form.validate_on_submit() and _erased(account, form):
        visitor.end_session()
        flash(_("Your account is erased."))
        return _listed(saved(url_for("pages.home")))
    return _account_page(
        account, form, url_for("privacy.erase_own_account"), url_for("accounts.mine")
    )


@bp.route("/accounts/<int:account_id>/erase", methods=["GET", "POST"])
@open_to(Audience.ADMINISTRATOR)
@locks_by_itself
def erase_other_account(account_id: int) -> Response:
    """Let an administrator erase an account."""
    account, form = get_account(db.session, account_id), asks_for_proof(EraseAccountForm())
    own = account.id == visitor.current_account().id
    if form.validate_on_submit() and _erased(account, form):
        if own:
            visitor.end_session()
        flash(_("The account is erased."))
        return _listed(saved(url_for("pages.home" if own else "accounts.index")))
    action = url_for("privacy.erase_other_account", account_id=account_id)
    return _account_page(account, form, action, url_for("accounts.edit", account_id=account_id))


def _erased(account: Account, form: EraseAccountForm) -> bool:
    """Erase an account; False, with the reason in the form, when it has to stay."""
    by, texts = visitor.current_account(), form.texts.data
    try:
        if not knows_password(form):
            return False
        erase_account(db.session, account, by=by, texts=texts, at=now())
    except LastAdministratorError:
        form.last_administrator()
        saved_although_refused()
        return False
    return True


def _account_page(account: Account, form: EraseAccountForm, action: str, back: str) -> Response:
    page, status = "privacy/erase_account.html", 422 if form.errors else 200
    return page_or_partial(
        page, page, status=status, account=account, form=form, action=action, back=back
    )


@bp.route("/erase-participant", methods=["GET", "POST"])
@open_to(Audience.ADMINISTRATOR)
def erase_by_code() -> Response:
    """Let an administrator erase a participant who wrote to the town and named their code."""
    form, by = EraseByCodeForm(), visitor.current_account()
    if form.validate_on_submit():
        someone = find_participant_by_code(db.session, code_hash(secret(), form.code.data))
        if someone is not None:
            erase_participant(db.session, someone, by=by, texts=form.texts.data, at=now())
            flash(_("The data of this person is erased."))
            return _listed(saved(url_for("privacy.erase_by_code")))
        form.unknown()
    page, status = "privacy/erase_by_code.html", 422 if form.errors else 200
    return page_or_partial(page, page, status=status, form=form)


@bp.get("/workshops/<int:workshop_id>/my-data")
@open_to(Audience.PARTICIPANT)
def my_data(workshop_id: int) -> Response:
    """Show participants what is stored about them."""
    workshop = visible_workshop(workshop_id)
    me, page = current_participant(workshop.id), "privacy/my_data.html"
    context = _shown(me) | {"workshop": workshop}
    return kept_nowhere(page_or_partial(page, page, **context))


@bp.get("/workshops/<int:workshop_id>/my-data.json")
@open_to(Audience.PARTICIPANT)
def my_data_file(workshop_id: int) -> Response:
    """Hand participants what is stored about them."""
    me = current_participant(visible_workshop(workshop_id).id)
    return _file(me, _("my-data-workshop-%(number)d", number=workshop_id))


@bp.get("/account/data")
@open_to(*STAFF)
def account_data() -> Response:
    """Show whoever signs in what is stored about them."""
    page = "privacy/account_data.html"
    return kept_nowhere(page_or_partial(page, page, **_shown(visitor.current_account())))


@bp.get("/account/data.json")
@open_to(*STAFF)
def account_data_file() -> Response:
    """Hand whoever signs in what is stored about them."""
    return _file(visitor.current_account(), _("my-data-account"))


def _shown(me: Actor) -> dict[str, Any]:
    """Return what the page about somebody's data needs."""
    groups = {group.key: group_name(group) for group in stakeholder_groups(db.session)}
    sections = shown_data(own_data(db.session, me), who=me.byline, groups=groups)
    return {"sections": sections, "most": SHOWN_ROWS, "cookies": sorted(request.cookies)}


def _file(me: Actor, name: str) -> Response:
    """Return somebody's data as JSON: keys and moments as `docs/own-data.md` says."""
    about = {
        "format": OWN_DATA_FORMAT,
        "town": current_app.config["TOWN_NAME"],
        "made_at": now(),
        "language": chosen_language(),
        "cookies": sorted(request.cookies),
    }
    text = json.dumps(
        about | own_data(db.session, me),
        ensure_ascii=False,
        indent=2,
        default=lambda value: value.isoformat(),
    )
    answer = Response(text + "\n", content_type="application/json; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.json")
    return kept_nowhere(answer)
