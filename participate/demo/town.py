"""The texts of the demo town, and what its parts need to know of one another."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from participate.accounts.models import Account
from participate.core.clock import TOWN_ZONE, town_day
from participate.core.db import DbSession
from participate.ideas.models import Idea
from participate.needs.models import Cluster, Need
from participate.offers.models import Offer, Provider
from participate.requirements.models import Requirement
from participate.workshops.models import Participant, StakeholderGroup, Workshop
from participate.workshops.queries import stakeholder_groups

TEXTS = Path(__file__).with_name("texts")
#: Chooses who writes and who votes for what: the same town every time.
SEED = 20
#: How long before the filling happens what the texts put on this very day.
JUST_NOW = timedelta(minutes=5)
FRIDAY = 4

Entry = dict[str, Any]
#: What happens in the town, and when. Done in the order of the moments, as in a real one.
Plan = Iterable[tuple[datetime, Callable[[], object]]]


@dataclass
class Town:
    """What has been made so far, by the names that the texts use for it."""

    session: DbSession
    texts: dict[str, list[Entry]]
    secret: str
    at: datetime
    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 (made-up people)
    groups: dict[str, StakeholderGroup] = field(init=False)
    accounts: dict[str, Account] = field(default_factory=dict)
    workshops: dict[str, Workshop] = field(default_factory=dict)
    people: dict[str, list[Participant]] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=dict)
    notes: dict[str, list[Need]] = field(default_factory=dict)  #: by the cluster they go into
    clusters: dict[str, Cluster] = field(default_factory=dict)
    ideas: dict[str, Idea] = field(default_factory=dict)
    authors: dict[str, Participant] = field(default_factory=dict)  #: of the ideas
    requirements: dict[str, Requirement] = field(default_factory=dict)
    providers: dict[str, Provider] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)  #: by their titles

    def __post_init__(self) -> None:
        self.groups = {group.key: group for group in stakeholder_groups(self.session)}

    @property
    def moderator(self) -> Account:
        """Who leads the workshops and writes the requirements."""
        return self.accounts["moderator"]

    def of(self, kind: str, workshop: str) -> list[Entry]:
        """Return the entries of one kind that belong to a workshop."""
        return [entry for entry in self.texts[kind] if entry["workshop"] == workshop]

    def days(self, number: int, *, hour: int = 12) -> datetime:
        """Return an hour of the day so many days from today; today it is just before now.

        Boards do not meet at weekends: a Saturday or Sunday becomes the Friday before.
        """
        if number == 0:
            return self.at - JUST_NOW
        day = town_day(self.at) + timedelta(days=number)
        day -= timedelta(days=max(0, day.weekday() - FRIDAY))
        return datetime.combine(day, time(hour), TOWN_ZONE)

    def somebody(self, workshop: str, group: str) -> Participant:
        """Return somebody of a group who takes part in a workshop."""
        return self.random.choice([one for one in self.people[workshop] if one.group_key == group])


@cache
def read_texts() -> dict[str, list[Entry]]:
    """Return the texts of all files, a list of entries for each kind of thing."""
    texts: dict[str, list[Entry]] = {}
    for file in sorted(TEXTS.glob("*.toml")):
        for kind, entries in tomllib.loads(file.read_text("utf-8")).items():
            texts.setdefault(kind, []).extend(entries)
    return texts
