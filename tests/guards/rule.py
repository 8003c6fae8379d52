"""What a guard is: the one rule by which they are found in the code, and taken away.

A guard is a piece of code whose only purpose is to refuse something to somebody, or to hide
something from somebody. In this code it has one of six shapes; `docs/guards.md` says which, and
what is none.
"""

import ast
import re
from dataclasses import dataclass, field
from enum import StrEnum

#: What says that somebody may not do something, or may not know of it.
REFUSES = {"NotAllowedError", "NotFoundError"}
#: What says it to whoever asks, whatever they asked for.
NOT_ALLOWED = "NotAllowedError"
#: Columns that say whether a thing is to be seen, and the value of a thing that is.
SEEN_WHEN_NONE = {"hidden_at", "erased_at"}
SEEN_WHEN_TRUE = {"active", "public"}
SEEN_STATUS = {"PUBLISHED"}
#: Whoever is switched off and whatever is being prepared is out of reach in whichever words.
OUT_OF_REACH = (".active", "WorkshopStatus.PUBLISHED")
UNSEEN_STATUS = {"PROPOSED"}
#: What belongs to whoever asks, or to the thing that the address names.
OWN = re.compile(r"[A-Z]\w+\.\w+_id == \w+\.id")
OF_A_PERSON = re.compile(
    r"[A-Z]\w+\.(account|participant)_id == (account|participant)\.id|\w+\.mine\(person\)"
)
#: Questions about a person that do not stand in an `access` module.
ASKED = {"facilitates"}


class Kind(StrEnum):
    """The shapes of a guard."""

    DOOR = "door"
    REFUSAL = "refusal"
    CHECK = "check"
    ANSWER = "answer"
    QUESTION = "question"
    CONDITION = "condition"
    READING = "reading"


@dataclass(frozen=True)
class Guard:
    """One guard, named so that the name stays when lines move."""

    name: str
    kind: Kind
    line: int
    endpoint: str = ""  #: of the view that a door stands before


@dataclass
class Known:
    """What has to be known of the whole application to read one module."""

    errors: set[str] = field(default_factory=lambda: {"DomainError"})
    refuses: set[str] = field(default_factory=lambda: set(REFUSES))
    not_allowed: set[str] = field(default_factory=lambda: {NOT_ALLOWED})
    questions: set[str] = field(default_factory=lambda: set(ASKED))
    checks: set[str] = field(default_factory=set)  #: functions that do nothing but refuse
    conditions: set[str] = field(default_factory=set)  #: constants and functions that hide rows
    called: set[str] = field(default_factory=set)  #: whatever name is used where somebody asks


def raised(body: list[ast.stmt]) -> str:
    """Return the name of the error that a block does nothing but raise; else nothing."""
    if len(body) != 1 or not isinstance(body[0], ast.Raise):
        return ""
    error = body[0].exc
    called = error.func if isinstance(error, ast.Call) else error
    return ast.unparse(called).rpartition(".")[2] if called is not None else ""


def _of_class(node: ast.expr) -> str:
    """Return the column that `Model.column` names; nothing for any other expression."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr if node.value.id[:1].isupper() else ""
    return ""


def is_condition(node: ast.AST) -> bool:
    """Whether an SQL expression lets through only what is to be seen."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        column = _of_class(node.func.value)
        return node.func.attr == "is_" and column in SEEN_WHEN_NONE
    if isinstance(node, ast.Compare) and _of_class(node.left) == "status":
        value = node.comparators[0]
        name = value.attr if isinstance(value, ast.Attribute) else ""
        equal = isinstance(node.ops[0], ast.Eq)
        return name in SEEN_STATUS if equal else name in UNSEEN_STATUS
    return False


def is_bare_condition(node: ast.AST) -> bool:
    """Whether this is a column that is its own condition: `Account.active`."""
    return isinstance(node, ast.Attribute) and _of_class(node) in SEEN_WHEN_TRUE


def is_absence(node: ast.expr) -> bool:
    """Whether something is only asked to be there at all: `x is None`, `not x`."""
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Is):
        return ast.unparse(node.comparators[0]) == "None" and not _thing(node.left)
    return isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Name | ast.Call)


def _thing(node: ast.expr) -> bool:
    """Whether this reads a column that says whether a thing is to be seen."""
    return isinstance(node, ast.Attribute) and (
        node.attr in SEEN_WHEN_NONE | SEEN_WHEN_TRUE and not _of_class(node)
    )


def seen_reading(node: ast.AST) -> str:
    """Return what a thing that is to be seen answers to this reading: "true", "false", or ""."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        value, asked = node.comparators[0], isinstance(node.ops[0], ast.Is)
        if not isinstance(node.ops[0], ast.Is | ast.IsNot):
            return ""
        if _thing(node.left) and ast.unparse(value) == "None":
            return "true" if asked else "false"
        if ast.unparse(node.left).endswith(".status") and isinstance(value, ast.Attribute):
            if value.attr in SEEN_STATUS:
                return "true" if asked else "false"
            if value.attr in UNSEEN_STATUS:
                return "false" if asked else "true"
    return ""


def truth_reading(node: ast.expr) -> str:
    """Return the same for a column that is read as true or false by itself."""
    if not _thing(node):
        return ""
    assert isinstance(node, ast.Attribute)
    return "true" if node.attr in SEEN_WHEN_TRUE else "false"


def is_question(node: ast.AST, what: Known) -> bool:
    """Whether somebody is asked whether they may: `may_edit(…)`, `account.has(Role.BOARD)`."""
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func).rpartition(".")[2]
    if called == "has":
        return any(ast.unparse(one).lstrip("*").startswith(("Role.", "STAFF")) for one in node.args)
    return called in what.questions


def shows_own(node: ast.Call) -> bool:
    """Whether a query finds what somebody wrote themselves: that is hidden from nobody's eyes."""
    return any(
        "participant_id ==" in text or "_mine(" in text for text in map(ast.unparse, node.args)
    )


def is_out_of_reach(node: ast.AST) -> bool:
    return ast.unparse(node).endswith(OUT_OF_REACH)


def names_own(parts: list[ast.expr]) -> list[ast.expr]:
    """Return what keeps a thing that was asked for by its number to whom it belongs."""
    texts = [ast.unparse(one) for one in parts]
    if not any(re.fullmatch(r"[A-Z]\w+\.id == \w+_id", one) for one in texts):
        return []
    return [one for one, text in zip(parts, texts, strict=True) if OWN.fullmatch(text)]


def lists_own(node: ast.Call) -> list[ast.expr]:
    """Return what keeps a query to the things of one person: `Passkey.account_id == account.id`."""
    joins = "exists()" in ast.unparse(node.func)
    return [] if joins else [one for one in node.args if OF_A_PERSON.fullmatch(ast.unparse(one))]


def asks(node: ast.AST, what: Known) -> bool:
    return any(is_question(one, what) for one in ast.walk(node))
