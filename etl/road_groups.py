"""Posts of the same hole: found anew at every build, with staff's word laid over what is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from pyproj import Transformer

from etl.narrow_frames import narrow
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


@contextmanager
def searching(
    connection: duckdb.DuckDBPyConnection, city: City, *, is_wanted: bool = True
) -> Iterator[Future[pd.DataFrame] | None]:
    """Read the posts and have them searched beside whatever else the build does.

    What is found depends on what was published alone. Nearly all of it is arithmetic that needs
    no interpreter, and the database needs none either: each has a core of its own.
    """
    if not is_wanted:
        yield None
        return
    posts = narrow(connection.execute(_POSTS).to_arrow_table())
    there = Transformer.from_crs("EPSG:4326", city.metric_crs, always_xy=True)
    x_m, y_m = there.transform(posts.pop("longitude").to_numpy(), posts.pop("latitude").to_numpy())
    # Handed over, not shared: the search lets the columns go as it goes on.
    held = [posts.assign(x_m=x_m, y_m=y_m)]
    del posts
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(_found, held, city)


def _found(held: list[pd.DataFrame], city: City) -> pd.DataFrame:
    return score_repeats(held.pop(), city.road_groups.rules())


def find_groups(
    connection: duckdb.DuckDBPyConnection,
    search: Future[pd.DataFrame],
    events: Sequence[Event],
) -> None:
    """Fill marts.road_repeats and marts.road_duplicate_groups.

    What staff decided (pairs held together or apart, and posts filed as repeats of another) is
    laid over what was found.
    """
    found = search.result()
    if found.empty:
        return
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
    connection.register(name, pa.Table.from_pandas(rows, preserve_index=False))
    try:
        connection.execute(insert)
    finally:
        connection.unregister(name)
