"""What has to be known of the whole application before one of its modules is read."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.guards import ROOT
from tests.guards.rule import Known, is_condition, raised

#: Where nobody asks over the web: the command line, the clock, imports, the demo.
NOBODY_ASKS = ("commands", "demo", "imports", "__main__.py", "cli.py", "jobs.py", "retention.py")


def modules() -> list[Path]:
    """List the modules that serve somebody who asks."""
    found = sorted((ROOT / "participate").rglob("*.py"))
    return [one for one in found if not set(NOBODY_ASKS) & set(one.relative_to(ROOT).parts)]


@cache
def known() -> Known:
    """Read the whole application once."""
    result = Known()
    trees = {path: ast.parse(path.read_text("utf-8")) for path in modules()}
    for _round in range(3):  # classes of classes, conditions made of conditions
        for tree in trees.values():
            _note_errors(tree, result)
            result.conditions |= set(_conditions(tree, result))
    for path, tree in trees.items():
        if path.stem == "access":
            questions = (
                one for one in _functions(tree) if "bool" in ast.unparse(one.returns or tree)
            )
            result.questions |= {one.name for one in questions}
    for tree in trees.values():
        result.checks |= {one.name for one in _functions(tree) if _only_refuses(one, result)}
        _note_names(tree, result)
    return result


def _note_errors(tree: ast.Module, result: Known) -> None:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            bases = {ast.unparse(base) for base in node.bases}
            for errors in (result.errors, result.refuses, result.not_allowed):
                errors.update({node.name} if bases & errors else ())


def _note_names(tree: ast.Module, result: Known) -> None:
    """Note what is used at all, and under which other names questions are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            result.called.add(node.id if isinstance(node, ast.Name) else node.attr)
        if isinstance(node, ast.ImportFrom):
            other = {one.asname for one in node.names if one.name in result.questions}
            result.questions |= {name for name in other if name}


def _returns(function: ast.FunctionDef) -> str:
    return ast.unparse(function.returns) if function.returns is not None else ""


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in tree.body if isinstance(node, ast.FunctionDef))


def _only_refuses(function: ast.FunctionDef, what: Known) -> bool:
    """Whether a function is nothing but a docstring and refusals."""
    body = [one for one in function.body if not _is_text(one)]
    return bool(body) and all(
        isinstance(one, ast.If) and raised(one.body) in what.refuses and not one.orelse
        for one in body
    )


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _conditions(tree: ast.Module, what: Known) -> Iterator[str]:
    """Name the constants and functions that are conditions on what is to be seen."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            is_select = "select(" in ast.unparse(node.value)
            own = node.targets[0].id
            if own.lstrip("_").isupper() and _hides(node.value, what) and not is_select:
                yield own
        if isinstance(node, ast.FunctionDef) and _returns(node) == "ColumnElement[bool]":
            yield from [node.name] if _hides(node, what) else []


def _hides(node: ast.AST, what: Known) -> bool:
    """Whether a condition does nothing but hide: nothing else stands beside it that has to hold."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        return _hides(node.left, what) and _hides(node.right, what)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"and_", "exists().where"}:
        return all(_hides(one, what) for one in node.args)
    return any(
        is_condition(one) or (isinstance(one, ast.Name) and one.id in what.conditions)
        for one in ast.walk(node)
    )
