"""The pages of offers."""

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from participate.accounts.visitor import current_account, find_account
from participate.core.audience import Audience
from participate.core.clock import now, town_day
from participate.core.errors import NotFoundError
from participate.extensions import db
from participate.offers import actions, queries
from participate.offers.access import may_keep, may_see
from participate.offers.forms import (
    MembersForm,
    NewOfferForm,
    OfferForm,
    ProviderForm,
    age_name,
    ages,
    wanted_from,
)
from participate.offers.models import Offer
from participate.offers.rules import OfferStatus, out_of_date
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial
from participate.web.kept import same_for_all
from participate.web.transactions import saved

bp = Blueprint("offers", __name__)


@bp.get("/offers")
@open_to(Audience.EVERYONE)
@same_for_all
def index() -> Response:
    """Find offers by life phase, words and age. Every choice stands in the address."""
    wanted = wanted_from(request.args)
    return page_or_partial(
        "offers/index.html",
        "offers/_results.html",
        wanted=wanted,
        offers=queries.published_offers(
            db.session, wanted, number=request.args.get("page", 1, type=int)
        ),
        counts=queries.published_by_phase(db.session),
        swapped="HX-Request" in request.headers,
        ages=ages(),
        age_name=age_name,
        today=town_day(now()),
        out_of_date=out_of_date,
    )


@bp.get("/offers/<int:offer_id>")
@open_to(Audience.EVERYONE)
@same_for_all
def show(offer_id: int) -> ResponseReturnValue:
    """Show one offer with everything a family needs in order to use it."""
    offer, account = queries.get_offer(db.session, offer_id), find_account()
    if not may_see(account, offer):
        raise NotFoundError(f"offer {offer_id} is {offer.status}")
    return render_template(
        "offers/show.html",
        offer=offer,
        keeps=may_keep(account, offer),
        stale=out_of_date(offer.confirmed_on, town_day(now())),
        age_name=age_name,
    )


@bp.get("/offers/mine")
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def mine() -> ResponseReturnValue:
    """List what this account keeps, and what each offer lacks."""
    account = current_account()
    return render_template(
        "offers/mine.html",
        page=queries.offers_kept_by(
            db.session, account, number=request.args.get("page", 1, type=int)
        ),
        providers=queries.providers_kept_by(db.session, account),
        today=town_day(now()),
        out_of_date=out_of_date,
    )


@bp.route("/offers/new", methods=["GET", "POST"])
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def new() -> ResponseReturnValue:
    """Write a new offer; it is a draft until it is published."""
    providers = queries.providers_kept_by(db.session, current_account())
    form = NewOfferForm()
    form.provider.choices = [SelectChoice(provider.id, provider.name) for provider in providers]
    if form.validate_on_submit():
        provider = queries.get_provider(db.session, form.provider.data)
        offer = actions.create_offer(
            db.session, provider, form.details, by=current_account(), at=now()
        )
        flash(_("Saved as a draft. Families find it once you publish it."))
        return saved(url_for("offers.edit", offer_id=offer.id))
    return page_or_partial(
        "offers/edit.html",
        "offers/_form.html",
        status=422 if form.errors else 200,
        form=form,
        offer=None,
        action=url_for("offers.new"),
        age_name=age_name,
        providers=providers,
    )


@bp.route("/offers/<int:offer_id>/edit", methods=["GET", "POST"])
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def edit(offer_id: int) -> ResponseReturnValue:
    """Edit an offer beside what families will see of it."""
    offer = kept_offer(offer_id)
    form = OfferForm(obj=offer, seen=str(offer.text_version))
    if form.validate_on_submit() and edited(offer, form):
        flash(_said_after_saving(offer))
        return saved(url_for("offers.edit", offer_id=offer.id))
    return _edit_page(offer, form)


@bp.post("/offers/<int:offer_id>/publish")
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def publish(offer_id: int) -> ResponseReturnValue:
    """Let families find an offer, or say what it lacks."""
    offer = kept_offer(offer_id)
    try:
        actions.publish_offer(db.session, offer, by=current_account(), at=now())
    except actions.IncompleteError as error:
        form = OfferForm(formdata=None, obj=offer, seen=str(offer.text_version))
        form.point_out(error.lacks)
        return _edit_page(offer, form)
    flash(_("Published. Families find this offer from now on."))
    return saved(url_for("offers.show", offer_id=offer.id))


