"""All filtered posts as rows for a file."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from machimori.store.queries.triage import CHOSEN, TriageFilter, parameters
from machimori.store.warehouse import Warehouse

MAX_EXPORT_ROWS = 100_000

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


def rows(
    warehouse: Warehouse, chosen: TriageFilter, *, now: datetime, limit: int = MAX_EXPORT_ROWS
) -> pd.DataFrame:
    """The filtered posts for a file, oldest first, up to and including ``now``'s last import."""
    return warehouse.frame(CHOSEN + _ROWS, parameters(chosen, now=now) | {"limit": limit})
