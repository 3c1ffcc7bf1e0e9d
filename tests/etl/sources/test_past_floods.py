"""Past floods by town: what is unknown stays unknown, and a town is found by its name."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from tests.etl.sources.reading import FIXTURES, ask, balances, town

FILE = FIXTURES / "past_floods" / "past_floods.csv"
BLOCK = {
    "type": "Polygon",
    "coordinates": [
        [[139.75, 35.69], [139.76, 35.69], [139.76, 35.70], [139.75, 35.70], [139.75, 35.69]]
    ],
}


def test_floods_reach_their_town(tmp_path: Path) -> None:
    blocks = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": "青葉一丁目"}, "geometry": BLOCK},
        ],
    }
    outline = tmp_path / "blocks.geojson"
    outline.write_text(json.dumps(blocks), encoding="utf-8")
    city = town(
        tmp_path,
        name="例題区",
        boundaries={"id": "blocks", "path": str(outline)},
        past_floods={"id": "floods", "path": str(FILE)},
    )
    assert balances(city)["floods"] == (5, 3, 1, 1)
    assert ask(
        city,
        "SELECT town, town_block_id IS NOT NULL, flooded_on, event, above_floor_houses, "
        "below_floor_houses, depth_m FROM marts.past_floods ORDER BY flooded_on",
    ) == [
        ("例題区青葉一丁目", True, date(1999, 8, 29), "例題豪雨", 3, None, 0.4),
        ("若葉町", False, date(2004, 10, 9), None, None, None, None),
        ("青葉１丁目", True, date(2019, 10, 12), "例題台風", 0, None, None),
    ]
