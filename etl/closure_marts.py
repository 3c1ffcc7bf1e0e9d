"""Road closures of the journal, beside the segments they speak of."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from machimori.domain.closures import closure_frame, closure_rows
from machimori.domain.events import Event

_INSERT = """
INSERT INTO marts.road_closures BY NAME
SELECT told.*, road.road_id IS NOT NULL AS is_known_road, road.name AS road_name, road.geometry
FROM told_closures AS told
LEFT JOIN marts.roads AS road ON road.road_id = told.road_id
ORDER BY told.received_at, told.closure_id
"""


def add_closures(connection: duckdb.DuckDBPyConnection, events: Sequence[Event]) -> None:
    """Fill marts.road_closures. One of a segment that is in no list (any more) is kept."""
    rows = closure_rows(events)
    if not rows:
        return
    connection.register("told_closures", closure_frame(rows))
    try:
        connection.execute(_INSERT)
    finally:
        connection.unregister("told_closures")
