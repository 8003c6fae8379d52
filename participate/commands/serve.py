"""Serving pages."""

import gc
import os
import signal
import socket
import time
from threading import Thread

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from participate.commands.jobs import start_clock
from participate.commands.migrations import is_up_to_date
from participate.core.logs import log_to_stderr
from participate.extensions import db
from participate.factory import create_app
from participate.web.metrics import count_requests

#: Two processes answer while one is busy; eight threads each wait for the database.
WORKERS = 2
THREADS = 8
#: Connections that may wait until a worker takes them, when a whole hall taps at once.
BACKLOG = 2_048
#: Connections that a worker holds. A phone keeps several open while it waits; whoever comes beyond
#: that is let in only when another one hangs up, which takes half a minute. Each is an open file;
#: Granian asks the system for as many as it may have.
CONNECTIONS = 8_192
#: How long a worker may take to finish what it began, in seconds: less than systemd waits.
PATIENCE = 15
#: Seconds in which a worker begins, also on a machine that has much to do.
BEGINNING = 5
#: What the server itself has to say goes the way of all our lines.
OUR_WAY = {"handlers": [], "propagate": True}
SERVER_LOGS = {"_granian": OUR_WAY, "granian.access": OUR_WAY}


def is_free(host: str, port: int) -> bool:
    """Say whether nobody listens there yet."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


#: The application that workers inherit. Empty in one that was begun anew instead of forked.
_inherited: list[Flask] = []


def hand_down(app: Flask) -> None:
    """Load what every worker would load for itself, so that it lies in memory once for all.

    Memory stays common to all processes until one of them writes to it, and a collection of garbage
    writes to all it looks at: from now on it leaves alone what is there
    (docs/decisions/0156-what-workers-share.md).
    """
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    _inherited[:] = [app]
    gc.collect()
    gc.freeze()


def insist_on_a_stop() -> None:
    """Tell this worker once more each second what it was told as it began: to stop.

    Granian forgets a stop that reaches a worker just then. Later it must not be told twice: the
    second time it drops what it has not answered yet.
    """
    ear, mouth = socket.socketpair()
    mouth.setblocking(False)
    signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    begun = time.monotonic()

    def insist() -> None:
        ear.recv(1)
        while mouth and time.monotonic() < begun + BEGINNING:  # `mouth` closes when nobody holds it
            time.sleep(1)
            os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=insist, daemon=True).start()


def worker() -> Flask:
    """Return the application of one worker, after it was forked, with a clock of its own."""
    insist_on_a_stop()
    app = _inherited[0] if _inherited else create_app()
    log_to_stderr(app.config["LOG_FORMAT"])
    start_clock(app)
    return app


def stop_at_once() -> None:
    """Let a worker be stopped while it is still built.

    It inherits the handlers of the process that forked it, which note a signal and go on: a stop in
    that moment would be lost, and the stopping process would wait for this one without end.
    Granian sets its own handlers when the worker is ready. Ctrl+C reaches all processes of a
    terminal; there the parent says when to stop.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@click.command()
@with_appcontext
def serve() -> None:
    """Serve the pages on HOST and PORT (default 127.0.0.1:8000) until stopped."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if not is_up_to_date():
        raise click.ClickException(
            "The database is not up to date. Run `python -m participate upgrade`, then serve."
        )
    host, port = app.config["HOST"], app.config["PORT"]
    if not is_free(host, port):
        raise click.ClickException(
            f"{host}:{port} is taken, or not an address of this machine. Set another PORT or HOST."
        )
    # A worker must not inherit an open database: SQLite would believe its locks were held for ever.
    db.session.remove()
    db.engine.dispose()
    log_to_stderr(app.config["LOG_FORMAT"])
    count_requests(app)
    hand_down(app)
    os.register_at_fork(after_in_child=stop_at_once)
    click.echo(f"Serving on {app.config['PUBLIC_URL']} - stop with Ctrl+C.")
    Granian(
        f"{__name__}:{worker.__name__}",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=WORKERS,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig={"loggers": SERVER_LOGS},
        log_access=False,  # it would hold addresses and paths; `web.logs` says what may be said
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
    ).serve()
