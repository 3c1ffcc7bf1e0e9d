"""GeoJSON (RFC 7946) of places: longitude before latitude, unknown positions as null."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    known = {name: _plain(value) for name, value in about.items() if _plain(value) is not None}
    whole = {"type": "FeatureCollection", **known, "features": features}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def parts(
    records: Iterable[Iterable[Mapping[str, Any]]], key: str, about: Mapping[str, Any]
) -> Iterator[bytes]:
    """A FeatureCollection in parts, for collections too large to hold.

    Args:
        records: rows with ``latitude`` and ``longitude``, so many at once; every other column is
            a property.
        key: column of the id.
        about: members beside the features, unknown ones left out.
    """
    known = {name: _plain(value) for name, value in about.items() if _plain(value) is not None}
    head = json.dumps(
        {"type": "FeatureCollection", **known}, ensure_ascii=False, separators=(",", ":")
    )
    yield f'{head[:-1]},"features":['.encode()
    is_first = True
    for several in records:
        written = [_written(record, key) for record in several]
        if written:
            yield (("" if is_first else ",") + ",".join(written)).encode()
            is_first = False
    yield b"]}"


def _written(record: Mapping[str, Any], key: str) -> str:
    feature = {
        "type": "Feature",
        "id": record[key],
        "geometry": _point(record["longitude"], record["latitude"]),
        "properties": {
            name: _plain(value)
            for name, value in record.items()
            if name not in ("latitude", "longitude")
        },
    }
    return json.dumps(feature, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


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
