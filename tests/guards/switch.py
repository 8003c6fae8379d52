"""The application with a switch beside each guard: nothing is changed until one is taken away."""

import builtins
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from tests.guards import rewrite
from tests.guards.known import modules
from tests.guards.rule import Guard, Kind

#: The guards that are taken away just now.
gone: set[str] = set()
#: The guards that had something to refuse since this was emptied, the last one last. A condition in
#: a query is among them whenever the query was run: only the database knows what it left out.
met: dict[str, None] = {}
#: All guards of the modules that were imported.
guards: dict[str, Guard] = {}


def holds(name: str) -> bool:
    """Answer for a guard that is about to refuse: does it?"""
    met.pop(name, None)
    met[name] = None
    return name not in gone


def is_open(name: str) -> bool:
    return not holds(name)


def condition(name: str, expression: Any) -> Any:
    """Return an SQL condition that lets everything through once it is taken away."""
    from sqlalchemy import Boolean, bindparam, or_  # noqa: PLC0415

    return or_(
        expression,
        bindparam(None, callable_=lambda: is_open(name), type_=Boolean(), unique=True),
    )


def check(name: str, call: Callable[[], object]) -> None:
    """Run a check; what it raises is nothing when it is taken away."""
    from participate.core.errors import DomainError  # noqa: PLC0415

    try:
        call()
    except DomainError:
        if holds(name):
            raise


class Loader(SourceFileLoader):
    """Compiles modules of the application with their switches."""

    def get_code(self, fullname: str) -> CodeType | None:
        tree, found = rewrite.rewritten(Path(self.path))
        guards.update({one.name: one for one in found})
        return compile(tree, self.path, "exec", dont_inherit=True)


class Finder(MetaPathFinder):
    """Hands the modules that serve somebody who asks to the loader above."""

    def __init__(self) -> None:
        self.paths = {str(path) for path in modules()}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != "participate":
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin in self.paths:
            spec.loader = Loader(fullname, str(spec.origin))
        return spec


def install() -> None:
    """Give every module of the application its switches; before any of them is imported."""
    assert "participate" not in sys.modules, "too late: the application is imported already"
    functions = {
        rewrite.HOLDS: holds,
        rewrite.OPEN: is_open,
        rewrite.SQL: condition,
        rewrite.CHECK: check,
    }
    for name, function in functions.items():
        setattr(builtins, name, function)
    sys.meta_path.insert(0, Finder())


def put_before_doors(app: Any) -> None:
    """Let doors, too, be taken away: what `open_to` said is asked anew for each request."""
    from participate.core.audience import Audience  # noqa: PLC0415
    from participate.web import guard  # noqa: PLC0415

    doors = {one.endpoint: one.name for one in guards.values() if one.kind is Kind.DOOR}
    assert doors.keys() <= app.view_functions.keys(), doors.keys() - app.view_functions.keys()
    said = guard.audiences_of

    def audiences_of(app: Any, endpoint: str) -> Any:
        name = doors.get(endpoint)
        if name is not None and not holds(name):
            return frozenset({Audience.EVERYONE})
        return said(app, endpoint)

    guard.audiences_of = audiences_of
