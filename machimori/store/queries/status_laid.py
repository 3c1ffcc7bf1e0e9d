"""A few statements laid on the rows in force, where those are enough to know what holds then."""

from __future__ import annotations

from typing import Any

import pandas as pd

from machimori.domain.status_fold import STATUS_COLUMNS
from machimori.domain.status_step import stepped
from machimori.store.queries.statements import is_in_build
from machimori.store.warehouse import Warehouse

#: More at once are folded with their history: one fold costs what so many steps do.
MOST = 20
_KEY = ("mode", "incident_id", "facility_id")
_NEWEST = """
SELECT mode, incident_id, facility_id, max(observed_at)
FROM wh.marts.facility_status_history GROUP BY ALL
"""


def laid_on(
    warehouse: Warehouse, table: pd.DataFrame, told: pd.DataFrame, new: pd.DataFrame
) -> pd.DataFrame | None:
    """The rows after new statements; None where the history has to be folded.

    Args:
        warehouse: whose history is the build's.
        table: the rows in force, columns of ``STATUS_COLUMNS``.
        told: the statements since the build that are in ``table``.
        new: the statements that are not, under the ids they mean.
    """
    if len(new) > MOST or new["stated_as"].notna().any():
        return None
    ids = new["event_id"].tolist()
    if told["supersedes"].isin(ids).any() or is_in_build(warehouse, ids):
        return None
    newest = {tuple(row[:3]): row[3] for row in warehouse.rows(_NEWEST)}
    at = {key: place for place, key in enumerate(_keys(table))}
    for key, observed_at in zip(_keys(told), told["observed_at"], strict=True):
        newest[key] = max(newest.get(key, observed_at), observed_at)
    rows: dict[int, dict[Any, Any]] = {}
    for statement in new.sort_values(["observed_at", "received_at"]).to_dict("records"):
        key = tuple(statement[name] for name in _KEY)
        place = at.get(key)
        if place is None or key not in newest or statement["observed_at"] <= newest[key]:
            return None
        newest[key] = statement["observed_at"]
        before = rows.get(place) or table.iloc[place].to_dict()
        after = stepped(before, statement)
        if after is None:
            return None
        rows[place] = after
    return _with(table, rows)


def _keys(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(zip(*(frame[name] for name in _KEY), strict=True))


def _with(table: pd.DataFrame, rows: dict[int, dict[str, Any]]) -> pd.DataFrame:
    """The table with some rows replaced, by their position; each column keeps its type."""
    columns = {}
    for name in STATUS_COLUMNS:
        values = table[name].array.copy()
        for place, row in rows.items():
            values[place] = row[name]
        columns[name] = values
    return pd.DataFrame(columns, copy=False)
