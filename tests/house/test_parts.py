"""Parts of pages are kept for everybody, so their templates must not know who asks, where or when.

See `web.parts`. A part may use what it is handed, and these few functions: what they say hangs on
their arguments, the language and the installation alone.
"""

import pytest
from jinja2 import meta, nodes

from participate.paths import resource_dir

TEMPLATES = resource_dir("templates")
FUNCTIONS = {
    "_",
    "asset",
    "group_name",
    "languages",
    "ngettext",
    "part",
    "pgettext",
    "phase_pictures",
    "town_name",
    "url_for",
}
#: Filters that hang on nothing else, either.
FILTERS = {"excerpt", "label", "lower", "prose", "join", "length", "urlencode"}


def trees(app, name):
    """Return the tree of a template and those of all it is made of."""
    waiting, seen = [name], {}
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen[name] = app.jinja_env.parse((TEMPLATES / name).read_text("utf-8"))
            others = list(meta.find_referenced_templates(seen[name]))
            assert None not in others, f"{name} names a template that cannot be read off"
            waiting += others
    return seen


@pytest.fixture
def parts(app):
    """Every part: its name, and what it is handed."""
    calls = [
        call
        for path in TEMPLATES.rglob("*.html")
        for call in app.jinja_env.parse(path.read_text("utf-8")).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "part"
    ]
    return {(call.args[0].value, tuple(one.key for one in call.kwargs)) for call in calls}


def test_there_are_some(parts):
    assert {name for name, _values in parts} >= {"ideas/_card.html", "layouts/_workshop_nav.html"}


def test_a_part_uses_nothing_that_could_be_somebodys_own(app, parts):
    for name, values in parts:
        for inner, tree in trees(app, name).items():
            words = meta.find_undeclared_variables(tree) & set(app.jinja_env.globals)
            assert words <= FUNCTIONS, f"{inner} is part of {name}"
            filters = {one.name for one in tree.find_all(nodes.Filter)}
            assert filters <= FILTERS, f"{inner} is part of {name}"
        said = (TEMPLATES / name).read_text("utf-8").partition(".")[0]
        assert all(value in said for value in values), f"{name} does not say that it needs {values}"


def test_a_part_is_handed_only_what_cannot_change(app, parts):
    """A row of a table is another one tomorrow, and the same key."""
    rows = {"workshop", "idea", "actor", "account", "participant", "offer", "requirement", "need"}
    for name, values in parts:
        assert not rows & set(values), name
