"""The small warehouse with owners, severities, deadlines and priorities of its posts derived."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from etl.road_deadlines import set_deadlines
from etl.road_decisions import fold_decisions
from etl.road_exposure import find_exposures
from etl.road_owners import find_owners
from etl.road_priority import weigh_posts
from etl.road_severity import read_severities
from etl.road_table import fill_table
from machimori import database
from machimori.city import City
from machimori.store.journal import Journal
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import small_city, write_small_warehouse

_numbers = itertools.count()
#: What no source states; every seventh post has a date of its source's own.
_AS_PUBLISHED = """
ALTER TABLE marts.road_reports RENAME TO published_posts;
CREATE VIEW marts.road_reports AS SELECT * REPLACE (
    CAST(NULL AS VARCHAR) AS owner, CAST(NULL AS DOUBLE) AS owner_confidence,
    CAST(NULL AS DOUBLE) AS owner_distance_m, CAST(NULL AS VARCHAR) AS duplicate_group_id,
    CASE WHEN source_row % 7 = 0 THEN due_at END AS due_at
) FROM marts.published_posts;
UPDATE marts.roads SET is_school_route = TRUE, road_class = '市道' WHERE road_id = 'road-1';
"""
STEPS = (
    find_owners,
    find_exposures,
    read_severities,
    fold_decisions,
    set_deadlines,
    weigh_posts,
    fill_table,
)


def city_with_targets(folder: Path) -> City:
    """The small municipality with targets, addressees and published words of severity."""
    whole = small_city(folder).model_dump()
    targets: list[dict[str, Any]] = [
        {"severity": "urgent", "working_hours": 8},
        {"severity": "high", "working_days": 3},
        {"category": "街路樹", "calendar_days": 30},
        {"working_days": 10},
    ]
    changed = {
        "road_sla": {"targets": targets},
        "road_owners": {
            "addressees": {"prefectural": "見本都事務所"},
            "words": {"national": "国道"},
        },
        "road_priority": {"severity_words": {"深い": "high", "浅い": "low"}},
    }
    return City.model_validate(whole | changed)


def derived(city: City, journal: Journal | None = None, watermark: int = 0) -> Warehouse:
    """A build of its own, with the journal's decisions up to a watermark."""
    place = city.model_copy(update={"folder": city.folder / f"build{next(_numbers)}"})
    path = write_small_warehouse(place.warehouse_path, journal_watermark=watermark)
    told = [] if journal is None else journal.events_after(0, watermark)
    events = [one for one in told if one.kind == "road_report"]
    with database.connect(path) as connection:
        connection.execute(_AS_PUBLISHED)
        for step in STEPS:
            step(connection, city, events)
    return open_warehouse(place)
