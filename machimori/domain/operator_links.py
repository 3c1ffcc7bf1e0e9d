"""Which link of a facility holds: folded from what staff issued and revoked.

A link is a facility and a generation. Issuing again makes the next generation, so that the one
before is over at once, and a generation that was revoked never comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from machimori.domain.events import OPERATOR_LINK, Event

ISSUED, REVOKED = "issued", "revoked"


@dataclass(frozen=True)
class Link:
    """The newest link of a facility. ``changed_at`` is when it was issued or revoked (aware)."""

    facility_id: str
    generation: int
    is_revoked: bool
    changed_at: datetime

    @property
    def holds(self) -> bool:
        """Whether reports come through it."""
        return not self.is_revoked


def folded(before: Mapping[str, Link], events: Iterable[Event]) -> dict[str, Link]:
    """Newest link by facility after further events, which come in the journal's order.

    A generation is issued once: an event that issues an older or the same one changes nothing.
    Revoking an older one changes nothing either; it is over already.
    """
    links = dict(before)
    for event in events:
        if event.kind != OPERATOR_LINK:
            continue
        generation = int(event.payload["generation"])
        known = links.get(event.subject)
        newest = 0 if known is None else known.generation
        if event.payload["action"] == ISSUED and generation > newest:
            links[event.subject] = Link(event.subject, generation, False, event.received_at)
        elif event.payload["action"] == REVOKED and generation >= newest:
            links[event.subject] = Link(event.subject, generation, True, event.received_at)
    return links


def next_generation(link: Link | None) -> int:
    """The generation that is issued next, from 1 on."""
    return 1 if link is None else link.generation + 1
