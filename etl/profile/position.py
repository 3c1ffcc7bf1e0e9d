"""Whole-file decisions about coordinates: swapped axes, the old datum, the bounding box."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from etl.contract import GEOMETRY, Decision, EtlError
from machimori.city import City

Box = tuple[float, float, float, float]
WORLD: Box = (-180.0, -90.0, 180.0, 90.0)
JAPAN: Box = (122.0, 20.0, 154.0, 46.0)
SAMPLE = 10_000
_TOKYO_WORDS = (
    "旧測地系",
    "旧日本測地系",
    "日本測地系",
    "tokyodatum",
    "tokyo97",
    "epsg:4301",
    "tokyo測地系",
)
_NOT_TOKYO = ("新測地系", "世界測地系")
#: About 2 km: points of a file may lie a little outside of a simplified outline.
_MARGIN = 0.02


def bounding_box(city: City) -> tuple[Box, tuple[Decision, ...]]:
    """What positions are held against: the configured box, or that of the boundary."""
    if city.bbox is not None:
        return city.bbox, ()
    boundary = city.resolve(city.boundary)
    west, south, east, north = _bounds(boundary, boundary.stat().st_mtime_ns)
    box = (west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
    shown = ", ".join(f"{edge:.3f}" for edge in box)
    return box, (Decision("範囲", shown, "設定の boundary の外枠です"),)


@lru_cache(maxsize=8)
def _bounds(boundary: Path, _changed: int) -> Box:
    from etl.profile.outline import outline

    west, south, east, north = (float(edge) for edge in outline(boundary).bounds)
    if not all(map(math.isfinite, (west, south, east, north))):
        raise EtlError(f"{boundary}: the boundary holds no area; name another file in city.toml.")
    return west, south, east, north


def axis_order(
    batches: Iterable[pa.RecordBatch], columns: Mapping[str, str], box: Box
) -> tuple[str, tuple[Decision, ...]]:
    """Decide on a sample whether latitude and longitude change places in the whole file.

    Args:
        batches: the first rows, as a reader gives them.
        columns: our name -> published name.
        box: what positions are held against.

    Returns:
        "as_named" or "swapped", and the decision where it is "swapped".
    """
    pairs = [pair for batch in batches if (pair := _pairs(batch, columns)) is not None]
    if not pairs:
        return "as_named", ()
    longitude = np.concatenate([pair[0] for pair in pairs])
    latitude = np.concatenate([pair[1] for pair in pairs])
    known = np.isfinite(longitude) & np.isfinite(latitude)
    longitude, latitude = longitude[known], latitude[known]
    for one in (box, JAPAN) if _inside(box, JAPAN) else (box,):
        named = int(_within(longitude, latitude, one).sum())
        turned = int(_within(latitude, longitude, one).sum())
        if named or turned:
            break
    if turned * 2 <= len(longitude) or turned <= named * 10:
        return "as_named", ()
    why = (
        f"位置のある {len(longitude):,} 行のうち {turned:,} 行が、"
        "入れかえると市区町村の範囲に入ります（そのままでは "
        f"{named:,} 行）"
    )
    return "swapped", (Decision("緯度と経度", "入れかえて読む", why),)


def datum(
    stated: str, published: Iterable[str], metadata: Mapping[str, str]
) -> tuple[str, tuple[Decision, ...]]:
    """The datum: of the configuration, or as names and metadata say; never guessed from values."""
    if stated:
        name = "Tokyo" if stated.casefold().startswith(("tokyo", "旧", "epsg:4301")) else "JGD2011"
        return name, (Decision("測地系", name, "設定の datum で決められています"),)
    for text in (*published, *(f"{key} {value}" for key, value in metadata.items())):
        folded = "".join(text.split()).casefold()
        if any(word in folded for word in _NOT_TOKYO):
            continue
        if any(word in folded for word in _TOKYO_WORDS):
            why = f"「{text.strip()[:40]}」と書かれています"
            return "Tokyo", (Decision("測地系", "旧日本測地系（世界測地系に変換）", why),)
    return "JGD2011", ()


def old_datum_doubt(
    batches: Iterable[pa.RecordBatch], columns: Mapping[str, str], box: Box
) -> tuple[Decision, ...]:
    """Say so where many points lie outside of the box and a shift of the old datum brings them in.

    Only a remark: a few hundred metres are no proof, and the file's word counts.
    """
    outside = helped = 0
    for batch in batches:
        pair = _pairs(batch, columns)
        if pair is None:
            continue
        longitude, latitude = pair
        out = ~_within(longitude, latitude, box) & np.isfinite(longitude) & np.isfinite(latitude)
        # Around Tokyo the old datum reads 12 arc seconds more to the east and less to the north.
        shifted = _within(longitude - 0.00323, latitude + 0.00324, box)
        outside += int(out.sum())
        helped += int((out & shifted).sum())
    if helped < 5 or helped * 2 < outside:
        return ()
    why = f"範囲の外の {outside:,} 行のうち {helped:,} 行が、約 450 m ずらすと範囲に入ります"
    return (Decision("測地系", "JGD2011 のまま（旧日本測地系の疑い）", why),)


def _inside(inner: Box, outer: Box) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def _within(
    longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64], box: Box
) -> npt.NDArray[np.bool_]:
    west, south, east, north = box
    with np.errstate(invalid="ignore"):
        return (
            (longitude >= west - _MARGIN)
            & (longitude <= east + _MARGIN)
            & (latitude >= south - _MARGIN)
            & (latitude <= north + _MARGIN)
        )


def _pairs(
    batch: pa.RecordBatch, columns: Mapping[str, str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None:
    """(longitude, latitude) as the file has them; a geometry comes first, as in transform."""
    if GEOMETRY in batch.schema.names and batch.column(GEOMETRY).null_count < batch.num_rows:
        shapes = shapely.from_wkb(np.array(batch.column(GEOMETRY).to_pylist(), dtype=object))
        points = shapely.point_on_surface(shapes)
        return shapely.get_x(points), shapely.get_y(points)
    if "longitude" in columns and "latitude" in columns:
        return (
            _numbers(batch.column(columns["longitude"]).to_pylist()),
            _numbers(batch.column(columns["latitude"]).to_pylist()),
        )
    if "position" in columns:
        parts = [
            (text or "").strip("()（） ").replace("，", ",").replace("、", ",").split(",")
            for text in batch.column(columns["position"]).to_pylist()
        ]
        both = [part if len(part) == 2 else ["", ""] for part in parts]
        return _numbers([one[1] for one in both]), _numbers([one[0] for one in both])
    return None


def _numbers(texts: Iterable[str | None]) -> npt.NDArray[np.float64]:
    return np.array([_number(text) for text in texts], dtype=np.float64)


def _number(text: str | None) -> float:
    try:
        return float(text) if text else math.nan
    except ValueError:
        return math.nan
