"""Flood depths along the drawn rivers, and low places where rain stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from etl.sample.dates import drawn
from etl.sample.ground import METRES_PER_LATITUDE, Ground, points_in
from etl.sample.writing import write_geojson

#: Printed depth class, and how far from the river it reaches, in metres.
DEPTHS = (("3.0m以上5.0m未満", 45.0), ("0.5m以上3.0m未満", 130.0), ("0.5m未満", 230.0))
LOW_PLACES = 9


def write_hazards(out: Path, ground: Ground, seed: int) -> int:
    """Write the flood areas of each river and the inland-flood areas of the ward."""
    features: list[tuple[BaseGeometry | None, dict[str, Any]]] = []
    rivers = [(name, shape) for name, kind, shape in ground.water if kind == "river"]
    for name, river in rivers:
        inner: BaseGeometry = river
        for depth, metres in DEPTHS:
            reach = river.buffer(metres / METRES_PER_LATITUDE, quad_segs=3)
            ring = reach.difference(inner).intersection(ground.outline)
            features.append((ring.simplify(2e-5), {"浸水深": depth, "河川名": name}))
            inner = reach
    written = write_geojson(out / "flood" / f"{ground.prefix}flood.geojson", features)

    random = np.random.default_rng(drawn(seed, "hazards", ground.number))
    low = []
    for point in points_in(ground.outline, LOW_PLACES, random):
        near = Point(point).buffer(float(random.uniform(60, 140)) / METRES_PER_LATITUDE, 6)
        deep = Point(point).buffer(float(random.uniform(20, 50)) / METRES_PER_LATITUDE, 6)
        low.append((near.difference(deep).intersection(ground.outline), "0.2m以上0.5m未満"))
        low.append((deep.intersection(ground.outline), "0.5m以上1.0m未満"))
    classes = list(dict.fromkeys(depth for _, depth in low))
    merged = [
        (unary_union([shape for shape, depth in low if depth == one]), {"最大浸水深": one})
        for one in classes
    ]
    return written + write_geojson(
        out / "inland_flood" / f"{ground.prefix}inland_flood.geojson", merged
    )
