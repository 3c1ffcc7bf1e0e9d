"""Where the filtered posts lie, and all of them as rows for a file.

A map gets at most ``MAX_MARKS`` marks: points while they fit, counts per mesh (JIS X 0410)
beyond. A mark of a mesh stands at the mean of its posts, where they are, not at a cell centre.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from machimori.store.queries.triage import CHOSEN, TriageFilter, parameters
from machimori.store.warehouse import Warehouse

MAX_MARKS = 10_000
MAX_EXPORT_ROWS = 100_000
#: Digits of the mesh code -> edge in metres, finest first (1/4, 1/2, 1, 10, 80 km meshes).
MESH_EDGES = {10: 250, 9: 500, 8: 1_000, 6: 10_000, 4: 80_000}

_COUNT = """
SELECT count(*) AS points FROM chosen WHERE longitude IS NOT NULL AND latitude IS NOT NULL
"""

_POINTS = """
SELECT report_id, longitude, latitude, category, status, age_bucket
FROM chosen
WHERE longitude IS NOT NULL AND latitude IS NOT NULL
ORDER BY report_id
"""

_MESHES = """
SELECT
    left(mesh250, $digits) AS mesh,
    avg(longitude) AS longitude,
    avg(latitude) AS latitude,
    count(*) AS posts,
    count(*) FILTER (WHERE age_bucket IN ('180-365', '365-')) AS old_posts
FROM chosen
WHERE longitude IS NOT NULL AND latitude IS NOT NULL
GROUP BY mesh
ORDER BY mesh
"""

_ROWS = """
SELECT
    report_id, chosen.source, source_report_id, category, status, status_original, severity,
    requested_at, updated_at, closed_at, due_at,
    date_sub('day', requested_at, $now) AS age_days,
    address, town.name AS town, district.name AS district,
    chosen.latitude, chosen.longitude, position_precision, mesh125, description, photo_url
FROM chosen
LEFT JOIN wh.marts.town_blocks AS town USING (town_block_id)
LEFT JOIN wh.marts.districts AS district ON district.district_id = chosen.district_id
ORDER BY requested_at NULLS LAST, report_id
LIMIT $limit
"""


@dataclass(frozen=True)
class Marks:
    """What the map draws. ``mesh_edge_m`` is None for single points.

    ``frame`` has report_id, longitude, latitude, category, status, age_bucket for points, and
    mesh, longitude, latitude, posts, old_posts (half a year and older) for meshes.
    """

    frame: pd.DataFrame
    posts: int
    mesh_edge_m: int | None


def marks(
    warehouse: Warehouse, chosen: TriageFilter, *, now: datetime, limit: int = MAX_MARKS
) -> Marks:
    """The filtered posts with a position as at most ``limit`` marks."""
    bound = parameters(chosen, now=now)
    posts = int(warehouse.frame(CHOSEN + _COUNT, bound)["points"].iloc[0])
    if posts <= limit:
        return Marks(warehouse.frame(CHOSEN + _POINTS, bound), posts, None)
    for digits in MESH_EDGES:
        frame = warehouse.frame(CHOSEN + _MESHES, bound | {"digits": digits})
        if len(frame) <= limit:
            break
    return Marks(frame, posts, MESH_EDGES[digits])


def rows(
    warehouse: Warehouse, chosen: TriageFilter, *, now: datetime, limit: int = MAX_EXPORT_ROWS
) -> pd.DataFrame:
    """The filtered posts for a file, oldest first, up to and including ``now``'s last import."""
    return warehouse.frame(CHOSEN + _ROWS, parameters(chosen, now=now) | {"limit": limit})
