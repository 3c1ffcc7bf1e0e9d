"""What staff say of pairs of posts, laid over the groups that were found. Pure.

One function serves the build and the pages: groups were found without staff, and the pairs are
laid over them anew each time, so that a rebuild and a page between two builds say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from machimori.domain.events import ROAD_PAIR, Event
from machimori.domain.vocabulary import Mode

Link = tuple[Any, Any]


@dataclass(frozen=True)
class Member:
    """One post: its found group, the earlier post it was found to hang on, and how likely."""

    report_id: Any
    group: Any | None
    linked_to: Any | None
    score: float


@dataclass
class _Groups:
    """Roots by place in the list, the oldest of each group; and who is apart from whom."""

    root: list[int]
    apart: dict[int, set[int]] = field(default_factory=dict)

    def find(self, row: int) -> int:
        while self.root[row] != row:
            self.root[row] = self.root[self.root[row]]
            row = self.root[row]
        return row

    def keep_apart(self, one: int, other: int) -> None:
        self.apart.setdefault(one, set()).add(other)
        self.apart.setdefault(other, set()).add(one)

    def join(self, one: int, other: int) -> bool:
        """Make one group of two, unless they are held apart."""
        first, second = sorted((self.find(one), self.find(other)))
        if first == second:
            return True
        if second in self.apart.get(first, ()):
            return False
        self.root[second] = first
        for enemy in self.apart.pop(second, set()):
            self.apart[enemy].discard(second)
            self.keep_apart(enemy, first)
        return True


def pairs_said(events: Iterable[Event]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Pairs held together and pairs held apart: of each pair, what was said last."""
    last: dict[tuple[str, str], Event] = {}
    for event in events:
        if event.kind != ROAD_PAIR or event.mode != Mode.REAL:
            continue
        pair = (event.subject, str(event.payload.get("other")))
        before = last.get(pair)
        if before is None or _order(event) > _order(before):
            last[pair] = event
    together = [one for one, event in last.items() if event.payload["relation"] == "must_link"]
    apart = [one for one, event in last.items() if event.payload["relation"] == "cannot_link"]
    return sorted(together), sorted(apart)


def _order(event: Event) -> tuple[Any, Any, str]:
    return (event.observed_at, event.received_at, event.event_id)


def regrouped(
    members: Sequence[Member], must_link: Iterable[Link], cannot_link: Iterable[Link]
) -> dict[Any, Any]:
    """Each post's group after staff's word: the id of its oldest post, None for one by itself.

    Held together comes first, then the links that were found, the likeliest first, then whoever
    else was found in one group; nothing joins two groups held apart. A pair held together whose
    groups are held apart stays apart (``contradictions`` names it).

    Args:
        members: whole groups, from the oldest post on.
        must_link: pairs; one of which a post is not among the members is passed over.
        cannot_link: the same.
    """
    place = {one.report_id: row for row, one in enumerate(members)}
    groups = _laid(place, must_link, cannot_link)
    found = [one for one in members if one.linked_to in place]
    for one in sorted(found, key=lambda member: (-member.score, place[member.report_id])):
        groups.join(place[one.report_id], place[one.linked_to])
    _stay(groups, members)
    roots = [groups.find(row) for row in range(len(members))]
    size: dict[int, int] = {}
    for root in roots:
        size[root] = size.get(root, 0) + 1
    return {
        one.report_id: members[root].report_id if size[root] > 1 else None
        for one, root in zip(members, roots, strict=True)
    }


def _stay(groups: _Groups, members: Sequence[Member]) -> None:
    """Who hung on a post that was taken out stays with the oldest of the group it may be with."""
    found: dict[Any, list[int]] = {}
    for row, one in enumerate(members):
        if one.group is None:
            continue
        older = found.setdefault(one.group, [])
        any(groups.join(row, other) for other in older)
        older.append(row)


def contradictions(must_link: Sequence[Link], cannot_link: Sequence[Link]) -> list[Link]:
    """Pairs held together that could not be, because others hold their groups apart."""
    ids = sorted({one for pair in (*must_link, *cannot_link) for one in pair})
    place = {one: row for row, one in enumerate(ids)}
    groups = _laid(place, (), cannot_link)
    return [
        (one, other)
        for one, other in sorted(must_link)
        if not groups.join(place[one], place[other])
    ]


def _laid(place: dict[Any, int], must_link: Iterable[Link], cannot_link: Iterable[Link]) -> _Groups:
    groups = _Groups(list(range(len(place))))
    for one, other in cannot_link:
        if one in place and other in place and one != other:
            groups.keep_apart(place[one], place[other])
    for one, other in sorted(must_link):
        if one in place and other in place:
            groups.join(place[one], place[other])
    return groups
