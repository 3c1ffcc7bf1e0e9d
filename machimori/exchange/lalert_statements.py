"""The rows of a received L-Alert document as statements about our own places.

The format carries no id of ours: a row is matched by its name, its type and its detail. A name
that two of our places share is refused, and so is one we don't have; nothing is guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from machimori.domain.vocabulary import Opening
from machimori.exchange.lalert import Information
from machimori.exchange.lalert_reading import Received, Refusal
from machimori.exchange.lalert_words import words


@dataclass(frozen=True)
class Known:
    """One of our places in one role, with what a row may be matched by."""

    facility_id: str
    name: str
    role: str


@dataclass(frozen=True)
class Statement:
    """What a row says of one of our places; ``fields`` are those of a status event."""

    row: int
    facility_id: str
    name: str
    observed_at: datetime
    fields: dict[str, Any]


def statements(
    received: Received, places: Iterable[Known]
) -> tuple[list[Statement], list[Refusal]]:
    """Statements of the rows that speak of a place of ours, and the other rows with a reason.

    Observed is when the sender checked it; where a row doesn't say, when the document was sent.
    A row without either is refused: a statement without a time can't take its place among others.
    """
    said = words()
    by_name: dict[tuple[str, str], list[Known]] = {}
    for place in places:
        by_name.setdefault((plain(place.name), place.role), []).append(place)
    found: list[Statement] = []
    refused: list[Refusal] = []
    for number, row in received.rows:
        role = said.role_of(row.type, row.type_detail)
        ours = by_name.get((plain(row.name), role or ""), [])
        observed = row.checked_at or row.date_time or received.sent_at
        if len(ours) != 1 or observed is None:
            code = "observed_at" if len(ours) == 1 else "several" if ours else "unknown_facility"
            refused.append(Refusal(number, row.name, code, row.type))
            continue
        found.append(
            Statement(number, ours[0].facility_id, ours[0].name, observed, _fields(row, observed))
        )
    return found, refused


def plain(name: str) -> str:
    """A name without what two writers do differently: width, spaces, case."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(folded.split())


def _fields(row: Information, observed: datetime) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "opening": row.sort,
        "crowding": row.status,
        "headcount": row.head_count,
        "households": row.households,
        "confirmed_at": row.checked_at or observed,
        "opened_at": row.date_time if row.sort == Opening.OPEN else None,
        "closed_at": row.date_time if row.sort == Opening.CLOSED else None,
    }
    return {name: value for name, value in fields.items() if value is not None}
