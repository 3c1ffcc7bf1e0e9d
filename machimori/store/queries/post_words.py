"""Posts as people name them: the words of a ready answer, and a number as it stands on a screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from machimori.store.warehouse import Warehouse

_WORDS = """
SELECT
    report.report_id, report.source_report_id, report.category, report.status,
    coalesce(nullif(report.address, ''), town.name) AS place
FROM wh.marts.road_reports AS report
LEFT JOIN wh.marts.town_blocks AS town USING (town_block_id)
WHERE report.report_id IN (SELECT unnest($ids))
"""
#: An id as it is; else the only post of that number.
_NAMED = """
SELECT report_id FROM wh.marts.road_reports WHERE report_id = $said OR source_report_id = $said
ORDER BY report_id <> $said, report_id LIMIT 2
"""


def of_posts(warehouse: Warehouse, report_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """source_report_id, category, status and place of posts by id; NULL is None."""
    rows = warehouse.rows(_WORDS, {"ids": sorted(set(report_ids))})
    names = ("source_report_id", "category", "status", "place")
    return {str(row[0]): dict(zip(names, row[1:], strict=True)) for row in rows}


def named(warehouse: Warehouse, said: str) -> str:
    """The id of the post that somebody wrote down, by its id or by its number.

    What names no post, and a number that several sources use, comes back as it was written.
    """
    found = [str(row[0]) for row in warehouse.rows(_NAMED, {"said": said.strip()})]
    return found[0] if found and (len(found) == 1 or found[0] == said.strip()) else said.strip()
