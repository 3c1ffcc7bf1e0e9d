"""Posts as Open311 asks for them: services, and requests of a window, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from machimori.domain.vocabulary import OPEN_REPORT_STATUSES
from machimori.store.queries.freshness import utc
from machimori.store.warehouse import Warehouse

_CATEGORIES = """
SELECT DISTINCT category FROM wh.marts.road_reports ORDER BY category NULLS LAST
"""
#: A post needs a state and a date to be a request of the format.
_REQUESTS = """
WITH chosen AS (
    SELECT * FROM wh.marts.road_reports
    WHERE status IS NOT NULL AND requested_at IS NOT NULL
      AND (
        CASE WHEN $ids IS NOT NULL THEN list_contains($ids, report_id)
        ELSE requested_at >= $start AND requested_at <= $end
            AND ($categories IS NULL OR list_contains($categories, coalesce(category, '')))
            AND ($is_open IS NULL OR list_contains($open_statuses, status) = $is_open)
        END
      )
)
"""
_COUNT = "SELECT count(*) FROM chosen"
_PAGE = """
SELECT
    report_id AS service_request_id, status AS status_notes,
    CASE WHEN list_contains($open_statuses, status) THEN 'open' ELSE 'closed' END AS status,
    category, owner, requested_at, updated_at, due_at, address, latitude, longitude,
    CASE WHEN $with_description THEN description END AS description,
    CASE WHEN $with_media THEN photo_url END AS media_url
FROM chosen
ORDER BY requested_at DESC, report_id
LIMIT $limit OFFSET $offset
"""


@dataclass(frozen=True)
class Wanted:
    """Which requests. ``categories`` holds '' for posts without one; None means all of them."""

    ids: tuple[str, ...] = ()
    categories: tuple[str, ...] | None = None
    is_open: bool | None = None
    start: datetime | None = None
    end: datetime | None = None
    limit: int = 1_000
    offset: int = 0
    with_description: bool = False
    with_media: bool = False


@dataclass(frozen=True)
class Page:
    """Rows of one page, and how many there are in all."""

    rows: list[dict[str, Any]]
    total: int


def categories(warehouse: Warehouse) -> list[str | None]:
    """Every category there is; None last, where posts have none."""
    return [row[0] for row in warehouse.rows(_CATEGORIES)]


def requests(warehouse: Warehouse, wanted: Wanted) -> Page:
    """One page of requests, newest first. Free text and photos only where they are asked for."""
    chosen = {
        "ids": _listed(wanted.ids),
        "categories": None if wanted.categories is None else list(wanted.categories),
        "is_open": wanted.is_open,
        "open_statuses": sorted(str(one) for one in OPEN_REPORT_STATUSES),
        "start": None if wanted.start is None else utc(wanted.start),
        "end": None if wanted.end is None else utc(wanted.end),
    }
    total = int(warehouse.rows(_REQUESTS + _COUNT, chosen)[0][0])
    names = ("with_description", "with_media", "limit", "offset")
    page = warehouse.frame(
        _REQUESTS + _PAGE, chosen | {name: getattr(wanted, name) for name in names}
    )
    plain = page.astype(object).where(page.notna(), None)
    return Page([_record(row) for row in plain.to_dict("records")], total)


def _listed(values: Sequence[str]) -> list[str] | None:
    return list(values) or None


def _record(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        str(name): value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
        for name, value in row.items()
    }
