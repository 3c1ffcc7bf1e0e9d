"""The way a plan goes: 柱, 施策, 指標, and the targets by period, out of the documents' headings.

Nothing is invented: 柱 is the highest heading above a target in its document, 施策 the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from machimori.domain.indicator_dates import due_date

#: How the shipped table joins headings, from the document's highest to the nearest.
_BETWEEN = " > "
#: Headings that only say that figures follow; they are no policy.
_PLAIN = frozenset({"アウトカム及び評価指標", "達成目標及び評価指標", "取組概要", "これまでの取組"})


@dataclass(frozen=True)
class Aim:
    """One published target; ``row`` leads back to where it stands. ``due`` None: no due date."""

    row: int
    indicator_id: str
    municipality: str
    document: str
    pillar: str
    policy: str
    due: date | None


def headings(section: str | None, municipality: str) -> tuple[str, str]:
    """柱 and 施策 of a section; empty where the document has no such heading."""
    parts = [one.strip() for one in (section or "").split(_BETWEEN) if one.strip()]
    named = [one for one in parts if one != municipality and one not in _PLAIN]
    return (named[0] if named else "", named[1] if len(named) > 1 else "")


def aim(
    row: int,
    indicator_id: str,
    municipality: str,
    *,
    document: str | None,
    section: str | None,
    target_due: str | None,
) -> Aim:
    """The target of a published row."""
    pillar, policy = headings(section, municipality)
    due = due_date(target_due)
    return Aim(row, indicator_id, municipality, document or "", pillar, policy, due)


def periods(aims: Iterable[Aim]) -> list[date | None]:
    """The due dates in order, no due date last."""
    found = {one.due for one in aims}
    dated = sorted(one for one in found if one is not None)
    return [*dated, *([None] if None in found else [])]
