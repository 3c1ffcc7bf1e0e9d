"""Roads that staff closed: what the build holds, and on it what the journal says since.

For any events and any watermark the answer equals that of a full rebuild.
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from machimori.domain.closures import COLUMNS, closure_frame, closure_rows, in_force
from machimori.domain.events import ROAD_CLOSURE
from machimori.store.journal import EventLog
from machimori.store.queries.board import Incident
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse

_BUILT = f"SELECT {', '.join(COLUMNS)} FROM wh.marts.road_closures"  # noqa: S608 - our own names
_ROADS = """
SELECT
    road.road_id, road.name AS road_name, road.length_m,
    ST_AsGeoJSON(road.geometry)::VARCHAR AS shape,
    first(block.name ORDER BY block.town_block_id) AS block,
    first(block.name_en ORDER BY block.town_block_id) AS block_en
FROM wh.marts.roads AS road
LEFT JOIN wh.marts.town_blocks AS block
    ON ST_Intersects(block.geometry, ST_PointOnSurface(road.geometry))
WHERE road.road_id IN (SELECT unnest($ids))
GROUP BY ALL
"""
_OF_ROAD = ("road_name", "length_m", "shape", "block", "block_en")
_AROUND = """
SELECT
    road.road_id, road.name AS road_name, road.road_class, road.length_m,
    ST_AsGeoJSON(road.geometry)::VARCHAR AS shape,
    ST_Y(ST_LineInterpolatePoint(road.geometry, 0.5)) AS latitude,
    ST_X(ST_LineInterpolatePoint(road.geometry, 0.5)) AS longitude
FROM wh.marts.roads AS road, wh.marts.town_blocks AS block
WHERE block.town_block_id = $block AND ST_Intersects(road.geometry, block.geometry)
    AND ST_GeometryType(road.geometry) = 'LINESTRING'
ORDER BY road.name NULLS LAST, latitude DESC, road.road_id
"""
_BLOCKS = """
SELECT town_block_id, name, name_en FROM wh.marts.town_blocks ORDER BY town_block_id
"""
_KNOWN = "SELECT road_id FROM wh.marts.roads WHERE road_id IN (SELECT unnest($ids))"


def closures(warehouse: Warehouse, journal: EventLog | None) -> pd.DataFrame:
    """Every closure that stands: ``COLUMNS``, is_known_road and ``_OF_ROAD``.

    ``shape`` is GeoJSON, ``block`` a town block it lies in; all of them are NULL for
    a segment that is in no list.
    """
    built = warehouse.frame(_BUILT)
    events = events_of(journal, ROAD_CLOSURE)
    if built.empty and not events:
        return closure_frame([]).assign(is_known_road=False, **dict.fromkeys(_OF_ROAD))
    found = closure_frame(built.astype(object).to_dict("records"))
    if events:
        told = closure_frame(closure_rows(events))
        kept = found[~found["closure_id"].isin({event.event_id for event in events})]
        found = told if kept.empty else pd.concat([kept, told], ignore_index=True)
    texts = [name for name in COLUMNS if not name.endswith("_at")]
    found[texts] = found[texts].where(found[texts].notna(), None)
    roads = warehouse.frame(_ROADS, {"ids": sorted(set(found["road_id"]))})
    found["is_known_road"] = found["road_id"].isin(roads["road_id"])
    whole = found.merge(roads, on="road_id", how="left")
    return whole.sort_values(["received_at", "closure_id"], ignore_index=True)


def closed_now(
    warehouse: Warehouse, journal: EventLog | None, incident: Incident | None, now: datetime
) -> pd.DataFrame:
    """The closures that hold at ``now`` (aware) in the incident's mode; in peace the real ones."""
    mode = "real" if incident is None else incident.mode
    incident_id = None if incident is None else incident.incident_id
    return in_force(closures(warehouse, journal), now, mode=mode, incident_id=incident_id)


def blocks(warehouse: Warehouse) -> pd.DataFrame:
    """town_block_id, name, name_en: where to look for a segment."""
    return warehouse.frame(_BLOCKS)


def segments(warehouse: Warehouse, town_block_id: str) -> pd.DataFrame:
    """Segments that touch a town block, with the point half-way.

    Columns road_id, road_name, road_class, length_m, shape (GeoJSON), latitude, longitude.
    """
    return warehouse.frame(_AROUND, {"block": town_block_id})


def known_segments(warehouse: Warehouse, road_ids: list[str]) -> set[str]:
    """Those of the ids that are segments of the network."""
    return {str(row[0]) for row in warehouse.rows(_KNOWN, {"ids": road_ids})}
