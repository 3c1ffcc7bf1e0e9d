"""Town blocks by name, to bring an address near its place."""

from __future__ import annotations

from machimori.domain.town_names import Town
from machimori.store.warehouse import Warehouse

_TOWNS = """
SELECT name, longitude, latitude FROM wh.marts.town_blocks
WHERE longitude IS NOT NULL AND latitude IS NOT NULL ORDER BY town_block_id
"""


def towns(warehouse: Warehouse) -> list[Town]:
    """All town blocks that have a middle."""
    return [Town(*row) for row in warehouse.rows(_TOWNS)]
