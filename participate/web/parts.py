"""Parts of pages that everybody sees alike, made once and shown again.

A part is a template that is handed values and knows nothing else: not who asks, not which page it
stands on, not what time it is. So the same values in the same language give the same part, and one
that is kept is never out of date: whoever changes a number asks for another part.
`tests/house/test_parts.py` reads every such template and refuses whatever could be somebody's own.
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from jinja2 import Environment, pass_environment
from markupsafe import Markup

from participate.web.sentences import words

#: Parts that one worker keeps, a kilobyte or two each: what a hall reads at one time.
PARTS_MAX = 1_000


@pass_environment
def part(environment: Environment, template: str, /, **values: Hashable) -> Markup:
    """Return a part of a page: `template` with these values, none of which may ever change."""
    return _made(environment, words(), template, tuple(values), *values.values())


@lru_cache(PARTS_MAX, typed=True)  # typed: a text that equals some markup is not that markup
def _made(
    environment: Environment, _words: Hashable, template: str, names: tuple[str, ...], *values: Any
) -> Markup:
    """Make a part. All it hangs on is an argument: the application, the language, the values."""
    html = environment.get_template(template).render(zip(names, values, strict=True))
    return Markup(html)  # noqa: S704 (Jinja has escaped what the template was handed)
