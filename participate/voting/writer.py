"""Group commit: presses that come at the same moment share one transaction, and one write to disk.

Whoever comes while nobody writes takes down what waits, their own press among it, and hands over
to the next one who waits. Nobody hears "saved" before the commit. A press that breaks the
transaction is tried alone, so that it takes no other one along.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Lock

from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from participate.core.clock import now
from participate.core.db import only_reads
from participate.core.errors import DomainError
from participate.extensions import db
from participate.voting.actions import Press, Slip, take_presses

#: Presses in one transaction; more would let the close of a round wait for long.
BATCH = 64
KEY = "participate.ballots"


@dataclass
class _Waiting:
    """A press, and what became of it."""

    press: Press
    called: Event = field(default_factory=Event)  #: it is settled, or it is their turn to write
    result: Slip | BaseException | None = None


class Writer:
    """Takes presses of all threads of one process."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._lock = engine, Lock()
        self._queue: deque[_Waiting] = deque()
        self._busy = False

    @property
    def waiting(self) -> int:
        """How many presses nobody has begun to write."""
        return len(self._queue)

    def take(self, press: Press) -> Slip:
        """Take one press and return its ballot when that is on disk; errors are `place_dots`'."""
        mine = _Waiting(press)
        with self._lock:
            self._queue.append(mine)
            leads, self._busy = not self._busy, True
        if not leads:
            mine.called.wait()
        if mine.result is None:
            self._write()
        if isinstance(mine.result, Slip):
            return mine.result
        raise mine.result or RuntimeError("a press was forgotten")

    def _write(self) -> None:
        """Take down what waits, and hand over."""
        with self._lock:
            batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
        try:
            self._settle(batch)
        finally:
            with self._lock:
                self._busy = bool(self._queue)
                heir = self._queue[0] if self._queue else None
            for waiting in batch:
                waiting.called.set()
            if heir is not None:
                heir.called.set()

    def _settle(self, batch: Sequence[_Waiting]) -> None:
        try:
            results = self._taken([waiting.press for waiting in batch])
        except Exception as error:
            if len(batch) == 1:
                batch[0].result = error
            else:
                for waiting in batch:
                    self._settle([waiting])
            return
        for waiting, result in zip(batch, results, strict=True):
            waiting.result = result

    def _taken(self, presses: Sequence[Press]) -> list[Slip | DomainError]:
        token = only_reads.set(False)
        try:
            with Session(self._engine, expire_on_commit=False) as session:
                results = take_presses(session, presses, at=now())
                session.commit()
                return results
        finally:
            only_reads.reset(token)


def keep_writer(app: Flask) -> None:
    """Give an application its writer."""
    with app.app_context():
        app.extensions[KEY] = Writer(db.engine)


def take(press: Press) -> Slip:
    """Take one press with the writer of this application, see `Writer.take`."""
    writer: Writer = current_app.extensions[KEY]
    return writer.take(press)
