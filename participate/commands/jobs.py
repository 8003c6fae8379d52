"""What happens without a request. A thread of each worker sees to it (decision 4)."""

import click
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import IntegrityError

from participate.accounts.jobs import answer_link_requests
from participate.core.audit import seal_entries
from participate.core.clock import now
from participate.extensions import db
from participate.notices.jobs import send_mails
from participate.privacy.actions.replay import keep_erasures
from participate.privacy.jobs import purge

#: An entry changed within this time leaves no broken seal, so it is short.
SEAL_SECONDS = 30
#: Somebody who asked for a link looks into their inbox at once.
MAIL_SECONDS = 3
#: Nothing that is to be forgotten has to go by the minute.
FORGET_MINUTES = 60


def seal_audit_log(app: Flask) -> None:
    """Chain every audit entry that is not sealed yet. Another sealer may be faster: then it did."""
    with app.app_context():
        try:
            while seal_entries(db.session):
                db.session.commit()
        except IntegrityError:
            db.session.rollback()


def forget_what_is_over(app: Flask) -> None:
    """Delete what the privacy page promises to delete: each kind when its time has come.

    Whoever was erased goes on the list that no restore reaches, if that failed when it happened.
    """
    with app.app_context():
        purge(db.session, at=now())
        keep_erasures(db.session, app.config["ERASURES"])


def send_waiting_mails(app: Flask) -> None:
    """Put links that somebody asked for into the outbox, and send what is due.

    Each worker does; a mail belongs to one of them at a time.
    """
    with app.app_context():
        answer_link_requests(db.session, app)
        send_mails(db.session, app.config["MAIL"], key=app.config["SECRET_KEY"].encode())


def start_clock(app: Flask) -> BackgroundScheduler:
    """Seal the audit log every half minute, send mails every few seconds, forget every hour.

    All in a thread that ends with the process.
    """
    clock = BackgroundScheduler(timezone=app.config["BABEL_DEFAULT_TIMEZONE"], daemon=True)
    often = {"next_run_time": now(), "max_instances": 1, "coalesce": True}
    clock.add_job(seal_audit_log, "interval", args=[app], seconds=SEAL_SECONDS, **often)
    clock.add_job(send_waiting_mails, "interval", args=[app], seconds=MAIL_SECONDS, **often)
    clock.add_job(forget_what_is_over, "interval", args=[app], minutes=FORGET_MINUTES, **often)
    clock.start()
    return clock


@click.command()
@with_appcontext
def work() -> None:
    """Do once, now, what the server's clock does: seal the log, send mails, forget what is over."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    for job in (seal_audit_log, send_waiting_mails, forget_what_is_over):
        job(app)
