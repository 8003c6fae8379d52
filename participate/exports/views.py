"""What leaves the pages: files of a release, a feed of releases, workshops for a calendar."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_babel import gettext as _

from participate.core.audience import Audience
from participate.core.clock import now
from participate.core.errors import NotFoundError
from participate.exports.calendar import CONTENT_TYPE, calendar
from participate.exports.card import card
from participate.exports.collect import backlog
from participate.exports.formats import FORMATS
from participate.exports.labels import words
from participate.extensions import db
from participate.requirements.queries import get_release, releases
from participate.web.assets import built
from participate.web.guard import open_to
from participate.web.moments import day, moment
from participate.workshops.models import Workshop
from participate.workshops.queries import announced_workshops, stakeholder_groups
from participate.workshops.visitor import visible_workshop

bp = Blueprint("exports", __name__)


@bp.get("/releases/<int:number>/backlog.<string:extension>")
@open_to(Audience.EVERYONE)
def download(number: int, extension: str) -> Response:
    """Hand out the backlog of a release as a file."""
    format_ = FORMATS.get(extension)
    if format_ is None:
        raise NotFoundError(f"no format {extension}")
    sheet = backlog(db.session, number, format_)
    content = format_.write(sheet, words(stakeholder_groups(db.session)))
    answer = Response(content, content_type=format_.content_type)
    name = _("requirements-release-%(number)d", number=number)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{extension}")
    return answer


@bp.get("/releases.atom")
@open_to(Audience.EVERYONE)
def feed() -> Response:
    """Tell feed readers of each release."""
    config = current_app.config
    text = render_template(
        "exports/releases.xml",
        releases=releases(db.session),
        public_url=config["PUBLIC_URL"],
        operator=config["OPERATOR_NAME"],
    )
    return _asked_again(Response(text, content_type="application/atom+xml; charset=utf-8"))


@bp.get("/workshops.ics")
@open_to(Audience.EVERYONE)
def appointments() -> Response:
    """Hand out all workshops that are announced, for a calendar that subscribes to them."""
    return _calendar(announced_workshops(db.session, at=now()))


@bp.get("/workshops/<int:workshop_id>/appointment.ics")
@open_to(Audience.EVERYONE)
def appointment(workshop_id: int) -> Response:
    """Hand out one workshop, to keep in a calendar."""
    answer = _calendar([visible_workshop(workshop_id)])
    name = _("workshop-%(number)d", number=workshop_id)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.ics")
    return answer


def _calendar(workshops: Sequence[Workshop]) -> Response:
    base, town = current_app.config["PUBLIC_URL"], current_app.config["TOWN_NAME"]
    addresses = {base + url_for("workshops.show", workshop_id=one.id): one for one in workshops}
    name, host = f"Familienwerkstatt {town}", str(urlsplit(base).hostname)
    content = calendar(addresses, name=name, host=host, at=now())
    return Response(content, content_type=CONTENT_TYPE)


@bp.get("/workshops/<int:workshop_id>/card.png")
@open_to(Audience.EVERYONE)
def workshop_card(workshop_id: int) -> Response:
    """Draw what others show beside a link to a workshop."""
    workshop = visible_workshop(workshop_id)
    return _card(moment(workshop.starts_at), workshop.title, workshop.place)


@bp.get("/releases/<int:number>/card.png")
@open_to(Audience.EVERYONE)
def release_card(number: int) -> Response:
    """Draw what others show beside a link to a release."""
    release = get_release(db.session, number)
    over = f"{_('Release %(number)d', number=number)} · {day(release.published_at)}"
    return _card(over, release.title, "")


def _card(over: str, title: str, place: str) -> Response:
    below = f"Familienwerkstatt {current_app.config['TOWN_NAME']}"
    fonts = {"regular": _font("FiraSans-Regular"), "bold": _font("FiraSans-SemiBold")}
    content = card(over, title, f"{below} · {place}" if place else below, **fonts)
    return _asked_again(Response(content, content_type="image/png"))


def _font(name: str) -> bytes:
    return built().files[built().manifest[f"{name}.woff2"]].encodings["identity"]


def _asked_again(answer: Response) -> Response:
    """Let a reader that comes every hour hear that nothing changed."""
    answer.add_etag()
    answer.make_conditional(request)
    return answer
