"""Hand-written public places and past floods of the small warehouse, one place hidden."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from tests.store.small_rows import Rows, ago


def _place(number: int, kind: str, name: str, **given: Any) -> dict[str, Any]:
    return {
        "place_id": f"places:{kind}:{number}",
        "kind": kind,
        "layer": {"other": "set-1a2b3c4d"}.get(kind, kind),
        "dataset": {"aed": "AED設置箇所一覧", "toilet": "公衆トイレ一覧"}.get(kind, "給水拠点"),
        "name": name,
        "name_kana": "レイダイ",
        "name_en": None,
        "address": f"見本区見本町{number}",
        "latitude": 35.69 + number / 10_000,
        "longitude": 139.75 + number / 10_000,
        "position_precision": "surveyed",
        "location_detail": None,
        "open_days": None,
        "opens_at": None,
        "closes_at": None,
        "hours_remark": None,
        "has_child_pads": None,
        "has_wheelchair_toilet": None,
        "details": None,
        "is_public": True,
        "as_of": ago(60 * 24 * 30),
        "source": "public_places",
        "source_file": f"131016_{kind}.csv",
        "source_row": number + 1,
    } | given


def public_places() -> Rows:
    """Two AEDs, a toilet, a tap of water, and an AED nobody may see."""
    weekdays = {"open_days": "mon,tue,wed,thu,fri", "opens_at": time(8, 30)}
    return {
        "marts.public_places": [
            _place(1, "aed", "見本会館", **weekdays, closes_at=time(17), has_child_pads=True),
            _place(2, "aed", "見本学校", location_detail="職員室前"),
            _place(
                *(3, "toilet", "見本公園"),
                opens_at=time(0),
                closes_at=time(23, 59),
                has_wheelchair_toilet=False,
            ),
            _place(4, "other", "見本の蛇口", details='{"給水方法": "応急給水栓"}'),
            _place(5, "aed", "非公開の見本AED", is_public=False),
        ],
        "marts.past_floods": [
            {
                "flood_id": f"floods:{number}",
                "town": "見本町一丁目",
                "town_block_id": block,
                "flooded_on": day,
                "event": "見本台風",
                "cause": None,
                "above_floor_houses": above,
                "below_floor_houses": None,
                "depth_m": 0.4,
                "source": "past_floods",
                "source_file": "past_floods.csv",
                "source_row": number,
            }
            for number, block, day, above in (
                (1, "block-ws", date(2019, 10, 12), 0),
                (2, "block-ws", date(1999, 8, 29), None),
                (3, None, date(1999, 8, 29), 2),
            )
        ],
    }
