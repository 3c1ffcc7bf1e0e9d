"""GeoJSON (RFC 7946) of places: longitude before latitude, unknown positions as null."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

MEDIA_TYPE = "application/geo+json"


def collection(
    records: Iterable[Mapping[str, Any]], properties: Sequence[str], about: Mapping[str, Any]
) -> bytes:
    """A FeatureCollection of points.

    A place without a position is a feature without a geometry: it is listed, never dropped.

    Args:
        records: rows with ``facility_id``, ``latitude``, ``longitude`` and the properties.
        properties: columns that go out; no other does.
        about: members beside the features (title, as_of, licence), unknown ones left out.
    """
    features = [
        {
            "type": "Feature",
            "id": record["facility_id"],
            "geometry": _point(record.get("longitude"), record.get("latitude")),
            "properties": {name: _plain(record.get(name)) for name in properties},
        }
        for record in records
    ]
    whole = {"type": "FeatureCollection", **members(about), "features": features}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def members(about: Mapping[str, Any]) -> dict[str, Any]:
    """Members beside the features, unknown ones left out."""
    return {name: _plain(value) for name, value in about.items() if _plain(value) is not None}


def _point(longitude: Any, latitude: Any) -> dict[str, Any] | None:
    if _plain(longitude) is None or _plain(latitude) is None:
        return None
    return {"type": "Point", "coordinates": [round(float(longitude), 6), round(float(latitude), 6)]}


def _plain(value: Any) -> Any:
    """A value as JSON has it; every shape of NULL is null, times are ISO 8601 with Z."""
    if value is None or value != value:  # NaN, NaT
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "item"):  # a number of an array
        return value.item()
    return value
