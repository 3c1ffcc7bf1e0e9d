"""All layers of the public map in one language, in the order they are offered."""

from __future__ import annotations

from machimori.wording import map_areas, map_places
from machimori.wording.map_layer import Layer
from machimori.wording.map_places import Records


def layers(
    lang: str,
    *,
    facilities: Records,
    boxes: Records,
    places: Records,
    datasets: Records,
    depth_areas: Records,
    depth_towns: Records,
    floods: Records,
    flood_areas: Records,
) -> list[Layer]:
    """Those that hold anything. The rows are those of ``store.queries.public_map.rows``."""
    return [
        *map_places.roles(facilities, lang),
        *map_places.boxes(boxes, lang),
        *map_places.datasets(places, datasets, lang),
        *map_areas.depths(depth_areas, depth_towns, lang),
        *map_areas.floods(floods, flood_areas, lang),
    ]
