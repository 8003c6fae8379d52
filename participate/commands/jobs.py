"""What happens without a request. One thread of the process that starts the workers sees to it."""

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import IntegrityError

from participate.core.audit import seal_entries
from participate.core.clock import now
from participate.extensions import db

#: An entry changed within this time leaves no broken seal, so it is short.
SEAL_SECONDS = 30


def seal_audit_log(app: Flask) -> None:
    """Chain every audit entry that is not sealed yet. Another sealer may be faster: then it did."""
    with app.app_context():
        try:
            while seal_entries(db.session):
                db.session.commit()
        except IntegrityError:
            db.session.rollback()


def start_clock(app: Flask) -> BackgroundScheduler:
    """Seal the audit log now and every half minute, in a thread that ends with the process."""
    clock = BackgroundScheduler(timezone=app.config["BABEL_DEFAULT_TIMEZONE"], daemon=True)
    clock.add_job(
        seal_audit_log,
        "interval",
        args=[app],
        seconds=SEAL_SECONDS,
        next_run_time=now(),
        max_instances=1,
        coalesce=True,
    )
    clock.start()
    return clock