@bp.post("/offers/<int:offer_id>/withdraw")
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def withdraw(offer_id: int) -> ResponseReturnValue:
    """Take an offer out of the directory."""
    offer = kept_offer(offer_id)
    actions.withdraw_offer(db.session, offer, by=current_account(), at=now())
    flash(_("Withdrawn. Families no longer find this offer; you can publish it again."))
    return saved(url_for("offers.mine"))


@bp.post("/offers/<int:offer_id>/confirm")
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def confirm(offer_id: int) -> ResponseReturnValue:
    """Say that an offer is still true."""
    offer = kept_offer(offer_id)
    actions.confirm_offer(db.session, offer, by=current_account(), at=now())
    flash(_("Confirmed as of today: %(title)s", title=offer.title))
    return saved(url_for("offers.mine"))


@bp.route("/providers", methods=["GET", "POST"])
@open_to(Audience.ADMINISTRATOR)
def providers() -> ResponseReturnValue:
    """List all providers, and add one."""
    form = ProviderForm()
    if form.validate_on_submit():
        try:
            provider = actions.create_provider(
                db.session,
                by=current_account(),
                name=form.name.data,
                website=form.website.data,
                at=now(),
            )
        except actions.NameTakenError as error:
            form.name.errors = [error.explanation]
        else:
            flash(_("Saved. Now choose who keeps its offers."))
            return saved(url_for("offers.edit_provider", provider_id=provider.id))
    page = queries.page_of_providers(db.session, number=request.args.get("page", 1, type=int))
    counts = queries.offers_per_provider(db.session, page.items)
    status = 422 if form.errors else 200
    return render_template("offers/providers.html", form=form, page=page, counts=counts), status


@bp.route("/providers/<int:provider_id>/edit", methods=["GET", "POST"])
@open_to(Audience.ADMINISTRATOR)
def edit_provider(provider_id: int) -> ResponseReturnValue:
    """Change a provider and who keeps its offers."""
    provider = queries.get_provider(db.session, provider_id)
    accounts = {account.id: account for account in queries.provider_accounts(db.session)}
    known = [member.id for member in provider.members if member.id in accounts]
    form = MembersForm(name=provider.name, website=provider.website, members=known)
    form.members.choices = [SelectChoice(key, one.display_name) for key, one in accounts.items()]
    if form.validate_on_submit():
        try:
            actions.change_provider(
                db.session,
                provider,
                by=current_account(),
                name=form.name.data,
                website=form.website.data,
                members=[accounts[key] for key in form.members.data],
                at=now(),
            )
        except actions.NameTakenError as error:
            form.name.errors = [error.explanation]
        else:
            flash(_("The provider is saved."))
            return saved(url_for("offers.providers"))
    status = 422 if form.errors else 200
    return render_template("offers/edit_provider.html", form=form, provider=provider), status


def edited(offer: Offer, form: OfferForm) -> bool:
    """Change an offer; or leave the mistake with its field."""
    seen, account = form.seen_version, current_account()
    try:
        actions.edit_offer(db.session, offer, form.details, seen=seen, by=account, at=now())
    except actions.IncompleteError as error:
        form.point_out(error.lacks)
    except actions.EditedMeanwhileError as error:
        form.form_errors.append(error.explanation)
        form.seen.data = str(offer.text_version)
    return not form.errors


def kept_offer(offer_id: int) -> Offer:
    """Return an offer that the signed-in account keeps, locked when it may be changed.

    Raises:
        NotFoundError: there is none, or another provider keeps it: the two look the same.
    """
    offer = queries.get_offer(db.session, offer_id, lock=request.method == "POST")
    if not may_keep(current_account(), offer):
        raise NotFoundError(f"offer {offer_id} is kept by others")
    return offer


def _edit_page(offer: Offer, form: OfferForm) -> Response:
    """Return the form beside the offer as it is saved; with status 422 when it has mistakes."""
    return page_or_partial(
        "offers/edit.html",
        "offers/_form.html",
        status=422 if form.mistakes else 200,
        form=form,
        offer=offer,
        action=url_for("offers.edit", offer_id=offer.id),
        age_name=age_name,
        providers=[],
    )


def _said_after_saving(offer: Offer) -> str:
    if offer.status is OfferStatus.PUBLISHED:
        return str(_("Saved and confirmed as of today. Families see it like this from now on."))
    return str(_("Saved. Families find it once you publish it."))
