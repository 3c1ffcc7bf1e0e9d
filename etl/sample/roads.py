"""A road network to draw and to route on: trunk roads as drawn, and streets on a grid between.

Every crossing is a node. Streets end at gardens, rivers and moats; trunk roads cross them.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from etl.sample.ground import METRES_PER_LATITUDE, METRES_PER_LONGITUDE, Ground, Road
from etl.sample.places import GARDENS
from etl.sample.writing import write_geojson

#: Metres between streets of the grid, and how it is turned against north.
SPACING = 125.0
TURNED = 9.0
_DIGITS = 6
_OWNER_WORDS = {"national": "国道", "prefectural": "都道", "municipal": "区道"}
_WIDTHS = {"trunk": 22.0, "primary": 18.0, "secondary": 11.0, "street": 5.5}
#: A piece of the network lies on a drawn road when its middle is this near to it, in degrees.
_ON_ROAD = 1e-6


def write_roads(out: Path, ground: Ground) -> int:
    """Write segments (with from_node and to_node) and nodes; returns the segments."""
    segments, nodes = network(ground)
    written = write_geojson(out / "segments" / f"{ground.prefix}segments.geojson", segments)
    write_geojson(out / "nodes" / f"{ground.prefix}nodes.geojson", nodes)
    return written


def network(
    ground: Ground,
) -> tuple[list[tuple[BaseGeometry, dict[str, Any]]], list[tuple[BaseGeometry, dict[str, Any]]]]:
    """Segments and nodes of a ward's connected network."""
    trunk = [road.line for road in ground.roads]
    pieces = unary_union([*trunk, *_streets(ground)])
    lines = [line for line in getattr(pieces, "geoms", [pieces]) if line.length > 0]
    ends = [(_key(line.coords[0]), _key(line.coords[-1])) for line in lines]
    kept = _connected(ends)
    tree = shapely.STRtree(trunk)
    names: dict[tuple[float, float], str] = {}
    segments: list[tuple[BaseGeometry, dict[str, Any]]] = []
    for line, (start, end) in zip(lines, ends, strict=True):
        if start not in kept:
            continue
        for place in (start, end):
            names.setdefault(place, f"{ground.code}-n{len(names) + 1:05d}")
        road = _road_of(line, tree, ground.roads)
        segments.append(
            (line, _attributes(ground, len(segments) + 1, road, names[start], names[end]))
        )
    nodes: list[tuple[BaseGeometry, dict[str, Any]]] = [
        (Point(place), {"node_id": name}) for place, name in names.items()
    ]
    return segments, nodes


def _attributes(
    ground: Ground, number: int, road: Road | None, start: str, end: str
) -> dict[str, Any]:
    road_class = road.road_class if road else "street"
    owner = road.owner if road else "municipal"
    return {
        "road_id": f"{ground.code}-r{number:05d}",
        "name": road.name if road else "",
        "owner": _OWNER_WORDS[owner],
        "road_class": road_class,
        "from_node": start,
        "to_node": end,
        "width_m": _WIDTHS[road_class],
        "is_school_route": "1" if road is None and number % 7 == 0 else "",
        "is_emergency_route": "1" if road_class in ("trunk", "primary") else "",
        "is_hospital_route": "1" if road_class == "secondary" or number % 23 == 0 else "",
        "has_tactile_paving": "1" if road_class in ("trunk", "primary") or number % 11 == 0 else "",
        "is_bus_route": "1" if road is not None and road_class != "trunk" else "",
    }


def _streets(ground: Ground) -> list[BaseGeometry]:
    """Lines of a turned grid, cut at the outline, the gardens and the water."""
    center = ground.outline.centroid
    reach = 0.04
    east = SPACING / METRES_PER_LONGITUDE
    north = SPACING / METRES_PER_LATITUDE
    closed = unary_union(
        [block.shape for block in ground.blocks if block.name in GARDENS]
        + [shape.buffer(2e-5) for _, _, shape in ground.water]
    )
    open_ground = ground.outline.buffer(-1e-4).difference(closed)
    lines = []
    for step in np.arange(-reach, reach, east):
        lines.append(
            LineString([(center.x + step, center.y - reach), (center.x + step, center.y + reach)])
        )
    for step in np.arange(-reach, reach, north):
        lines.append(
            LineString([(center.x - reach, center.y + step), (center.x + reach, center.y + step)])
        )
    streets: list[BaseGeometry] = []
    for line in lines:
        cut = affinity.rotate(line, TURNED, origin=center).intersection(open_ground)
        streets += [part for part in getattr(cut, "geoms", [cut]) if part.length > 2e-4]
    return streets


def _key(place: tuple[float, ...]) -> tuple[float, float]:
    return round(place[0], _DIGITS), round(place[1], _DIGITS)


def _connected(
    ends: list[tuple[tuple[float, float], tuple[float, float]]],
) -> set[tuple[float, float]]:
    """Nodes of the largest connected part."""
    near: dict[tuple[float, float], list[tuple[float, float]]] = defaultdict(list)
    for start, end in ends:
        near[start].append(end)
        near[end].append(start)
    largest: set[tuple[float, float]] = set()
    seen: set[tuple[float, float]] = set()
    for first in near:
        if first in seen:
            continue
        part, waiting = {first}, [first]
        while waiting:
            for other in near[waiting.pop()]:
                if other not in part:
                    part.add(other)
                    waiting.append(other)
        seen |= part
        if len(part) > len(largest):
            largest = part
    return largest


def _road_of(line: BaseGeometry, tree: Any, roads: tuple[Road, ...]) -> Road | None:
    middle = line.interpolate(0.5, normalized=True)
    found = tree.query_nearest(middle, max_distance=_ON_ROAD)
    return roads[int(found[0])] if len(found) else None
