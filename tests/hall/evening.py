"""An evening in the hall: everybody joins, then everybody taps at once while the phones look on."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field

from tests.hall.phone import Journal, Phone, fields_of, typed_in

#: Seconds between two looks of a phone at the running step, as its page asks for.
LOOKS = (2.0, 2.2)
BALLOT = re.compile(r'href="(/workshops/\d+/rounds/\d+/ballot)"')
STATE = re.compile(r'hx-get="(/workshops/\d+/state\?[^"]+)"')
IDEA = re.compile(r'<li class="fw-card" id="idea-(\d+)">')


@dataclass(frozen=True)
class Hall:
    """How many come, and how they hurry."""

    phones: int
    joining: float = 60  #: seconds in which all of them join
    voting: float = 10  #: seconds in which all of them press
    presses: int = 5


@dataclass
class Guest:
    """Somebody with a phone, and what they know to have happened."""

    phone: Phone
    marks: Counter[int] = field(default_factory=Counter)  #: what the server said it took
    ideas: tuple[int, ...] = ()
    ballot: str = ""
    token: str = ""
    state: str = ""
    eyes: Phone = field(init=False)  #: the same phone, over a connection of its own

    def __post_init__(self) -> None:
        self.eyes = Phone(self.phone.port, self.phone.journal)
        self.eyes.cookies = self.phone.cookies

    async def join(self, address: str) -> None:
        """Scan the code, choose a group, go on to the ballot."""
        page = await self.phone.open(address, "page to join")
        groups = [one["value"] for one in fields_of(page) if one.get("type") == "radio"]
        form = typed_in(page) | {"group": random.choice(groups)}  # noqa: S311
        page = await self.phone.send("/join", form, "join")
        self.state = _first(STATE, page).replace("&amp;", "&")
        rounds = re.sub(r"/state.*", "/rounds", self.state)
        page = await self.phone.open(rounds, "list of votes")
        self.ballot = _first(BALLOT, page)
        page = await self.phone.open(self.ballot, "ballot")
        self.ideas = tuple(int(one) for one in IDEA.findall(page))
        self.token = typed_in(page)["csrf_token"]

    async def look_on(self, until: asyncio.Event) -> None:
        """Ask every few seconds whether there is a new step, as every page does."""
        tag = ""
        await asyncio.sleep(random.uniform(0, LOOKS[1]))  # noqa: S311
        while not until.is_set():
            answer = await self.eyes.get(self.state, "look", unless=tag)
            if answer.status not in {200, 204, 304}:
                self.phone.journal.faults.append(f"look: {answer.status}")
            tag = answer.headers.get("etag", tag)
            await asyncio.sleep(random.uniform(*LOOKS))  # noqa: S311

    async def press(self, times: int, seconds: float) -> None:
        """Give one dot after the other, at moments of one's own."""
        moments = sorted(random.uniform(0, seconds) for _ in range(times))  # noqa: S311
        begun = asyncio.get_running_loop().time()
        for moment in moments:
            await asyncio.sleep(max(0, begun + moment - asyncio.get_running_loop().time()))
            idea = random.choice([one for one in self.ideas if self.marks[one] < 2])  # noqa: S311
            form = {"csrf_token": self.token, "once": f"{random.getrandbits(96):x}"}
            form |= {"idea": str(idea), "dots": str(self.marks[idea] + 1)}
            answer = await self.phone.post(self.ballot, form, "vote", htmx=True)
            if answer.status == 200:
                self.marks[idea] += 1
            else:
                self.phone.journal.faults.append(f"vote: {answer.status}")


def _first(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise LookupError(f"no {pattern.pattern} on the page")
    return found[1]


async def evening(hall: Hall, port: int, address: str) -> tuple[list[Guest], Journal]:
    """Play it: return everybody with what they know, and the journal.

    Args:
        hall: how many, how fast.
        port: where the server listens.
        address: what the code on the wall says, as a path.
    """
    journal, over = Journal(), asyncio.Event()
    guests = [Guest(Phone(port, journal)) for _ in range(hall.phones)]
    looking: list[asyncio.Task[None]] = []

    async def arrive(guest: Guest) -> None:
        await asyncio.sleep(random.uniform(0, hall.joining))  # noqa: S311
        await _noting(journal, "join", guest.join(address))
        if guest.state:
            looking.append(asyncio.create_task(_noting(journal, "look", guest.look_on(over))))

    await asyncio.gather(*(arrive(guest) for guest in guests))
    inside = [guest for guest in guests if guest.ideas]
    press = (_noting(journal, "vote", guest.press(hall.presses, hall.voting)) for guest in inside)
    await asyncio.gather(*press)
    over.set()
    await asyncio.gather(*looking)
    for guest in guests:
        guest.phone.close()
        guest.eyes.close()
    await asyncio.sleep(0.1)  # until all of them are closed
    return guests, journal


async def _noting(journal: Journal, what: str, doing: Awaitable[None]) -> None:
    """Let one phone fail without the others."""
    try:
        await doing
    except (OSError, LookupError, IndexError) as error:
        journal.faults.append(f"{what}: {type(error).__name__} {error}")
