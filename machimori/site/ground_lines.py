"""Lines of the ground as paths of a drawing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

#: How deep the lines of a geometry lie in its coordinates; others have none.
_DEPTH = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def lines(geometry: str) -> list[Sequence[Sequence[float]]]:
    """The lines and rings of a GeoJSON geometry, each a list of longitude and latitude."""
    shape = json.loads(geometry)
    depth = _DEPTH.get(shape["type"], 0)
    return list(_lines(shape["coordinates"], depth)) if depth else []


def path(geometry: str, place: Callable[[float, float], tuple[int, int]]) -> str:
    """The ``d`` of a path for the lines and rings of a GeoJSON geometry.

    Args:
        geometry: GeoJSON, EPSG:4326 in the order longitude, latitude.
        place: where on the drawing a longitude and latitude are.
    """
    return "".join(
        "M" + "L".join(f"{x} {y}" for x, y in (place(one[0], one[1]) for one in line))
        for line in lines(geometry)
    )


def _lines(nested: Sequence[object], depth: int) -> Iterator[Sequence[Sequence[float]]]:
    if depth == 1:
        yield nested  # type: ignore[misc]
        return
    for part in nested:
        yield from _lines(part, depth - 1)  # type: ignore[arg-type]
