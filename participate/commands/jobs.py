"""What happens without a request. One thread of the process that starts the workers sees to it."""

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import IntegrityError

from participate.accounts.actions import forget_attempts
from participate.core.audit import seal_entries
from participate.core.clock import now
from participate.core.once import forget_writes
from participate.extensions import db
from participate.voting.jobs import destroy_old_keys
from participate.workshops.actions import forget_wrong_codes

#: An entry changed within this time leaves no broken seal, so it is short.
SEAL_SECONDS = 30
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
    """Delete what the privacy page promises to delete: each kind when its time has come."""
    with app.app_context():
        for forget in (forget_writes, forget_attempts, forget_wrong_codes, destroy_old_keys):
            forget(db.session, at=now())
            db.session.commit()


def start_clock(app: Flask) -> BackgroundScheduler:
    """Seal the audit log every half minute and forget every hour, both from now on.

    All in a thread that ends with the process.
    """
    clock = BackgroundScheduler(timezone=app.config["BABEL_DEFAULT_TIMEZONE"], daemon=True)
    often = {"next_run_time": now(), "max_instances": 1, "coalesce": True}
    clock.add_job(seal_audit_log, "interval", args=[app], seconds=SEAL_SECONDS, **often)
    clock.add_job(forget_what_is_over, "interval", args=[app], minutes=FORGET_MINUTES, **often)
    clock.start()
    return clock
