"""Of a long history the statements that a later one can still meet in the fold, and no others.

A place is told of a thousand times in a long incident; what the next statement folds with is its
newest word on each field, and the arrivals since its last count. The rows kept give the same fold
as all of them as long as what is new comes after them and corrects none (``meets``).
"""

from __future__ import annotations

import pandas as pd

from machimori.domain.status_history import DELTAS, FIELDS, HISTORY_COLUMNS
from machimori.store.queries.statements import is_in_build
from machimori.store.warehouse import Warehouse

_STATED = (*FIELDS, "note", "opened_at", "closed_at")
_DELTAS = DELTAS | {"counters": "counters_delta"}
_ORDER = "observed_at, received_at, event_id"


def _sql() -> str:
    conditions = {name: f"{name} IS NOT NULL" for name in (*_STATED, *_DELTAS.values())}
    conditions["word_of_open"] = "opening IS NOT NULL AND opening NOT IN ('閉鎖', '不明')"
    lasts = ", ".join(
        f"max(place) FILTER (WHERE {condition}) OVER told AS last_{name}"
        for name, condition in conditions.items()
    )
    kept = [f"place = last_{name}" for name in (*_STATED, "word_of_open")]
    kept += [
        f"({delta} IS NOT NULL AND place > coalesce(last_{field}, 0))"
        for field, delta in _DELTAS.items()
    ]
    in_force = ", ".join(f"last_{name}" for name in (*FIELDS, *_DELTAS.values()))
    return f"""
    WITH said AS (
        SELECT * FROM wh.marts.facility_status_history
        WHERE list_contains($facilities, facility_id)
    ),
    standing AS (
        SELECT * FROM said ANTI JOIN (
            SELECT supersedes AS event_id, mode FROM wh.marts.facility_status_history
            WHERE supersedes IS NOT NULL AND supersedes <> event_id
        ) USING (event_id, mode)
    ),
    ordered AS (
        SELECT *,
            row_number() OVER (
                PARTITION BY mode, incident_id, facility_id ORDER BY {_ORDER}
            ) AS place
        FROM standing
    ),
    marked AS (
        SELECT *, {lasts},
            max(place) OVER told AS last_place,
            arg_max(place, received_at) OVER told AS last_received,
            min(place) FILTER (WHERE is_sample) OVER told AS first_sample
        FROM ordered
        WINDOW told AS (PARTITION BY mode, incident_id, facility_id)
    )
    SELECT COLUMNS(c -> list_contains($columns, c)) FROM marked
    WHERE place = last_place OR place = last_received OR place = first_sample
        OR {" OR ".join(kept)}
        OR (event_type = 'confirmation' AND place > coalesce(least({in_force}), 0))
    """  # noqa: S608 - names are ours


_KEPT = _sql()


def still_counting(warehouse: Warehouse, facility_ids: list[str]) -> pd.DataFrame:
    """Columns of the history, of these facilities; nothing that is corrected or overtaken."""
    bound = {"facilities": facility_ids, "columns": list(HISTORY_COLUMNS)}
    return warehouse.frame(_KEPT, bound)


def meets(warehouse: Warehouse, kept: pd.DataFrame, new: pd.DataFrame) -> bool:
    """Whether the kept rows are enough to fold new statements with.

    They are where each is observed after everything the build knows of its place in that incident,
    and none corrects another or is known or corrected there already.
    """
    if new["supersedes"].notna().any():
        return False
    if is_in_build(warehouse, new["event_id"].tolist()):
        return False
    keys = ["mode", "incident_id", "facility_id"]
    newest = kept.groupby(keys, dropna=False)["observed_at"].max().rename("newest_at")
    before = new[[*keys, "observed_at"]].merge(
        newest.reset_index().astype({"mode": object, "incident_id": object}), on=keys, how="left"
    )
    return bool((before["newest_at"].isna() | (before["observed_at"] > before["newest_at"])).all())
