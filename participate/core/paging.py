"""Lists come in pages, and know how many there are without counting twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from participate.core.db import DbSession

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Page(Generic[Thing]):
    """One page of a list."""

    items: Sequence[Thing]
    number: int  #: 1 is the first
    per_page: int
    total: int  #: of all pages

    @property
    def count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))


def number_within(total: int, *, number: int, per_page: int) -> int:
    """Return the number of a page that exists: one beyond the last becomes the last."""
    return min(max(1, number), max(1, -(-total // per_page)))


def page_of(session: DbSession, statement: Select[Any], *, number: int, per_page: int) -> Page[Any]:
    """Return one page of what a statement selects, in two queries whatever its length.

    Args:
        session: where to read.
        statement: selects one entity, in a fixed order.
        number: 1 is the first page; a number beyond the last gives the last.
        per_page: at least 1.
    """
    plain = statement.order_by(None).options()
    total = session.scalar(select(func.count()).select_from(plain.subquery())) or 0
    number = number_within(total, number=number, per_page=per_page)
    items = (
        session.scalars(statement.limit(per_page).offset((number - 1) * per_page)).unique().all()
    )
    return Page(items, number, per_page, total)
