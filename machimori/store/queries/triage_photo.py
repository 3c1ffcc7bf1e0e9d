"""The link to a post's photograph, for staff."""

from __future__ import annotations

from machimori.store.warehouse import Warehouse

_LINK = "SELECT photo_url FROM wh.marts.road_reports WHERE report_id = $report_id"


def link(warehouse: Warehouse, report_id: str) -> str | None:
    """As its publisher gives it; None where there is none, or no such post."""
    found = warehouse.rows(_LINK, {"report_id": report_id})
    return str(found[0][0]) if found and found[0][0] is not None else None
