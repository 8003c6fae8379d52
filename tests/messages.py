"""Which messages the pages of those who take part can say, found by reading code and templates.

From each view we follow every name it uses, through functions, forms and constants of ours, and
every template it shows, with all that these extend, include, import and call. What is named by key
(enums, what errors say) counts whenever its package is reached; where a package has labels in
several modules, when the key itself is reached, too. So do the messages of `web`.
Rather a few too many than one too few: a message for staff alone is translated, too.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from inspect import unwrap
from pathlib import Path

from flask import Flask
from jinja2 import Environment, meta, nodes

from participate.paths import CHECKOUT

#: A message: its context, if any, and its English text, of a plural the singular.
Message = tuple[str, str]
Place = tuple[str, str]  #: a module, and a name at its top

TEMPLATES = CHECKOUT / "templates"
#: Shown for any page that is refused.
ALWAYS = ("errors/error.html", "errors/fault.html")
SAYING = {"_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}
_jinja = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"])  # noqa: S701 (only parses)


def messages_of(app: Flask, endpoints: Iterable[str]) -> dict[Message, str]:
    """Return every message that these views can say, and where it stands."""
    views = [unwrap(app.view_functions[endpoint]) for endpoint in endpoints]
    code, shown = _reached([(view.__module__, view.__name__) for view in views])
    templates, said = _templates([*shown, *ALWAYS])
    code |= _reached([*_called_in(templates, app)])[0]
    packages = {module.split(".")[1] for module, _name in code}
    packages |= {name.split("/")[0] for name in templates}
    packages -= {"accounts"}  # reached only to ask who is signed in; its labels are staff's alone
    code |= {
        (label, name)
        for label, name in _named_by_key()
        if label.split(".")[1] in packages
        and (label.endswith(".labels") or _key(label, name) & code)
    }
    for module, name in code:
        for node in _module(module)[0][name]:
            said |= dict.fromkeys(_said_in(node), module)
    for path in sorted((CHECKOUT / "participate/web").glob("*.py")):
        said |= dict.fromkeys(_said_in(ast.parse(path.read_text("utf-8"))), path.name)
    return said


def _called_in(templates: Iterable[str], app: Flask) -> Iterator[Place]:
    """Return the functions of ours that these templates may call without being handed them."""
    for name in templates:
        tree = _jinja.parse((TEMPLATES / name).read_text("utf-8"))
        words = {node.name for node in tree.find_all(nodes.Name)}
        for word in words & set(app.jinja_env.globals):
            called = app.jinja_env.globals[word]
            if getattr(called, "__module__", "").startswith("participate."):
                yield called.__module__, called.__name__


def _said_in(node: ast.AST) -> Iterator[Message]:
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in SAYING and isinstance(text := call.args[0], ast.Constant):
            yield "", str(text.value)
        elif name in {"pgettext", "lazy_pgettext"}:
            context, text = call.args[:2]
            yield ast.literal_eval(context), ast.literal_eval(text)


@cache
def _module(name: str) -> tuple[dict[str, list[ast.AST]], dict[str, tuple[str, str]]]:
    """Return what a module of ours defines at its top, and what it imports from others of ours."""
    defined: dict[str, list[ast.AST]] = {}
    imported: dict[str, tuple[str, str]] = {}
    path = _file(name)
    for node in ast.parse(path.read_text("utf-8")).body if path else []:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("participate"):
            imported |= {
                one.asname or one.name: (node.module or "", one.name) for one in node.names
            }
        for key in _keys(node):
            defined.setdefault(key, []).append(node)
    return defined, imported


def _keys(node: ast.stmt) -> Iterator[str]:
    """Return under what a statement is found: its name; for what is named by key, `key …`."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            yield target.id if isinstance(target, ast.Name) else f"key {ast.unparse(target)}"
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and node.value.args:
        yield f"key {ast.unparse(node.value.args[0])}"


def _file(module: str) -> Path | None:
    base = CHECKOUT.joinpath(*module.split("."))
    return next(
        (path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None
    )


def _named_by_key() -> Iterator[Place]:
    folder = CHECKOUT / "participate"
    for path in sorted([*folder.glob("*/labels.py"), *folder.glob("*/labels/*.py")]):
        module = ".".join(path.relative_to(CHECKOUT).with_suffix("").parts)
        yield from ((module, name) for name in _module(module)[0] if name.startswith("key "))


def _key(module: str, name: str) -> set[Place]:
    """Return what the key is by which something is named."""
    return set(_means(module, name.removeprefix("key ")))


def _means(module: str, name: str) -> Iterator[Place]:
    """Return what a name in a module means: a place, or a whole module, whose name is empty."""
    defined, imported = _module(module)
    if name in defined:
        yield module, name
    elif name in imported:
        source, original = imported[name]
        if _file(f"{source}.{original}"):
            yield f"{source}.{original}", ""
        else:
            yield from _means(source, original)


def _reached(roots: list[Place]) -> tuple[set[Place], set[str]]:
    """Return what is reached from these places, and the templates named there."""
    seen: set[Place] = set()
    shown: set[str] = set()
    waiting = list(roots)
    while waiting:
        place = module, name = waiting.pop()
        if place in seen or not name:
            continue
        seen.add(place)
        for node in (one for top in _module(module)[0][name] for one in ast.walk(top)):
            if isinstance(node, ast.Name):
                waiting += _means(module, node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                for source, inner in _means(module, node.value.id):
                    waiting += _means(source, node.attr) if not inner else []
            elif isinstance(node, ast.Constant) and str(node.value).endswith(".html"):
                package = module.split(".")[1]
                shown |= {
                    name
                    for name in (node.value, f"{package}/{node.value}")
                    if (TEMPLATES / name).is_file()
                }
    return seen, shown


def parts_in(tree: nodes.Template) -> Iterator[str]:
    """Return the templates that `part` is asked for, see `web.parts`."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "part":
            yield str(call.args[0].as_const())


def _templates(names: Iterable[str]) -> tuple[set[str], dict[Message, str]]:
    """Return these templates and all they are made of, and what they say."""
    seen: set[str] = set()
    said: dict[Message, str] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        text = (TEMPLATES / name).read_text("utf-8")
        tree = _jinja.parse(text)
        for other in meta.find_referenced_templates(tree):
            assert other, f"{name} names a template that cannot be read off"
            waiting.append(other)
        waiting += parts_in(tree)
        for _line, function, message in _jinja.extract_translations(text):
            if isinstance(message, str):
                said["", message] = name
            elif function == "pgettext":
                said[str(message[0]), str(message[1])] = name
            else:
                said["", str(message[0])] = name
    return seen, said
