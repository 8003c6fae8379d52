"""Queueing up for SQLite's one write lock, in all threads and all processes.

SQLite lets those who wait ask again less and less often, up to a tenth of a second later; whoever
comes last may be served first, and a hall that taps at once waits far longer than the writes take.
Here one thread of each process asks every millisecond, at a file beside the database; the others
of its process wait for it. It is a courtesy: who does not queue up is held back by SQLite itself.
"""

import fcntl
import os
import time
from threading import Lock

#: Seconds between two looks at whether another process is done.
LOOK = 0.001
#: Seconds for which a writer waits: here, and then once more for SQLite itself (`core.db`).
LONGEST = 15

_locks: dict[str, Lock] = {}


class Turn:
    """The place of one connection in the queue for one database."""

    def __init__(self, database: str) -> None:
        self._path = f"{database}.turn"
        self._lock = _locks.setdefault(database, Lock())
        self._file = -1

    def take(self) -> bool:
        """Wait until it is this connection's turn, and say whether it is. Twice is once.

        False after `LONGEST` seconds: another thread or another process did not let go.
        """
        if self._file >= 0:
            return True
        deadline = time.monotonic() + LONGEST
        if not self._lock.acquire(timeout=LONGEST):
            return False
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        while not (free := self._is_free()) and time.monotonic() < deadline:
            time.sleep(LOOK)
        return free

    def _is_free(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def end(self) -> None:
        """Let the next one in. Without a turn nothing happens."""
        if self._file >= 0:
            file, self._file = self._file, -1
            os.close(file)  # and with it goes the lock
            self._lock.release()
