"""Typed text on a page. The only module that touches bleach, and the only one to mark text safe."""

from functools import lru_cache
from threading import local

from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markupsafe import Markup, escape

#: What the texts that people type may become; everything else is shown as it was typed.
TAGS = frozenset({"p", "br", "a"})
#: Texts whose paragraphs a worker remembers: what a hall reads at one time, some megabytes.
REMEMBERED = 2_000


class _Cleaners(local):
    """One cleaner for each thread: bleach's parser keeps what it reads in itself."""

    def __init__(self) -> None:
        self.mine = Cleaner(
            tags=TAGS,
            attributes={"a": ["href", "rel"]},
            protocols={"http", "https", "mailto"},
            filters=[lambda source: LinkifyFilter(source, callbacks=[_no_endorsement])],
        )


_CLEANERS = _Cleaners()


def _no_endorsement(attributes: dict[object, str], new: bool = False) -> dict[object, str]:
    """Tell search engines that a link somebody typed is not ours."""
    attributes[(None, "rel")] = "nofollow noopener ugc"
    return attributes


def sanitised(html: str) -> str:
    """Return markup of `TAGS` alone, with links where addresses stand; the rest becomes text."""
    return str(_CLEANERS.mine.clean(html))


@lru_cache(REMEMBERED)  # a text never changes what it becomes, and bleach takes its time
def prose(text: str) -> Markup:
    """Return typed text as paragraphs with links. Markup that was typed is shown, not obeyed."""
    blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    html = "".join(f"<p>{escape(block)}</p>" for block in blocks).replace("\n", "<br>")
    # What makes the links reads entities once more: `&lt;` that was typed would be shown as `<`.
    return Markup(sanitised(html.replace("&amp;", "&amp;amp;")))  # noqa: S704 (escaped above, just sanitised)


def excerpt(text: str, *, longest: int = 160) -> str:
    """Return the beginning of a text on one line, cut between two words."""
    one_line = " ".join(text.split())
    if len(one_line) <= longest:
        return one_line
    return one_line[:longest].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"
