"""Reads a module, lists its guards, and puts a switch beside each of them."""

import ast
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.guards import ROOT, known, rule
from tests.guards.rule import Guard, Kind

#: What the rewritten code calls; `switch` puts it among the builtins.
HOLDS, OPEN, SQL, CHECK = "__guard_holds__", "__guard_open__", "__guard_sql__", "__guard_check__"
#: Where an expression counts as true or false.
Test = ast.If | ast.IfExp | ast.While


def guards_of(path: Path) -> list[Guard]:
    return rewritten(path)[1]


def all_guards() -> list[Guard]:
    """List every guard of the application."""
    return [guard for path in known.modules() for guard in guards_of(path)]


def rewritten(path: Path) -> tuple[ast.Module, list[Guard]]:
    """Return a module with its switches, and its guards."""
    tree = ast.parse(path.read_text("utf-8"))
    rewriter = Rewriter(path)
    tree = ast.fix_missing_locations(rewriter.visit(tree))
    return tree, rewriter.guards


class Rewriter(ast.NodeTransformer):
    """Puts a switch beside each guard of one module."""

    def __init__(self, path: Path) -> None:
        self.path = path.relative_to(ROOT / "participate")
        self.in_access = path.stem == "access"
        self.in_views = "views" in self.path.parts or path.stem == "views"
        self.in_queries = "queries" in self.path.parts or path.stem == "queries"
        self.in_actions = "actions" in self.path.parts or path.stem == "actions"
        self.in_models = path.stem == "models"
        self.known = known.known()
        self.guards: list[Guard] = []
        self._within: list[str] = []
        self._names = Counter[str]()
        self._filters = False  #: whether the expression at hand picks what a list holds

    # ── naming ──

    def _add(self, kind: Kind, node: ast.AST, endpoint: str = "") -> ast.Constant:
        text = " ".join(ast.unparse(node).split())
        name = f"{self.path}: {'.'.join(self._within) or 'module'}: {text}"
        self._names[name] += 1
        if (again := self._names[name]) > 1:
            name += f" #{again}"
        line = getattr(node, "lineno", 0)
        self.guards.append(Guard(name, kind, line, endpoint))
        return ast.Constant(name)

    def _call(self, function: str, *arguments: ast.expr) -> ast.Call:
        return ast.Call(ast.Name(function, ast.Load()), list(arguments), [])

    def _or_open(self, kind: Kind, node: Any, inner: Any) -> ast.expr:
        """`node`, or true when this guard is taken away."""
        opened = self._call(OPEN, self._add(kind, node))
        return ast.BoolOp(ast.Or(), [inner, opened])

    def _and_holds(self, kind: Kind, node: Any, inner: Any) -> ast.expr:
        """`node`, or false when this guard is taken away."""
        holds = self._call(HOLDS, self._add(kind, node))
        return ast.BoolOp(ast.And(), [inner, holds])

    # ── blocks ──

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        if not self._within and node.name not in self.known.called and not node.decorator_list:
            return node  # the command line or the clock calls it, and nobody else
        self._within.append(node.name)
        for decorator in node.decorator_list:
            said = ast.unparse(decorator)
            if said.startswith("open_to(") and "EVERYONE" not in said:
                endpoint = f"{self.path.parts[0]}.{node.name}"
                self._add(Kind.DOOR, decorator, endpoint)
        self._open_the_way_before_refusals(node.body)
        node.body = [self.visit(one) for one in node.body]
        self._within.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        self._within.append(node.name)
        self.generic_visit(node)
        self._within.pop()
        return node

    def _open_the_way_before_refusals(self, body: list[ast.stmt]) -> None:
        """`if may: return it` before a refusal: the condition is the guard."""
        for before, after in pairwise(body):
            refuses = rule.raised([after]) in self.known.refuses
            if refuses and isinstance(before, ast.If) and isinstance(before.body[-1], ast.Return):
                before._opens = True  # type: ignore[attr-defined]

    def visit_If(self, node: ast.If) -> Any:
        error, test = rule.raised(node.body), node.test
        if getattr(node, "_opens", False):
            node.test = self._or_open(Kind.REFUSAL, test, test)
        elif error or (self.in_access and _says_no(node.body)):
            operands = _operands(test, ast.Or)
            node.test = _joined(ast.Or, [self._refusal(one, error) for one in operands])
        elif self._is_transition(node):
            operands = _operands(test, ast.Or)
            node.test = _joined(ast.Or, [self._refusal(one, "ConflictError") for one in operands])
        else:
            node.test = self._truth(test)
        node.body = [self.visit(one) for one in node.body]
        node.orelse = [self.visit(one) for one in node.orelse]
        return node

    def _is_transition(self, node: ast.If) -> bool:
        """Done already, so nothing is to be done: a state and no guard."""
        ends = node.body[-1]
        returns = isinstance(ends, ast.Return) and (
            ends.value is None or isinstance(ends.value, ast.Constant)
        )
        return (
            self.in_actions
            and not rule.asks(node.test, self.known)
            and (returns or not node.orelse)
        )

    def _refusal(self, operand: ast.expr, error: str) -> ast.expr:
        if self._refuses(operand, error):
            return self._and_holds(Kind.REFUSAL, operand, operand)
        return operand

    def _refuses(self, operand: ast.expr, error: str) -> bool:
        if error and error in self.known.not_allowed:
            return True
        if error and error not in self.known.errors:
            return False  # a programmer's mistake, and nobody's doing
        if rule.asks(operand, self.known) or rule.is_out_of_reach(operand):
            return True
        if error and error not in self.known.refuses:
            return False
        reads = any(isinstance(one, ast.Attribute | ast.Subscript) for one in ast.walk(operand))
        return not rule.is_absence(operand) and reads

    def visit_Return(self, node: ast.Return) -> Any:
        if node.value is None:
            return node
        if self.in_access:
            node.value = self._answer(node.value)
        else:
            node.value = self._truth(node.value) if _is_test(node.value) else self.visit(node.value)
        return node

    def _answer(self, value: ast.expr) -> ast.expr:
        """Each condition that has to hold is a guard, but for those that only say what it is."""
        if isinstance(value, ast.Constant | ast.Name) and not self._within:
            return value
        if isinstance(value, ast.Call) and value.keywords and not value.args:
            for one in value.keywords:
                one.value = self._or_open(Kind.ANSWER, one.value, one.value)
            return value
        if isinstance(value, ast.Constant) or ast.unparse(value).isupper():
            return value
        parts, kept = _operands(value, ast.And), list[ast.expr]()
        while parts:
            part = parts.pop(0)
            while _narrows(part) and parts:
                part = ast.BoolOp(ast.And(), [part, parts.pop(0)])
                part.lineno = value.lineno  # type: ignore[attr-defined]
            kept.append(self._or_open(Kind.ANSWER, part, part))
        return _joined(ast.And, kept)

    def visit_Expr(self, node: ast.Expr) -> Any:
        call = node.value
        if isinstance(call, ast.Call) and ast.unparse(call.func) in self.known.checks:
            delayed = ast.Lambda(_NO_ARGUMENTS, call)
            node.value = self._call(CHECK, self._add(Kind.CHECK, call), delayed)
            return node
        return self.generic_visit(node)

    # ── expressions ──

    def _truth(self, node: ast.expr) -> ast.expr:
        """An expression of which only the truth counts."""
        if isinstance(node, ast.BoolOp):
            node.values = [self._truth(one) for one in node.values]
            return node
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            node.operand = self._truth(node.operand)
            return node
        if not self.in_models and (answer := rule.truth_reading(node)):
            wrap = self._or_open if answer == "true" else self._and_holds
            return wrap(Kind.READING, node, node)
        return self.visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        node.test = self.visit(node.test) if self.in_views else self._truth(node.test)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> Any:
        node.iter = self.visit(node.iter)
        self._filters = True
        node.ifs = [self._truth(one) for one in node.ifs]
        self._filters = False
        return node

    def visit_Compare(self, node: ast.Compare) -> Any:
        if rule.is_condition(node):
            return self._call(SQL, self._add(Kind.CONDITION, node), node)
        silent = self.in_models or self.in_access or (self.in_views and not self._filters)
        if not silent and (answer := rule.seen_reading(node)):
            wrap = self._or_open if answer == "true" else self._and_holds
            return wrap(Kind.READING, node, node)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> Any:
        if rule.is_condition(node):
            return self._call(SQL, self._add(Kind.CONDITION, node), node)
        if rule.is_question(node, self.known) and not self.in_access:
            return self._or_open(Kind.QUESTION, node, self.generic_visit(node))
        name = ast.unparse(node.func).rpartition(".")[2]
        node.func = self.visit(node.func)
        applies = name in {"where", "and_", "or_", "filter"}
        if applies and not self.in_queries and rule.shows_own(node):
            return node
        own = rule.names_own(node.args) if applies else []
        own += rule.lists_own(node) if name == "where" and self.in_queries else []
        if applies:
            node.args = [self._applied(one, own=one in own) for one in node.args]
        else:
            node.args = [self.visit(one) for one in node.args]
        node.keywords = [self.visit(one) for one in node.keywords]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        if isinstance(node.op, ast.BitAnd | ast.BitOr):
            both = [node.left, node.right]
            own = rule.names_own(both)
            node.left, node.right = (self._applied(one, own=one in own) for one in both)
            return node
        return self.generic_visit(node)

    def _applied(self, node: ast.expr, *, own: bool = False) -> ast.expr:
        """A condition where it is put to use."""
        called = node.func if isinstance(node, ast.Call) else node
        named = isinstance(called, ast.Name) and called.id in self.known.conditions
        if own or named or (rule.is_bare_condition(node) and not self.in_models):
            return self._call(SQL, self._add(Kind.CONDITION, node), node)
        return self.visit(node)


_NO_ARGUMENTS = ast.arguments([], [], None, [], [], None, [])


def _operands(node: ast.expr, operator: type[ast.boolop]) -> list[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, operator):
        return list(node.values)
    return [node]


def _joined(operator: type[ast.boolop], values: list[ast.expr]) -> ast.expr:
    return values[0] if len(values) == 1 else ast.BoolOp(operator(), values)


def _says_no(body: list[ast.stmt]) -> bool:
    return len(body) == 1 and ast.unparse(body[0]) == "return False"


def _narrows(node: ast.expr) -> bool:
    """Whether this only makes sure that the next question can be asked."""
    text = ast.unparse(node)
    return text.startswith("isinstance(") or text.endswith(" is not None")


def _is_test(node: ast.expr) -> bool:
    """Whether a returned expression is a yes or no."""
    return isinstance(node, ast.BoolOp | ast.UnaryOp)
