"""What of the road a post lies on makes damage there matter."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from machimori.city import City
from machimori.domain.events import Event

#: An empty flag means no where the same list of roads says yes of another road, else nobody knows.
_EXPOSURES = """
INSERT INTO marts.road_exposures BY NAME
WITH told AS (
    SELECT
        source,
        bool_or(is_emergency_route IS NOT NULL) AS emergency,
        bool_or(is_school_route IS NOT NULL) AS school,
        bool_or(is_hospital_route IS NOT NULL) AS hospital,
        bool_or(has_tactile_paving IS NOT NULL) AS tactile,
        bool_or(is_bus_route IS NOT NULL) AS bus
    FROM marts.roads GROUP BY source
),
road AS (
    SELECT
        road_id, road_class,
        CASE WHEN told.emergency THEN coalesce(is_emergency_route, FALSE) END AS is_emergency_route,
        CASE WHEN told.school THEN coalesce(is_school_route, FALSE) END AS is_school_route,
        CASE WHEN told.hospital THEN coalesce(is_hospital_route, FALSE) END AS is_hospital_route,
        CASE WHEN told.tactile THEN coalesce(has_tactile_paving, FALSE) END AS has_tactile_paving,
        CASE WHEN told.bus THEN coalesce(is_bus_route, FALSE) END AS is_bus_route
    FROM marts.roads JOIN told USING (source)
)
SELECT owned.report_id, road.*
FROM marts.road_owners AS owned JOIN road USING (road_id)
"""


def find_exposures(
    connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]
) -> None:
    """Fill marts.road_exposures for the posts on a road we know."""
    connection.execute(_EXPOSURES)
