"""Counting by group, so that small groups are heard and nobody in them is given away."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from participate.prioritisation.ballots import Ballot

#: What the groups that are too small to be shown are called together. No group has such a key.
OTHERS = "_others"


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """What the voters of one published group said together."""

    label: str  #: the group's key, or `OTHERS`
    members: tuple[str, ...]  #: the groups in it; several only in `OTHERS`
    ballots: int
    marks: int  #: over all items
    by_item: Mapping[int, int]  #: item id -> marks; every item that stood


def published_labels(ballots: Iterable[Ballot], *, smallest: int) -> dict[str, str]:
    """Say under which label each group's ballots are counted, shown and exported.

    Args:
        ballots: all of a round, one per voter, each with its group.
        smallest: the fewest ballots under one label; groups with fewer are put together.

    Returns:
        Group -> its own key or `OTHERS`; empty when even those put together are too few, for then
        one could subtract the other groups from the total.
    """
    counts = Counter(ballot.group for ballot in ballots)
    small = {group for group, count in counts.items() if count < smallest}
    if small and sum(counts[group] for group in small) < smallest:
        return {}
    return {group: OTHERS if group in small else group for group in sorted(counts)}


def labelled(ballots: Iterable[Ballot], labels: Mapping[str, str]) -> list[Ballot]:
    """Return the ballots with their published label for a group; none when there are no labels."""
    return [replace(ballot, group=labels.get(ballot.group, "")) for ballot in ballots]


def totals_by_group(
    items: Sequence[int], ballots: Iterable[Ballot], labels: Mapping[str, str]
) -> list[GroupTotal]:
    """Add up what each published group gave each item.

    Args:
        items: every item that stood.
        ballots: all of a round, with their own groups.
        labels: see `published_labels`.

    Returns:
        One total per label, in the order of their keys, `OTHERS` last; none without labels.
    """
    cast: Counter[str] = Counter()
    dots = {label: Counter(dict.fromkeys(items, 0)) for label in labels.values()}
    for ballot in ballots:
        if ballot.group in labels:
            cast[labels[ballot.group]] += 1
            dots[labels[ballot.group]].update(ballot.marks)
    return [
        GroupTotal(
            label=label,
            members=tuple(sorted(group for group, own in labels.items() if own == label)),
            ballots=cast[label],
            marks=sum(dots[label].values()),
            by_item=dict(dots[label]),
        )
        for label in sorted(dots, key=lambda label: (label == OTHERS, label))
    ]
