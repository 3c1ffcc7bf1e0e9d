"""Counts of posts by category, period, end and day -> rows of the survival marts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from machimori.domain import survival
from machimori.domain.survival import LAST_DAY, Counts, Curve, Tally

#: Ways of ending, in the order of their numbers.
KINDS = ("repaired", "done", "duplicate", "not_ours", "vanished")
ANY, COMPLETED = "any", "completed"
_COMPLETED = (0, 1)
ALL = "all"
#: Days a curve is written down for: one by one at first, then weeks.
DAYS = np.unique(np.concatenate([np.arange(91), np.arange(91, LAST_DAY + 1, 7)]))


@dataclass(frozen=True)
class Read:
    """Counts; equally long arrays. ``category_no`` and ``period_no`` count from 0.

    The category after the last is all others; period 0 is before the first.
    """

    categories: Sequence[str]
    periods: Sequence[str]
    category_no: Counts
    period_no: Counts
    kind: Counts
    day: Counts
    entry: Counts
    weight: Counts


@dataclass(frozen=True)
class Rows:
    """Rows of the marts of the same names."""

    road_survival: pa.Table
    road_survival_summary: pa.Table
    road_survival_tests: pa.Table


def insert_rows(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Append them."""
    for name in ("road_survival", "road_survival_summary", "road_survival_tests"):
        connection.register("arriving_rows", getattr(rows, name))
        try:
            connection.execute(f"INSERT INTO marts.{name} BY NAME FROM arriving_rows")  # noqa: S608 - the three above
        finally:
            connection.unregister("arriving_rows")


def curve_rows(unit: str, read: Read) -> Rows:
    """Curves, medians and tests of every category and period, and of all together."""
    names, counted = _with_totals(read)
    enough = counted.is_enough
    curves: list[pa.Table] = []
    summaries: list[pa.Table] = []
    ends = {ANY: counted.ended_any, COMPLETED: counted.ended[:, _COMPLETED, :].sum(axis=1)}
    ends |= {kind: counted.ended[:, number, :] for number, kind in enumerate(KINDS)}
    last = counted.last_day
    shown = _shown_days(last, counted.at_risk.shape[1])
    for kind, ended in ends.items():
        if kind not in (ANY, COMPLETED) and not ended.any():
            continue
        curve = (
            survival.kaplan_meier(ended, counted.at_risk)
            if kind == ANY
            else survival.aalen_johansen(ended, counted.ended_any, counted.at_risk)
        )
        labels = {"unit": unit, "end_kind": kind}
        curves.append(_curve_table(labels, names, curve, ended, counted, shown & enough[:, None]))
        summaries.append(_summary_table(labels, names, curve, ended, counted, enough))
    return Rows(
        pa.concat_tables(curves),
        pa.concat_tables(summaries),
        _tests(unit, read, names, ends, counted, enough),
    )


def _with_totals(read: Read) -> tuple[list[tuple[str, str]], Tally]:
    """(category, period) of every group, "all" among them, and their counts.

    All others and what is before the first period are in the totals alone.
    """
    categories, periods = len(read.categories) + 1, len(read.periods) + 1
    days = int(read.day.max(initial=0)) + 1
    single = survival.tally(
        read.category_no * periods + read.period_no,
        read.kind,
        read.day,
        read.entry,
        read.weight,
        groups=categories * periods,
        kinds=len(KINDS),
        days=days,
    )
    ended = _totalled(single.ended.reshape(categories, periods, len(KINDS), days))
    at_risk = _totalled(single.at_risk.reshape(categories, periods, days))
    posts = _totalled(single.posts.reshape(categories, periods))
    names = [(c, p) for c in (*read.categories, ALL) for p in (*read.periods, ALL)]
    return names, Tally(
        ended.reshape(len(names), len(KINDS), days),
        at_risk.reshape(len(names), days),
        posts.reshape(len(names)),
    )


