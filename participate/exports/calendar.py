"""Workshops as appointments (iCalendar, RFC 5545): one of them, or all, to subscribe to."""

from collections.abc import Mapping
from datetime import UTC, datetime

from icalendar import Calendar, Event, vUri

from participate.workshops.models import Workshop

CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar(workshops: Mapping[str, Workshop], *, name: str, host: str, at: datetime) -> bytes:
    """Return a calendar of workshops.

    Args:
        workshops: by the address of their page.
        name: what the calendar is called where somebody subscribes to it.
        host: the name of this server, which makes the appointments' names unique.
        at: this moment.
    """
    made = Calendar()
    made.add("prodid", "-//Familienwerkstatt//DE")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for address, workshop in workshops.items():
        made.add_component(_event(workshop, address, host, at))
    return bytes(made.to_ical())


def _event(workshop: Workshop, address: str, host: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"workshop-{workshop.id}@{host}")
    event.add("dtstamp", at.astimezone(UTC))
    # A calendar takes new times from whatever has a higher number; minutes only ever go up.
    event.add("sequence", int(at.timestamp()) // 60)
    event.add("dtstart", workshop.starts_at.astimezone(UTC))
    event.add("dtend", workshop.ends_at.astimezone(UTC))
    event.add("summary", workshop.title)
    event.add("description", "\n\n".join(filter(None, (workshop.description, address))))
    if workshop.place:
        event.add("location", workshop.place)
    event.add("url", vUri(address))
    return event
