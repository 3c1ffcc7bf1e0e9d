"""The one gate every public table passes: what leaves it, a ``Released``, is all that is told.

Places are public and exact. Counts of people and posts leave it without their small cells and
without what would give these away, in complete periods that are told once (``release_ledger``).
No column of free text, of a photo, of who wrote, or of a time of day passes for posts and people.
``tests/test_gate.py`` holds that public code has no other way to them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from machimori.city import City
from machimori.city_privacy import Privacy
from machimori.domain import small_cells
from machimori.domain.margins import Margins
from machimori.store.release_ledger import Release, ReleaseLedger

_SEAL = object()


class Subject(StrEnum):
    """What a public table is about."""

    PLACES = "places"
    FIGURES = "figures"  # printed in public documents already
    PEOPLE = "people"
    POSTS = "posts"


class GateRefused(Exception):
    """A table has something in it that is never told; a mistake in the code, not of a reader."""


@dataclass(frozen=True)
class Released:
    """A table that may be told. Only this module makes one."""

    frame: pd.DataFrame
    subject: Subject
    #: Columns that are empty where ``is_withheld``: the symbol stands there in a file.
    counts: tuple[str, ...] = ()
    seal: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise GateRefused("a released table comes from the gate alone")


#: Never told, of whatever table.
_STAFF_ONLY = re.compile(
    r"(^|_)(photo|photos|photo_url|reporter|assignee|note|notes|counters|phone_private|"
    r"email|client_key|contact|title_original|status_original)($|_)"
)
#: What people wrote; of a published list its description is public.
_WRITTEN = re.compile(r"(^|_)description($|_)")
#: Never told of posts and people: the row itself, where exactly, and when.
_ROW = re.compile(
    r"(^|_)(description|report_id|source_report_id|duplicate_group_id|latitude|longitude|address|mesh\d*|"
    r"requested_at|updated_at|closed_at|due_at|opened_at)($|_)"
)


def places(frame: pd.DataFrame) -> Released:
    """Public places and what is published about them; no threshold.

    Raises:
        GateRefused: a column of the staff's, or a place that isn't public.
    """
    _refuse(frame, _STAFF_ONLY)
    _refuse(frame, _WRITTEN)
    if "is_public" in frame.columns and not frame["is_public"].all():
        raise GateRefused("a place that is not public")
    return Released(frame, Subject.PLACES, seal=_SEAL)


def figures(frame: pd.DataFrame) -> Released:
    """Figures and lists that stand in public documents; they pass as they are printed.

    Raises:
        GateRefused: a column of the staff's, or of single posts.
    """
    _refuse(frame, _STAFF_ONLY)
    if {"report_id", "source_report_id"} & set(frame.columns):
        raise GateRefused("single posts are no figures")
    return Released(frame, Subject.FIGURES, seal=_SEAL)


def threshold(rules: Privacy, subject: Subject) -> int:
    """The fewest that are told; 0 where there is no threshold."""
    return {Subject.PEOPLE: rules.people, Subject.POSTS: rules.posts}.get(subject, 0)


def count(rules: Privacy, subject: Subject, value: int | None) -> int | None:
    """One figure of the whole municipality, or None where it is too small to be told."""
    is_small = small_cells.is_small(value, threshold(rules, subject))
    return None if is_small else value


def share(rules: Privacy, subject: Subject, part: int | None, whole: int | None) -> float | None:
    """Percent of a whole; None where the part, the rest or the whole is too small to be told."""
    if not whole or part is None:
        return None
    if any(count(rules, subject, one) is None for one in (part, whole - part, whole)):
        return None
    return 100 * part / whole


def counts(
    city: City,
    subject: Subject,
    table: str,
    periods: Mapping[str, Margins],
    *,
    dimensions: Sequence[str],
    period: str,
    count: str,
    is_stock: bool = False,
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> Released:
    """Counts by complete periods, small cells withheld, each period told once.

    Args:
        city: thresholds, and the folder the releases lie in.
        subject: ``PEOPLE`` or ``POSTS``.
        table: name of the releases' folder.
        periods: margins by period (``2026-10``, ``2026-10-01``), complete ones alone.
        dimensions: columns of the answer, as the groupings name them.
        period: column of the period.
        count: column of the count; NULL where withheld.
        is_stock: a state that is counted again each time (residents): what one period withholds
            the next one withholds too, because they hardly differ.
        names: words of a dimension's values, for a column ``<dimension>_name``.

    Returns:
        ``period``, ``level`` (the dimensions counted by, joined by +; ``all`` for the total), the
        dimensions, ``count`` and ``is_withheld``, one row per cell.

    Raises:
        StoreError: the releases can't be read or written.
    """
    told = released(city, subject, table, periods, is_stock=is_stock)
    rows = []
    for release in told.values():
        for (grouping, key), value in release.cells.items():
            parts = dict(zip(grouping, key, strict=True))
            row: dict[str, object] = {period: release.window, "level": "+".join(grouping) or "all"}
            for one in dimensions:
                row[one] = parts.get(one)
                if names and one in names:
                    row[f"{one}_name"] = names[one].get(parts.get(one) or "")
            rows.append({**row, count: value, "is_withheld": value is None})
    columns = [period, "level"]
    for one in dimensions:
        columns += [one, f"{one}_name"] if names and one in names else [one]
    frame = pd.DataFrame(rows, columns=[*columns, count, "is_withheld"])
    frame[count] = frame[count].astype("Int64")
    frame["is_withheld"] = frame["is_withheld"].astype(bool)
    _refuse(frame, _STAFF_ONLY)
    _refuse(frame, _ROW)
    return Released(frame, subject, (count,), seal=_SEAL)


def released(
    city: City,
    subject: Subject,
    table: str,
    periods: Mapping[str, Margins],
    *,
    is_stock: bool = False,
    revised: frozenset[str] = frozenset(),
) -> dict[str, Release]:
    """What is told of each period, oldest first; the other arguments are those of ``counts``.

    ``revised`` are periods that are told anew from today's counts, because staff said so.
    """
    ledger = ReleaseLedger.of(city, table)
    known = ledger.releases()
    told: dict[str, Release] = {}
    before: Release | None = None
    for window, margins in sorted(periods.items()):
        release = known.get(window)
        mark = fingerprint(margins)
        # Generated data has nobody to protect and is generated anew again and again.
        is_other = release is not None and release.fingerprint != mark
        if release is None or (is_other and (city.is_sample or window in revised)):
            older = [one for one in (release, before if is_stock else None) if one is not None]
            made = _release(
                margins,
                window,
                revision=1 if release is None else release.revision + 1,
                least=threshold(city.privacy, subject),
                kept=[] if city.is_sample else older,
                mark=mark,
            )
            release = ledger.keep(made)
        told[window] = before = release
    return told


def fingerprint(margins: Margins) -> str:
    """Of all counts of a period: another one tells that they have changed."""
    content = json.dumps([margins.cells, margins.counts], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _release(
    margins: Margins,
    window: str,
    *,
    revision: int,
    least: int,
    kept: Sequence[Release],
    mark: str,
) -> Release:
    pattern = frozenset().union(*(one.withheld for one in kept))
    hidden = small_cells.withheld(
        margins,
        threshold=least,
        kept=[number for number, cell in enumerate(margins.cells) if cell in pattern],
    )
    cells = {
        cell: None if number in hidden else margins.counts[number]
        for number, cell in enumerate(margins.cells)
    }
    return Release(window, revision, least, mark, cells)


def _refuse(frame: pd.DataFrame, never: re.Pattern[str]) -> None:
    found = [str(name) for name in frame.columns if never.search(str(name))]
    if found:
        raise GateRefused(f"never told: {', '.join(found)}")
