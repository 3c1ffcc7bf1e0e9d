"""Draw the ground of the sample: facts and licensed sources in, small GeoJSON files out.

    python geodata/build.py --sources FOLDER

FOLDER holds ``boundaries/N03-21_13_210101.json`` and ``transport/mini-tokyo-3d_stations.json``
(origin, licence, date and sha256 in SOURCES.md). Everything else is in ``facts/``. Town blocks
are approximations: cells around representative points, not surveyed borders.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

HERE = Path(__file__).resolve().parent
MUNICIPALITY = "131016"
METRIC = "EPSG:6677"
DIGITS = 5  # about a metre
#: What a map of the ward shows around it, longitude and latitude.
FRAME = (139.715, 35.660, 139.795, 35.713)
KANJI_NUMBERS = ("", "一", "二", "三", "四", "五", "六")
#: Stations within this distance of the outline belong to the ward's map and its scenarios.
STATION_REACH_M = 130
#: Within reach, but stations of the next ward.
NOT_OF_THE_WARD = frozenset({"京橋", "銀座", "銀座一丁目", "浅草橋", "馬喰町"})


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a table in ``facts/``."""
    with (HERE / "facts" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def project(geometry: Any, source: str, target: str) -> Any:
    """Move one geometry between coordinate systems."""
    return gpd.GeoSeries([geometry], crs=source).to_crs(target).iloc[0]


def polyline(text: str, stations: dict[str, Any]) -> list[tuple[float, float]]:
    """Points of a drawn line: ``lon lat`` or a station's id, separated by semicolons."""
    points = []
    for token in text.split(";"):
        if token in stations:
            points.append(tuple(stations[token]["coord"]))
        else:
            longitude, latitude = token.split(" ")
            points.append((float(longitude), float(latitude)))
    return points


def write(path: Path, features: list[tuple[BaseGeometry, dict[str, Any]]]) -> None:
    """Write features as compact GeoJSON, coordinates rounded."""
    document = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": mapping(shapely.set_precision(geometry, 10**-DIGITS)),
            }
            for geometry, properties in features
        ],
    }
    text = json.dumps(rounded(document), ensure_ascii=False, separators=(",", ":"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace('{"type":"Feature"', '\n{"type":"Feature"') + "\n", "utf-8")


def rounded(value: Any) -> Any:
    """Round every number of a JSON value to ``DIGITS`` places."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(one) for one in value]
    return value


def wards(sources: Path) -> dict[str, tuple[str, BaseGeometry]]:
    """Municipalities of Tokyo by five-digit code: name and outline."""
    text = (sources / "boundaries" / "N03-21_13_210101.json").read_text(encoding="utf-8")
    found: dict[str, tuple[str, BaseGeometry]] = {}
    for feature in json.loads(text)["features"]:
        properties = feature["properties"]
        shape = shapely.geometry.shape(feature["geometry"])
        found[properties["N03_007"]] = (properties["N03_004"], shape)
    return found


def town_names(row: dict[str, str]) -> tuple[str, str]:
    """Japanese and English name of a town block."""
    if not row["chome"]:
        return row["town"], row["en"]
    return (
        f"{row['town']}{KANJI_NUMBERS[int(row['chome'])]}丁目",
        f"{row['en']} {row['chome']}-chome",
    )


def town_blocks(outline: BaseGeometry) -> list[tuple[BaseGeometry, dict[str, Any]]]:
    """Cells around the points of each town, joined per town and cut at the outline."""
    towns = rows("towns.csv")
    keys = [row["town"] + row["chome"] for row in towns]
    sites = [
        (key, float(r["longitude"]), float(r["latitude"]))
        for key, r in zip(keys, towns, strict=True)
    ]
    sites += [
        (r["town"], float(r["longitude"]), float(r["latitude"])) for r in rows("placed_sites.csv")
    ]
    unknown = {key for key, _, _ in sites} - set(keys)
    if unknown:
        raise SystemExit(f"placed_sites.csv names towns that towns.csv lacks: {sorted(unknown)}")
    points = gpd.GeoSeries([Point(x, y) for _, x, y in sites], crs="EPSG:4326").to_crs(METRIC)
    clip = project(outline, "EPSG:4326", METRIC)
    cells = shapely.voronoi_polygons(MultiPoint(list(points)), extend_to=clip.envelope.buffer(500))
    tree = shapely.STRtree(list(cells.geoms))
    owner = tree.query(np.array(points.values), predicate="within")
    parts: dict[str, list[BaseGeometry]] = {key: [] for key in keys}
    for site, cell in zip(*owner, strict=True):
        parts[sites[site][0]].append(cells.geoms[cell].intersection(clip))
    blocks = []
    for number, (key, row) in enumerate(zip(keys, towns, strict=True), 1):
        shape = largest(unary_union(parts[key]))
        name, english = town_names(row)
        properties = {
            "code": f"{MUNICIPALITY}-{number:03d}",
            "town_block_id": f"{MUNICIPALITY}-{number:03d}",
            "name": name,
            "name_kana": row["kana"],
            "name_en": english,
            "district": f"{row['district']}地区",
            "longitude": float(row["longitude"]),
            "latitude": float(row["latitude"]),
        }
        blocks.append((project(shape, METRIC, "EPSG:4326"), properties))
    return blocks


def largest(shape: BaseGeometry) -> BaseGeometry:
    """The biggest part of a shape; slivers cut off by the outline are dropped."""
    parts = list(getattr(shape, "geoms", [shape]))
    return max(parts, key=lambda part: part.area)


def districts(
    blocks: list[tuple[BaseGeometry, dict[str, Any]]],
) -> list[tuple[BaseGeometry, dict[str, Any]]]:
    """Town blocks joined into the six areas of the ward's branch offices."""
    english = {row["name"]: row["name_en"] for row in rows("districts.csv")}
    joined = []
    for number, (name, name_en) in enumerate(english.items(), 1):
        shape = unary_union([s.buffer(2e-6) for s, p in blocks if p["district"] == f"{name}地区"])
        properties = {
            "code": f"{MUNICIPALITY}-d{number}",
            "district_id": f"{MUNICIPALITY}-d{number}",
            "name": f"{name}地区",
            "name_en": name_en,
        }
        joined.append((shape, properties))
    return joined


def station_points(
    stations: dict[str, Any], outline: BaseGeometry
) -> list[tuple[BaseGeometry, dict[str, Any]]]:
    """One point per station name within reach of the ward: the middle of its lines' points."""
    reach = project(project(outline, "EPSG:4326", METRIC).buffer(STATION_REACH_M), METRIC, 4326)
    named: dict[str, list[Any]] = {}
    for station in stations.values():
        if "coord" in station and reach.contains(Point(station["coord"])):
            name = station["title"]["ja"].split("〈")[0].replace("市ヶ谷", "市ケ谷")
            if name not in NOT_OF_THE_WARD:
                named.setdefault(name, []).append(station)
    features: list[tuple[BaseGeometry, dict[str, Any]]] = []
    for number, (name, group) in enumerate(sorted(named.items()), 1):
        middle = np.mean([station["coord"] for station in group], axis=0)
        features.append(
            (
                Point(*middle),
                {
                    "station_id": f"{MUNICIPALITY}-s{number:02d}",
                    "name": name,
                    "name_en": group[0]["title"]["en"],
                    "lines": len({station["railway"] for station in group}),
                },
            )
        )
    return features


def main() -> None:
    """Write the files of ``geodata/`` and ``geodata/basemap/``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, required=True)
    sources = parser.parse_args().sources
    everywhere = wards(sources)
    text = (sources / "transport" / "mini-tokyo-3d_stations.json").read_text(encoding="utf-8")
    stations = {station["id"]: station for station in json.loads(text)}
    name, outline = everywhere["13101"]
    frame = box(*FRAME)

    blocks = town_blocks(outline)
    areas = districts(blocks)
    stops = station_points(stations, outline)
    ward = {"code": MUNICIPALITY, "name": name, "name_en": "Chiyoda City"}
    write(HERE / "outline.geojson", [(outline, ward)])
    write(HERE / "town_blocks.geojson", blocks)
    write(HERE / "districts.geojson", areas)
    write(HERE / "stations.geojson", stops)

    roads = [(LineString(polyline(row["points"], stations)), row) for row in rows("roads.csv")]
    write(
        HERE / "roads.geojson",
        [(s, {key: r[key] for key in ("name", "name_en", "owner", "class")}) for s, r in roads],
    )

    base = HERE / "basemap"
    write(base / "outline.geojson", [(outline, {"name": name, "kind": "outline"})])
    around = [
        (shape.intersection(frame), {"name": other, "kind": "neighbour"})
        for code, (other, shape) in everywhere.items()
        if code != "13101" and shape.intersects(frame)
    ]
    write(base / "neighbours.geojson", around)
    write(
        base / "town_blocks.geojson",
        [(s, {"name": p["name"], "kind": "town_block"}) for s, p in blocks],
    )
    write(
        base / "districts.geojson",
        [(s, {"name": p["name"], "kind": "district"}) for s, p in areas],
    )
    write(
        base / "roads.geojson",
        [(s, {"name": r["name"], "name_en": r["name_en"], "kind": r["class"]}) for s, r in roads],
    )
    write(
        base / "rail.geojson",
        [
            (
                LineString(polyline(row["points"], stations)),
                {"name": row["name"], "name_en": row["name_en"], "kind": row["kind"]},
            )
            for row in rows("rail.csv")
        ],
    )
    water = []
    for row in rows("water.csv"):
        line = project(LineString(polyline(row["points"], stations)), 4326, METRIC)
        shape = line.buffer(float(row["width_m"]) / 2, quad_segs=3)
        shape = project(shape.simplify(1.0), METRIC, 4326)
        properties = {"name": row["name"], "name_en": row["name_en"], "kind": row["kind"]}
        water.append((shape, properties))
    write(base / "water.geojson", water)
    write(
        base / "parks.geojson",
        [
            (
                Polygon(polyline(row["points"], stations)),
                {"name": row["name"], "name_en": row["name_en"], "kind": row["kind"]},
            )
            for row in rows("parks.csv")
        ],
    )
    write(
        base / "stations.geojson",
        [
            (
                s,
                {
                    "name": p["name"],
                    "name_en": p["name_en"],
                    "kind": "station",
                    "lines": p["lines"],
                },
            )
            for s, p in stops
        ],
    )
    for path in sorted(HERE.rglob("*.geojson")):
        print(f"{path.relative_to(HERE)}  {path.stat().st_size:,} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
