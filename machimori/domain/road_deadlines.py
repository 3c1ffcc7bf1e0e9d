"""The deadlines of many posts: the same for the build and for what staff decided since. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

import numpy as np
import pandas as pd

from machimori.domain.road_sla import (
    Pauses,
    Rule,
    Target,
    due_moments,
    last_day,
    pauses_of,
    targets_of,
)
from machimori.domain.working_time import Moments, OfficeHours, WorkingTime, working_time


def deadlines(
    posts: pd.DataFrame,
    history: pd.DataFrame,
    rules: Sequence[Rule],
    hours: OfficeHours,
    zone: tzinfo,
) -> pd.DataFrame:
    """When each post is due, and why; NaT where neither its source nor a target says so.

    Args:
        posts: report_id, category, severity, requested_at, and due_at as published (naive UTC).
        history: report_id, changed_at, status of the posts whose clock ever stood.
        rules: the targets.
        hours: when the office works.
        zone: the municipality's.

    Returns:
        due_at, due_basis (published, target), target_amount, target_unit; a row per post. A
        published date is nobody's to push back.
    """
    published = posts["due_at"].notna().to_numpy()
    received = posts["requested_at"].to_numpy(dtype="datetime64[us]")
    targets, which = targets_of(rules, posts["category"], posts["severity"])
    which = np.where(published, -1, which)
    due = posts["due_at"].to_numpy(dtype="datetime64[us]").copy()
    if targets:
        pauses = _pauses(history, posts["report_id"])
        table = _days(hours, zone, received, targets, pauses)
        ours = due_moments(table, targets, which, received, pauses)
        due[~published] = ours[~published]
    known = ~np.isnat(due)
    which = np.where(known, which, -1)
    amounts = np.array([*(one.amount for one in targets), np.nan])
    words = sorted({str(one.unit) for one in targets})
    unit = np.array([*(words.index(str(one.unit)) for one in targets), -1])
    basis = np.where(known, published.astype(np.int64), -1)
    return pd.DataFrame(
        {
            "due_at": due,
            "due_basis": pd.Categorical.from_codes(basis, pd.Index(["target", "published"])),
            "target_amount": amounts[which],
            "target_unit": pd.Categorical.from_codes(unit[which], pd.Index(words, dtype=object)),
        },
        index=posts.index,
    )


def _days(
    hours: OfficeHours,
    zone: tzinfo,
    received: Moments,
    targets: Sequence[Target],
    pauses: Pauses,
) -> WorkingTime:
    """Days of the office that reach beyond the last due moment."""
    there = received[~np.isnat(received)]
    first = pd.Timestamp(there.min()) if len(there) else pd.Timestamp("2000-01-01")
    begin = (first - pd.Timedelta(days=1)).date()
    return working_time(hours, zone, begin, last_day(received, targets, pauses))


def _pauses(history: pd.DataFrame, reports: pd.Series) -> Pauses:
    """When clocks stood, as numbers of the posts."""
    stood = pauses_of(history)
    if stood.empty:
        nothing = np.empty(0, dtype="datetime64[us]")
        return Pauses(np.empty(0, dtype=np.int64), nothing, nothing)
    numbers = pd.Series(np.arange(len(reports)), index=reports.to_numpy())
    post = numbers.reindex(stood["report_id"])
    known = post.notna().to_numpy()
    return Pauses(
        post.to_numpy()[known].astype(np.int64),
        stood["began_at"].to_numpy(dtype="datetime64[us]")[known],
        stood["ended_at"].to_numpy(dtype="datetime64[us]")[known],
    )