def _totalled(counts: Counts) -> Counts:
    """Sums put behind both first axes, in place of the last category and the first period."""
    wide = np.concatenate([counts[:, 1:], counts.sum(axis=1, keepdims=True)], axis=1)
    return np.concatenate([wide[:-1], wide.sum(axis=0, keepdims=True)], axis=0)


def _shown_days(last: Counts, days: int) -> Any:
    """Which (group, day) are written down: of ``DAYS`` those under watch, and the last one."""
    grid = np.zeros(days, dtype=np.bool_)
    grid[DAYS[days > DAYS]] = True
    day = np.arange(days)
    return (grid & (day <= last[:, None])) | (day == last[:, None])


def _curve_table(
    labels: dict[str, str],
    names: list[tuple[str, str]],
    curve: Curve,
    ended: Counts,
    counted: Tally,
    shown: Any,
) -> pa.Table:
    group, day = np.nonzero(shown)
    return pa.table(
        _labelled(labels, names, group)
        | {
            "day": pa.array(day.astype(np.int32)),
            "survival": curve.survival[group, day],
            "low": curve.low[group, day],
            "high": curve.high[group, day],
            "at_risk": counted.at_risk[group, day],
            "ended": np.cumsum(ended, axis=1)[group, day],
        }
    )


def _summary_table(
    labels: dict[str, str],
    names: list[tuple[str, str]],
    curve: Curve,
    ended: Counts,
    counted: Tally,
    enough: Any,
) -> pa.Table:
    group = np.flatnonzero(counted.posts > 0)
    medians = {
        "median_day": curve.survival,
        "median_low_day": curve.low,
        "median_high_day": curve.high,
    }
    days = {
        name: survival.first_day_at_most(share, counted.at_risk) for name, share in medians.items()
    }
    days["ended_middle_day"] = survival.middle_of_ended(ended)
    days["last_day"] = counted.last_day
    return pa.table(
        _labelled(labels, names, group)
        | {
            "posts": counted.posts[group],
            "ended": ended.sum(axis=1)[group],
            "is_enough": pa.array(enough[group]),
        }
        | {
            name: pa.array(found[group].astype(np.int32), mask=found[group] < 0)
            for name, found in days.items()
        }
    )


def _labelled(
    labels: dict[str, str], names: list[tuple[str, str]], group: Counts
) -> dict[str, pa.Array]:
    repeated = {name: pa.repeat(value, len(group)) for name, value in labels.items()}
    place = pa.array(group)
    return repeated | {
        "category": pa.array([one for one, _ in names]).take(place),
        "period": pa.array([one for _, one in names]).take(place),
    }


def _tests(
    unit: str,
    read: Read,
    names: list[tuple[str, str]],
    ends: dict[str, Counts],
    counted: Tally,
    enough: Any,
) -> pa.Table:
    """Log-rank between all periods with enough posts, and between neighbours among them."""
    found: list[dict[str, Any]] = []
    for category in (*read.categories, ALL):
        groups = [
            number
            for number, (one, period) in enumerate(names)
            if one == category and period != ALL and enough[number]
        ]
        pairs = [(ALL, ALL, groups)] if len(groups) > 2 else []
        pairs += [(names[one][1], names[two][1], [one, two]) for one, two in pairwise(groups)]
        for kind in (ANY, COMPLETED):
            for first, second, compared in pairs:
                test = survival.log_rank(ends[kind][compared], counted.at_risk[compared])
                if test is not None:
                    found.append(
                        {
                            "unit": unit,
                            "category": category,
                            "end_kind": kind,
                            "first_period": first,
                            "second_period": second,
                            "chi_square": test.chi_square,
                            "degrees": test.degrees,
                            "p": test.p,
                        }
                    )
    return pa.Table.from_pylist(found, schema=_TESTS)


_TESTS = pa.schema(
    [(name, pa.string()) for name in ("unit", "category", "end_kind", "first_period")]
    + [("second_period", pa.string()), ("chi_square", pa.float64())]
    + [("degrees", pa.int32()), ("p", pa.float64())]
)
