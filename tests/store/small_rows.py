"""Hand-written rows of the small warehouse: invented names on the ground of 千代田.

Each function returns table name -> rows; a row is column -> value, what is left out is NULL.
Times are naive UTC as in the tables. "geometry" is well-known text.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
Rows = dict[str, list[Row]]

#: The moment the tests look at the small warehouse: Saturday 2026-11-21 14:05 in Japan.
NOW = datetime(2026, 11, 21, 14, 5, tzinfo=ZoneInfo("Asia/Tokyo"))
INCIDENT = "drill-2026-11-21"
#: Words only staff may see; a test that finds one in public output has found a leak.
STAFF_ONLY = (
    *("見本職員", "受付票の控え", "道路見本班", "深さ8センチの穴", "photo-staff-only"),
    "非公開の見本AED",
)


def ago(minutes: float) -> datetime:
    """Naive UTC, so many minutes before NOW."""
    return NOW.astimezone(UTC).replace(tzinfo=None) - timedelta(minutes=minutes)


def square(west: float, south: float, east: float, north: float) -> str:
    """Well-known text of a box in degrees."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return "POLYGON((" + ", ".join(f"{x} {y}" for x, y in corners) + "))"


def block_at(longitude: float, latitude: float) -> str:
    """Town block of a point of the four boxes around 139.75, 35.69."""
    return f"block-{'w' if longitude < 139.75 else 'e'}{'s' if latitude < 35.69 else 'n'}"


def district_at(longitude: float) -> str:
    """District of a point: west or east of 139.75."""
    return "district-w" if longitude < 139.75 else "district-e"


def areas(code: str, name: str) -> Rows:
    """Two districts, four town blocks with population (one withheld), two stations, roads."""
    blocks = [
        ("block-ws", "見本町一丁目", "district-w", 139.74, 35.68, 420),
        ("block-wn", "見本町二丁目", "district-w", 139.74, 35.69, 610),
        ("block-es", "例題町", "district-e", 139.75, 35.68, None),
        ("block-en", "試験台", "district-e", 139.75, 35.69, 1_250),
    ]
    stations = [
        ("station-1", "見本駅", "Mihon", 139.745, 35.684, 5_200),
        ("station-2", "例題駅", "Reidai", 139.756, 35.694, 11_800),
    ]
    lines = [
        ("road-1", "見本通り", "municipal", "LINESTRING(139.741 35.685, 139.759 35.685)"),
        ("road-2", "例題街道", "prefectural", "LINESTRING(139.741 35.695, 139.759 35.695)"),
        ("road-3", "試験国道", "national", "LINESTRING(139.750 35.681, 139.750 35.699)"),
    ]
    return {
        "marts.municipality": [
            {
                "municipality_code": code,
                "name": name,
                "geometry": square(139.74, 35.68, 139.76, 35.70),
            }
        ],
        "marts.districts": [
            {
                "district_id": identifier,
                "name": label,
                "name_en": english,
                "municipality_code": code,
                "geometry": square(west, 35.68, west + 0.01, 35.70),
                "source": "areas",
            }
            for identifier, label, english, west in (
                ("district-w", "西地区", "West", 139.74),
                ("district-e", "東地区", "East", 139.75),
            )
        ],
        "marts.town_blocks": [
            {
                "town_block_id": identifier,
                "name": label,
                "district_id": district,
                "municipality_code": code,
                "area_m2": 1_004_000.0,
                "latitude": south + 0.005,
                "longitude": west + 0.005,
                "geometry": square(west, south, west + 0.01, south + 0.01),
                "source": "areas",
            }
            for identifier, label, district, west, south, _ in blocks
        ],
        "marts.population": [
            {
                "area_id": identifier,
                "area_name": label,
                "town_block_id": identifier,
                "district_id": district,
                "population": persons,
                "is_withheld": persons is None,
                "households": persons and persons // 2,
                "as_of": "2026-10-01",
                "source": "population",
                "source_file": "population.csv",
                "source_row": row,
            }
            for row, (identifier, label, district, _, _, persons) in enumerate(blocks, 2)
        ],
        "marts.stations": [
            {
                "station_id": identifier,
                "name": label,
                "name_en": english,
                "longitude": longitude,
                "latitude": latitude,
                "town_block_id": block_at(longitude, latitude),
                "district_id": district_at(longitude),
                "source": "stations",
            }
            for identifier, label, english, longitude, latitude, _ in stations
        ],
        "marts.stranded_commuters": [
            {
                "station_id": identifier,
                "scenario": "weekday_noon",
                "hour": hour,
                "persons": int(persons * share),
                "source": "stations",
            }
            for identifier, _, _, _, _, persons in stations
            for hour, share in ((0, 0.2), (1, 1.0), (6, 0.8), (24, 0.1))
        ],
        "marts.roads": [
            {
                "road_id": identifier,
                "name": label,
                "owner": owner,
                "length_m": 1_800.0,
                "is_school_route": owner == "municipal",
                "is_emergency_route": owner != "municipal",
                "geometry": line,
                "source": "roads",
            }
            for identifier, label, owner, line in lines
        ],
        "marts.hazards": [
            {
                "hazard_area_id": "flood-1",
                "hazard": "flood",
                "depth_class": "0.5m〜3.0m未満",
                "depth_min_m": 0.5,
                "depth_max_m": 3.0,
                "geometry": square(139.752, 35.681, 139.758, 35.688),
                "source": "hazards",
            }
        ],
    }


