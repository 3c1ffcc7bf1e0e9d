"""The part of each post's priority that stands: severity, its road, and how often it was reported.

What moves with the clock, or with an incident, is added when it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa

from machimori.city import City
from machimori.domain.events import Event
from machimori.domain.road_priority import FLAGS, LEVELS, STILL, Facts, Term, parts, values_of

_COLUMNS = {
    Term.EMERGENCY_ROUTE: "is_emergency_route",
    Term.SCHOOL_ROUTE: "is_school_route",
    Term.HOSPITAL_ROUTE: "is_hospital_route",
    Term.TACTILE_PAVING: "has_tactile_paving",
    Term.BUS_ROUTE: "is_bus_route",
}
_POSTS = f"""
WITH groups AS (
    SELECT duplicate_group_id, count(*) AS posts FROM marts.road_duplicate_groups GROUP BY ALL
),
repeated AS (
    SELECT report_id, any_value(groups.posts) AS posts
    FROM marts.road_duplicate_groups JOIN groups USING (duplicate_group_id) GROUP BY report_id
)
SELECT
    report.report_id,
    coalesce(list_position($levels, decided.severity), severity.severity_level)::DOUBLE AS level,
    CASE
        WHEN list_position($levels, decided.severity) IS NOT NULL
            AND decided.severity IS DISTINCT FROM decided.published_severity THEN 'staff'
        ELSE severity.severity_basis
    END AS basis,
    severity.severity_found AS found,
    road.road_class,
    {", ".join(f"road.{column}::DOUBLE AS {column}" for column in _COLUMNS.values())},
    coalesce(repeated.posts, 1)::INTEGER AS repeats
FROM marts.road_reports AS report
LEFT JOIN marts.road_severities AS severity USING (report_id)
LEFT JOIN marts.road_decisions AS decided USING (report_id)
LEFT JOIN marts.road_exposures AS road USING (report_id)
LEFT JOIN repeated USING (report_id)
"""  # noqa: S608 - our own names


def weigh_posts(connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]) -> None:
    """Fill marts.road_priorities by the scheme in force."""
    posts = connection.execute(_POSTS, {"levels": list(LEVELS)}).fetch_arrow_table()
    scheme = city.road_priority.chosen()
    facts = _facts(posts)
    logarithm, weight = parts(values_of(facts, scheme), scheme, STILL)
    rows = pa.table(
        {
            "report_id": posts["report_id"],
            "severity_level": posts["level"].cast(pa.int8()),
            "severity_basis": posts["basis"],
            "severity_found": posts["found"],
            "repeats": posts["repeats"],
            "priority_log": logarithm,
            "priority_weight": weight,
        }
    )
    connection.register("weighed_posts", rows)
    try:
        connection.execute("INSERT INTO marts.road_priorities BY NAME FROM weighed_posts")
    finally:
        connection.unregister("weighed_posts")


def _facts(posts: pa.Table) -> Facts:
    count = posts.num_rows
    nothing = np.full(count, np.nan)
    classes = posts["road_class"].combine_chunks().dictionary_encode()
    words = np.array([*classes.dictionary.to_pylist(), None], dtype=object)
    code = classes.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
    return Facts(
        level=_numbers(posts["level"]),
        road_class=words[code],
        flags={term: _numbers(posts[_COLUMNS[term]]) for term in FLAGS},
        repeats=_numbers(posts["repeats"].cast(pa.float64())),
        age=nothing,
        shelter_way=nothing,
    )


def _numbers(column: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    found: np.ndarray[tuple[int], np.dtype[np.float64]] = column.to_numpy()
    return found
