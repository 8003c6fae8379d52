"""The matrix, walked once to learn which cells meet which guard, and then without each of them."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.guards import switch

switch.install()

import pytest  # noqa: E402
from flask_migrate import upgrade  # noqa: E402
from sqlalchemy import create_engine  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from participate.config import Config  # noqa: E402
from participate.core import passwords  # noqa: E402
from participate.extensions import db  # noqa: E402
from participate.factory import create_app  # noqa: E402
from tests.conftest import CHEAP, NOBODYS_HASH  # noqa: E402
from tests.factories import SECRET  # noqa: E402
from tests.matrix.matrix import Matrix, Probe  # noqa: E402
from tests.matrix.unseen import ASKED  # noqa: E402
from tests.matrix.walk import Door, Town  # noqa: E402
from tests.pages import CheckedClient  # noqa: E402

#: What a cell says when a guard was at work there: those are tried first.
REFUSED = {"no", "404", "join", "sign-in", "409", "410", "422"}

#: Closed cells of one kind that are opened guard by guard.
EACH = 3


@contextmanager
def standing_town() -> Iterator[Matrix]:
    """Yield the matrix over an application with switches and a database of its own."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(passwords, "_HASHER", CHEAP)
        patch.setattr(passwords, "_nobodys_hash", lambda: NOBODYS_HASH)
        url = f"sqlite:///{Path(folder) / 'town.db'}"
        app = create_app(Config(SQLALCHEMY_DATABASE_URI=url, SECRET_KEY=SECRET, TESTING=True))
        app.test_client_class = CheckedClient
        with app.app_context():
            upgrade()
        switch.put_before_doors(app)
        engine = create_engine(url)
        session = stack.enter_context(Session(engine))
        stack.callback(engine.dispose)
        yield Matrix(Town(app, session, engine))
        with app.app_context():
            db.engine.dispose()


@dataclass
class Walker:
    """Walks cells of the matrix with some of the guards taken away."""

    matrix: Matrix

    def red(self, probe: Probe, *without: str) -> str:
        """Return what is wrong with a cell, in a line; nothing if all is as the table says.

        What a missing guard let be changed is put back.
        """
        self._forget_pages()
        switch.gone.clear()
        switch.met.clear()
        switch.gone.update(without)
        try:
            self.matrix.judge(probe)
        except AssertionError as error:
            said = str(error).splitlines()[0]
        except Exception as error:
            said = f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"
        else:
            return ""
        finally:
            switch.gone.clear()
        self.matrix.town.session.rollback()
        if self.matrix.town.stored.changed():
            self.matrix.town.stored.put_back()
        return said

    def _forget_pages(self) -> None:
        """A page that is kept for everybody knows nothing of guards that are gone since."""
        kept = getattr(self.matrix.town.app.wsgi_app, "pages", None)
        if kept is not None:
            kept.clear()

    def record(self, visitor: str, *, twice: bool) -> dict[str, list[str]]:
        """Walk all cells of a visitor with every guard in place; return which of them met which.

        Args:
            visitor: whose cells.
            twice: those whose pages are looked at twice, or all others.

        Raises:
            AssertionError: a cell is red before anything was taken away.
        """
        cells: dict[str, list[str]] = {}
        for probe in self.matrix.looks(visitor) if twice else self.matrix.probes(visitor):
            said = self.red(probe)
            assert not said, f"The matrix is red with all guards in place: {said}"
            for guard in switch.met:
                cells.setdefault(guard, []).append(name_of(probe))
        return cells

    def closed(self, visitor: str) -> list[str]:
        """List cells in which somebody is refused: a few for each door and word, in any state."""
        found, seen = list[str](), Counter[tuple[str, ...]]()
        for probe in self.matrix.probes(visitor):
            said = self.matrix.table[probe.door].cells[visitor]
            key = (probe.door.method, probe.door.endpoint, said)
            seen[key] += said in REFUSED and probe.representation != "part"
            if said in REFUSED and probe.representation != "part" and seen[key] <= EACH:
                found.append(name_of(probe))
        return found

    def exists(self, probe: Probe) -> bool:
        """Whether the matrix still has this cell."""
        usual = Door("usual", "GET", probe.door.endpoint)
        return (usual if probe.door.state in ASKED else probe.door) in self.matrix.table

    def refuses(self, cell: str) -> bool:
        """Whether somebody is turned away in this cell, as the table says."""
        probe = probe_of(cell)
        row = self.matrix.table.get(probe.door)
        return row is not None and row.cells[probe.visitor] in REFUSED


def name_of(probe: Probe) -> str:
    """Return a cell as a line of text, which `probe_of` reads again."""
    return "; ".join((*probe.door, probe.visitor, probe.representation))


def probe_of(name: str) -> Probe:
    state, method, endpoint, visitor, representation = name.split("; ")
    return Probe(Door(state, method, endpoint), visitor, representation)
