"""Geometries of any format as flat WKB in EPSG:4326, longitude first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyproj
import shapely

BAD = "bad_geometry"
#: Longitude and latitude that are taken as they stand: JGD2011 and JGD2000 equal WGS 84 here.
_SAME = frozenset({"EPSG:4326", "OGC:CRS84", "EPSG:6668", "EPSG:4612", "EPSG:6697", "EPSG:4979"})


def from_geojson(
    crs: str, swapped: bool, geometries: Sequence[Any]
) -> tuple[list[bytes | None], list[str | None]]:
    """WKB and a rule code for GeoJSON geometries given as objects (None where there is none)."""
    texts = np.array([None if one is None else json.dumps(one) for one in geometries], dtype=object)
    return _as_wkb(crs, swapped, shapely.from_geojson(texts, on_invalid="ignore"), geometries)


def from_wkb(
    crs: str, swapped: bool, geometries: Sequence[Any]
) -> tuple[list[bytes | None], list[str | None]]:
    """WKB in EPSG:4326 and a rule code for WKB in another system."""
    found = shapely.from_wkb(np.array(list(geometries), dtype=object), on_invalid="ignore")
    return _as_wkb(crs, swapped, found, geometries)


def _as_wkb(
    crs: str, swapped: bool, found: Any, stated: Sequence[Any]
) -> tuple[list[bytes | None], list[str | None]]:
    """Flatten to two dimensions, turn, reproject, write; what was stated and is none is bad."""
    flat = shapely.force_2d(found)
    if swapped:
        flat = shapely.transform(flat, lambda x, y: (y, x), interleaved=False)
    if crs not in _SAME:
        flat = shapely.transform(flat, _to_lonlat(crs), interleaved=False)
    missing = shapely.is_missing(flat)
    hollow = missing | shapely.is_empty(flat)
    wkb = shapely.to_wkb(flat)
    return (
        [None if empty else bytes(one) for one, empty in zip(wkb, hollow, strict=True)],
        [
            BAD if was is not None and gone else None
            for was, gone in zip(stated, missing, strict=True)
        ],
    )


@cache
def _to_lonlat(crs: str) -> Any:
    return pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform


def crs_name(crs: str | None) -> str:
    """``EPSG:6677`` for any way of naming it; empty where it isn't known."""
    if not crs:
        return ""
    try:
        known = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        return ""
    authority = known.to_authority()
    return ":".join(authority) if authority else known.to_wkt()
