"""By when a post is to be dealt with: targets by category and severity, and pauses. Pure.

A due moment follows from when the post came in, its target and the pauses that have ended. Whether
it is overdue is asked with a moment; nothing here knows one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from machimori.domain.vocabulary import OPEN_REPORT_STATUSES, ReportStatus
from machimori.domain.working_time import Moments, WorkingTime

#: While a post is in one of these, its clock stands.
PAUSING = frozenset({ReportStatus.WATCHING, ReportStatus.REFERRED})
#: In one of these it has a clock that runs.
RUNNING = frozenset(OPEN_REPORT_STATUSES - PAUSING)
_HOUR = 3_600_000_000


class Unit(StrEnum):
    """What a target counts."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


@dataclass(frozen=True)
class Target:
    """So many hours or days. Days end with their closing, calendar days with their midnight."""

    amount: float
    unit: Unit


@dataclass(frozen=True)
class Rule:
    """The target of posts of a category and a severity; None means any."""

    target: Target
    category: str | None = None
    severity: str | None = None


@dataclass(frozen=True)
class Pauses:
    """Times a clock stood, each of the post with that number. An open one has no end yet."""

    post: NDArray[np.int64]
    begins: Moments
    ends: Moments


def target_of(rules: Sequence[Rule], category: str | None, severity: str | None) -> Target | None:
    """The target of one pair: what names both goes first, then the category, then the severity.

    Of equals the first stands. A post whose severity nobody knows takes a rule for any.
    """
    fitting = [
        rule
        for rule in rules
        if rule.category in (None, category) and rule.severity in (None, severity)
    ]
    if not fitting:
        return None
    best = max(fitting, key=lambda rule: (rule.category is not None, rule.severity is not None))
    return best.target


def targets_of(
    rules: Sequence[Rule], categories: pd.Series, severities: pd.Series
) -> tuple[list[Target], NDArray[np.int64]]:
    """The distinct targets, and which of them each row has; -1 where it has none.

    Rules are asked once per pair of words that occurs, not once per row.
    """
    category, categories_there = pd.factorize(categories)
    severity, severities_there = pd.factorize(severities)
    width = len(severities_there) + 1
    pair = (category + 1) * width + severity + 1
    distinct, which = np.unique(pair, return_inverse=True)
    targets: list[Target] = []
    number = np.full(len(distinct), -1, dtype=np.int64)
    for place, code in enumerate(distinct):
        one, other = divmod(int(code), width)
        found = target_of(
            rules,
            str(categories_there[one - 1]) if one else None,
            str(severities_there[other - 1]) if other else None,
        )
        if found is None:
            continue
        if found not in targets:
            targets.append(found)
        number[place] = targets.index(found)
    return targets, number[which]


def due_moments(
    table: WorkingTime,
    targets: Sequence[Target],
    which: NDArray[np.int64],
    received: Moments,
    pauses: Pauses | None = None,
) -> Moments:
    """When each post is due; NaT without a target, a date, or a place in the table of days.

    Args:
        table: days of the office, reaching beyond the last due moment.
        targets: the distinct targets.
        which: number of each post's target, -1 for none.
        received: when each post came in.
        pauses: what pushes a due moment back, where it began before that moment and has ended.
    """
    due = np.full(len(received), np.datetime64("NaT", "us"))
    for number, target in enumerate(targets):
        mine = which == number
        due[mine] = _after(table, target, received[mine])
    if pauses is not None and len(pauses.post):
        _push_back(table, targets, which, due, pauses)
    return due


def _after(table: WorkingTime, target: Target, received: Moments) -> Moments:
    if target.unit == Unit.WORKING_HOURS:
        work = np.full(len(received), round(target.amount * _HOUR), dtype=np.int64)
        return table.add(received, work)
    if target.unit == Unit.WORKING_DAYS:
        return table.end_of_working_day(received, int(target.amount))
    return table.end_of_day(received, int(target.amount))


def _push_back(
    table: WorkingTime,
    targets: Sequence[Target],
    which: NDArray[np.int64],
    due: Moments,
    pauses: Pauses,
) -> None:
    """Lengthen by each pause that has ended, first pauses first; a post's pauses do not overlap."""
    order = np.lexsort((pauses.begins, pauses.post))
    post, begins, ends = pauses.post[order], pauses.begins[order], pauses.ends[order]
    usable = ~np.isnat(ends) & (ends > begins)
    post, begins, ends = post[usable], begins[usable], ends[usable]
    start = np.searchsorted(post, post, side="left")
    turn = np.arange(len(post)) - start  # first, second ... pause of its post
    by_calendar = np.array([one.unit == Unit.CALENDAR_DAYS for one in targets], dtype=np.bool_)
    for number in range(int(turn.max(initial=-1)) + 1):
        now = (turn == number) & (which[post] >= 0)
        mine, stood_from, stood_to = post[now], begins[now], ends[now]
        held = due[mine]
        before = stood_from < held  # what was overdue already is not saved by waiting
        mine, stood_from, stood_to = mine[before], stood_from[before], stood_to[before]
        held = held[before]
        calendar = by_calendar[which[mine]]
        worked = table.between(stood_from, stood_to)
        due[mine] = np.where(
            calendar, held + (stood_to - stood_from), table.add(held, np.maximum(worked, 0))
        )


def pauses_of(history: pd.DataFrame) -> pd.DataFrame:
    """Times a post stood in a pausing state, from its changes.

    Args:
        history: report_id, changed_at, status of each change; one without a time tells nothing.

    Returns:
        report_id, began_at, ended_at (NaT while it stands).
    """
    told = history.dropna(subset=["changed_at", "status"])
    told = told.sort_values(["report_id", "changed_at"], kind="stable")
    is_pause = told["status"].isin([str(one) for one in PAUSING])
    same_post = told["report_id"].eq(told["report_id"].shift())
    begins = is_pause & ~(is_pause.shift(fill_value=False) & same_post)
    ends = ~is_pause & is_pause.shift(fill_value=False) & same_post
    edges = told[begins | ends]
    following = edges["changed_at"].shift(-1)
    follows = edges["report_id"].eq(edges["report_id"].shift(-1))
    out = pd.DataFrame(
        {
            "report_id": edges["report_id"],
            "began_at": edges["changed_at"],
            "ended_at": following.where(follows),
        }
    )
    return out[begins.loc[edges.index]].reset_index(drop=True)


def last_day(received: Moments, targets: Iterable[Target], pauses: Pauses | None) -> date:
    """A day no due moment of these lies beyond: closures of an office never take half its days."""
    longest = 30
    for target in targets:
        per_unit = 0.5 if target.unit == Unit.WORKING_HOURS else 3.0
        longest = max(longest, 30 + int(target.amount * per_unit))
    moments = [received[~np.isnat(received)]]
    stood = 0
    if pauses is not None and len(pauses.post):
        ended = pauses.ends[~np.isnat(pauses.ends)]
        moments.append(ended)
        spans = (pauses.ends - pauses.begins)[~np.isnat(pauses.ends)]
        stood = int(spans.astype("timedelta64[D]").astype(np.int64).sum()) if len(spans) else 0
    every = np.concatenate(moments)
    newest = every.max() if len(every) else np.datetime64("2000-01-01")
    reach = newest + np.timedelta64(longest + min(stood * 2, 3_660), "D")
    return pd.Timestamp(reach).date()