#: place, name, role, longitude, latitude, capacity; twelve rows, ten places, all roles.
FACILITIES = (
    ("p01", "見本第一小学校", "shelter", 139.7430, 35.6835, 480),
    ("p01", "見本第一小学校", "evacuation_site", 139.7430, 35.6835, 3_350),
    ("p02", "見本会館", "temporary_stay", 139.7465, 35.6842, 300),
    ("p03", "見本体育館", "shelter", 139.7440, 35.6930, 600),
    ("p04", "例題中学校", "shelter", 139.7555, 35.6850, 520),
    ("p04", "例題中学校", "evacuation_site", 139.7555, 35.6850, None),
    ("p05", "例題福祉センター", "welfare_shelter", 139.7572, 35.6871, 40),
    ("p06", "試験台公園", "wide_area_site", 139.7540, 35.6955, 12_000),
    ("p07", "試験台ビル", "tsunami_building", 139.7580, 35.6822, 150),
    ("p08", "見本コンビニ 例題店", "support_station", 139.7521, 35.6905, None),
    ("p09", "試験台ホール", "temporary_stay", 139.7533, 35.6938, 450),
    ("p10", "見本町集会所", "shelter", None, None, 60),
)


def facilities(code: str) -> Rows:
    """Twelve facilities; 見本町集会所 has no position, two have no capacity."""
    rows = []
    for number, (place, name, role, longitude, latitude, capacity) in enumerate(FACILITIES, 2):
        known = longitude is not None and latitude is not None
        rows.append(
            {
                "facility_id": f"{place}:{role}",
                "place_id": place,
                "name": name,
                "name_en": f"Sample place {place[1:]}",
                "role": role,
                "municipality_code": code,
                "district_id": district_at(longitude) if known else None,
                "address": f"見本町{number}番",
                "phone": "03-0000-0000",
                "longitude": longitude,
                "latitude": latitude,
                "position_precision": "surveyed" if known else "unknown",
                "capacity": capacity,
                "capacity_basis": "床面積から" if capacity else None,
                "accepts": "commuters"
                if role in ("temporary_stay", "support_station")
                else "residents",
                "hazard_flood": place != "p07",
                "hazard_earthquake": True,
                "hazard_tsunami": None if place == "p10" else role == "tsunami_building",
                "a11y_step_free": place in ("p02", "p05"),
                "a11y_accessible_toilet": place == "p02" or None,
                "is_public": place != "p05",
                "is_temporary": False,
                "town_block_id": block_at(longitude, latitude) if known else None,
                "source": "facilities",
                "source_file": "facilities.csv",
                "source_row": number,
                "as_of": ago(30 * 24 * 60),
            }
        )
    return {"marts.facilities": rows}


#: facility, opening, crowding, headcount, minutes since confirmed: open, full, stale, unknown.
STATEMENTS = (
    ("p01:shelter", "開設", "定員一杯", 486, 3),
    ("p02:temporary_stay", "開設", "空き", 180, 7),
    ("p03:shelter", "開設", "混雑", 540, 165),
    ("p04:shelter", "開設", "やや混雑", None, 42),
    ("p05:welfare_shelter", "開設準備中", None, None, 15),
    ("p06:wide_area_site", "常設", None, None, 12),
    ("p09:temporary_stay", "閉鎖", None, 0, 20),
    ("p99:shelter", "開設", "空き", 12, 9),
)


def statuses() -> Rows:
    """One training incident: a statement per facility (one unknown to the master) and its fold."""
    history, fold = [], []
    for number, (facility, opening, crowding, headcount, minutes) in enumerate(STATEMENTS, 1):
        seen = ago(minutes)
        statement = {
            "event_id": f"event-{number}",
            "incident_id": INCIDENT,
            "event_type": "status",
            "facility_id": facility,
            "is_known_facility": facility != "p99:shelter",
            "facility_name": None if facility != "p99:shelter" else "見本臨時避難所",
            "opening": opening,
            "crowding": crowding,
            "headcount": headcount,
            "outside_headcount": 24 if facility == "p01:shelter" else None,
            "observed_at": seen,
            "confirmed_at": seen,
            "received_at": seen + timedelta(minutes=1),
            "opened_at": ago(240) if opening in ("開設", "閉鎖") else None,
            "closed_at": ago(20) if opening == "閉鎖" else None,
            "reporter": "見本職員",
            "source": "facility_status",
            "source_file": "status.csv",
            "source_row": number + 1,
            "mode": "training",
            "note": "受付票の控えあり" if facility == "p01:shelter" else None,
        }
        history.append(statement)
        folded = {
            key: statement[key]
            for key in (
                "incident_id",
                "facility_id",
                "is_known_facility",
                "mode",
                "opened_at",
                "closed_at",
                "observed_at",
                "confirmed_at",
                "received_at",
                "source",
            )
        }
        for field in ("opening", "crowding", "headcount", "outside_headcount"):
            if statement[field] is not None:
                folded[field] = statement[field]
                folded[f"{field}_observed_at"] = folded[f"{field}_confirmed_at"] = seen
        if statement["note"] is not None:
            folded |= {"note": statement["note"], "note_observed_at": seen}
        fold.append(folded | {"last_event_id": statement["event_id"]})
    return {
        "marts.incidents": [
            {
                "incident_id": INCIDENT,
                "name": "見本区総合防災訓練",
                "mode": "training",
                "started_at": ago(300),
                "is_opened_here": False,
            }
        ],
        "marts.facility_status_history": history,
        "marts.facility_status": fold,
        "marts.evacuation_orders": [
            {
                "event_id": "order-1",
                "incident_id": INCIDENT,
                "district_id": "district-e",
                "alert_level": 4,
                "order_kind": "避難指示",
                "issued_at": ago(200),
                "mode": "training",
            }
        ],
    }
