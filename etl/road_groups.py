"""Posts of the same hole: found anew at every build, with staff's word laid over what is found."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd
from pyproj import Transformer

from machimori.city import City
from machimori.domain.duplicates import score_repeats, with_said
from machimori.domain.events import Event
from machimori.domain.said_pairs import pairs_said

#: A post that is put to none is kept as a likely repeat from this score on.
LEAST_KEPT = 0.2
# From the oldest on, those of one moment by their id: groups are named by their oldest.
_POSTS = """
SELECT report_id, longitude, latitude, requested_at, category, description, closed_at, end_kind
FROM marts.road_reports
ORDER BY requested_at NULLS LAST, report_id
"""
_PARENTS = "SELECT report_id, parent FROM marts.road_decisions WHERE parent IS NOT NULL"
_REPEATS = """
INSERT INTO marts.road_repeats BY NAME
SELECT * EXCLUDE (duplicate_group_id), duplicate_group_id AS automatic_group_id
FROM found_repeats
"""
_GROUPS = """
INSERT INTO marts.road_duplicate_groups BY NAME
SELECT duplicate_group_id, report_id, report_id = duplicate_group_id AS is_oldest, kept.score
FROM said_groups LEFT JOIN marts.road_repeats AS kept USING (report_id)
"""


def find_groups(connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]) -> None:
    """Fill marts.road_repeats and marts.road_duplicate_groups.

    What is found depends on what was published alone; what staff decided (pairs held together or
    apart, and posts filed as repeats of another) is laid over it.
    """
    posts = connection.execute(_POSTS).df()
    if posts.empty:
        return
    there = Transformer.from_crs("EPSG:4326", city.metric_crs, always_xy=True)
    x_m, y_m = there.transform(posts.pop("longitude").to_numpy(), posts.pop("latitude").to_numpy())
    found = score_repeats(posts.assign(x_m=x_m, y_m=y_m), city.road_groups.rules())
    del posts
    in_group = found["duplicate_group_id"].notna()
    _insert(connection, "found_repeats", found[in_group | _likely(found)], _REPEATS)
    together, apart = pairs_said(events)
    together += connection.execute(_PARENTS).fetchall()
    said = with_said(found, together, apart)
    groups = said.loc[said["duplicate_group_id"].notna(), ["duplicate_group_id", "report_id"]]
    _insert(connection, "said_groups", groups, _GROUPS)


def _likely(found: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Posts with an earlier one they may well repeat."""
    near = found["nearest_report_id"].notna() & (found["score"] >= LEAST_KEPT)
    return near.to_numpy(dtype=bool)


def _insert(
    connection: duckdb.DuckDBPyConnection, name: str, rows: pd.DataFrame, insert: str
) -> None:
    if rows.empty:
        return
    connection.register(name, rows)
    try:
        connection.execute(insert)
    finally:
        connection.unregister(name)
