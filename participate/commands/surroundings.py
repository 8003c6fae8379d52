"""Looking over what an installation stands on: disk, clock, files, mail server, jobs, backups."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import disk_usage

from flask import current_app
from sqlalchemy import func, select

from participate.commands.backups.backup import last_backup_file
from participate.commands.backups.target import sqlite_file
from participate.commands.settings import VARIABLE
from participate.config import MEBIBYTE
from participate.core.audit import AuditEntry, oldest_unsealed
from participate.core.clock import now
from participate.core.outbox import oldest_due
from participate.extensions import db
from participate.notices.actions import mail_problems
from participate.offers.queries import doubled_names
from participate.pages.operator import missing_settings
from participate.paths import data_dir

#: What has to be free on the disk: an evening, its log, and one more backup of a small town.
ROOM = 500 * MEBIBYTE
#: How far two clocks may be apart before times on pages and expiries of links become wrong.
APART = timedelta(minutes=2)
#: The server's clock seals and sends within seconds. After this nobody does.
LATE = timedelta(minutes=15)
#: Backups are made every night; after this one was missed.
BACKUP_AGE = timedelta(hours=36)
SET_IT = "Set the clock: `timedatectl set-ntp true`."


def disk_has_room() -> str | None:
    """Is there room for what is written, and for one more backup?"""
    place = sqlite_file()
    size = place.stat().st_size if place and place.exists() else 0
    free, needed = disk_usage(data_dir()).free, max(ROOM, 2 * size)
    if free >= needed:
        return None
    return (
        f"Only {free // MEBIBYTE} MB are free in {data_dir()}; {needed // MEBIBYTE} MB are needed."
        " Delete old backups or logs, or make the disk larger."
    )


def clock_is_right() -> str | None:
    """Does the clock agree with the database, and with what was written before?"""
    newest = db.session.scalar(select(func.max(AuditEntry.at)))
    theirs = None
    if db.engine.dialect.name == "postgresql":
        theirs = db.session.scalar(select(func.clock_timestamp()))
    if theirs is not None and abs(theirs - now()) > APART:
        return f"This machine and PostgreSQL disagree: {now():%c} and {theirs:%c} (UTC). {SET_IT}"
    if newest is not None and newest > now() + APART:
        return f"It is {now():%c}, yet the audit log has an entry of {newest:%c} (UTC). {SET_IT}"
    return None


def files_are_private() -> str | None:
    """Does nobody else read or change what belongs to this installation?"""
    for place, forbidden in _private_places():
        mode = stat.S_IMODE(place.stat().st_mode) if place.exists() else 0
        if mode & forbidden:
            return f"Others may get at {place}. Run `chmod o= {place}`."
    return None


def _private_places() -> Iterator[tuple[Path, int]]:
    yield data_dir(), stat.S_IWOTH
    yield data_dir() / "backups", stat.S_IRWXO
    if place := sqlite_file():
        yield place, stat.S_IRWXO
    if named := os.environ.get(VARIABLE):
        yield Path(named), stat.S_IRWXO


def mail_server_answers() -> str | None:
    """Would the mail server take a mail? None is sent."""
    return mail_problems(current_app.config["MAIL"])


def jobs_keep_up() -> str | None:
    """Does somebody seal the log and send mails?"""
    waiting = {
        "An entry of the audit log is not sealed": oldest_unsealed(db.session),
        "A mail is not sent": oldest_due(db.session, at=now()),
    }
    for what, since in waiting.items():
        if since is not None and now() - since > LATE:
            return (
                f"{what}, due since {since:%Y-%m-%d %H:%M} UTC. Is the server running?"
                " `python -m participate work` does it once."
            )
    return None


def backup_is_recent() -> str | None:
    """Was the last backup made in time?"""
    place = last_backup_file()
    if not place.exists():
        return "There is no backup yet. Run `python -m participate backup FOLDER` every night."
    made = datetime.fromtimestamp(place.stat().st_mtime, UTC)
    if now() - made > BACKUP_AGE:
        return f"The last backup is of {made:%Y-%m-%d %H:%M} UTC. See why no newer one was made."
    return None


def somebody_answers_for_it() -> str | None:
    """Does the imprint say who runs it, and how to reach them?"""
    missing = missing_settings(current_app.config)
    return f"The imprint is not complete: set {', '.join(missing)}." if missing else None


def connection_is_encrypted() -> str | None:
    """Do phones reach it by HTTPS?"""
    address = current_app.config["PUBLIC_URL"]
    if address.startswith("https://"):
        return None
    return f"PUBLIC_URL is {address}: passwords travel readable. Put a web server with TLS before."


def providers_are_told_apart() -> str | None:
    """Has each provider a name that no other one looks like?"""
    doubles = doubled_names(db.session)
    if not doubles:
        return None
    said = "; ".join(" and ".join(f"“{name}”" for name in names) for names in doubles)
    return (
        f"These providers are called alike: {said}. Give one of each another name under “Anbieter”,"
        " or enter its offers with the other one and withdraw them."
    )


def mails_can_be_sent() -> str | None:
    """Is there a mail server at all?"""
    if current_app.config["MAIL"] is None:
        return "There is no MAIL_SERVER: no links are mailed, passwords are handed over by hand."
    return None
