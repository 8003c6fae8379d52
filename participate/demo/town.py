"""The texts of the demo town, and what its parts need to know of one another."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from participate.accounts.models import Account
from participate.core.clock import TOWN_ZONE, town_day
from participate.ideas.models import Idea
from participate.offers.models import Provider
from participate.requirements.models import Requirement
from participate.workshops.models import Participant, Workshop

TEXTS = Path(__file__).with_name("town.toml")
#: Chooses who writes and who votes for what: the same town every time.
SEED = 20

Entry = dict[str, Any]


@dataclass
class Town:
    """What has been made so far, by the names that the texts use for it."""

    texts: dict[str, list[Entry]]
    secret: str
    at: datetime
    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 (made-up people)
    accounts: dict[str, Account] = field(default_factory=dict)
    workshops: dict[str, Workshop] = field(default_factory=dict)
    people: dict[str, list[Participant]] = field(default_factory=dict)
    ideas: dict[str, Idea] = field(default_factory=dict)
    requirements: dict[str, Requirement] = field(default_factory=dict)
    providers: dict[str, Provider] = field(default_factory=dict)

    @property
    def moderator(self) -> Account:
        """Who leads the workshops and writes the requirements."""
        return self.accounts["moderator"]

    def days(self, number: int, *, hour: int = 12) -> datetime:
        """Return an hour of the day that lies so many days away from today, in the town."""
        day = town_day(self.at) + timedelta(days=number)
        return datetime.combine(day, time(hour), TOWN_ZONE)

    def somebody(self, workshop: str, group: str) -> Participant:
        """Return somebody of a group who takes part in a workshop."""
        return self.random.choice([one for one in self.people[workshop] if one.group_key == group])


def read_texts() -> dict[str, list[Entry]]:
    """Return the texts, a list of entries for each kind of thing."""
    return tomllib.loads(TEXTS.read_text("utf-8"))
