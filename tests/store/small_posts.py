"""Hand-written road posts and food-drive boxes of the small warehouse."""

from __future__ import annotations

from tests.store.small_rows import Row, Rows, ago, block_at, district_at

STATUSES = ("受付済", "対応中", "経過観察", "対応済", "再開", "対象外", "他管理者へ", "重複", None)
CATEGORIES = ("道路のへこみ", "ガードレール", "側溝", "街路樹", "カーブミラー")
HOSTILE = '<img src=x onerror="document.title=1"><script>alert(1)</script>'
#: What the text of a post holds, and nobody may read without asking for it.
TELEPHONE = "03-1234-5678"


def road_reports() -> Rows:
    """Forty posts over 90 days in all statuses; two pairs are one hole, four have no position."""
    reports: list[Row] = []
    history: list[Row] = []
    for number in range(40):
        status = STATUSES[number % len(STATUSES)]
        age_days = number * 90 / 39
        placed = number % 10 != 9
        longitude = 139.7412 + 0.0018 * (number % 10) if placed else None
        latitude = 35.6815 + 0.0045 * (number // 10) if placed else None
        closed = ago(age_days * 1440 * 0.4) if status in ("対応済", "対象外", "重複") else None
        reports.append(
            {
                "report_id": f"r{number:03d}",
                "source": "road_reports",
                "source_report_id": str(1000 + number),
                "category": CATEGORIES[number % len(CATEGORIES)],
                "status": status,
                "status_original": status or "？",
                "severity": ("深い", None, "浅い")[number % 3],
                "owner": ("municipal", "prefectural", "unknown", "municipal")[number % 4],
                "owner_confidence": 0.9 - 0.1 * (number % 4),
                "owner_distance_m": 3.0 + number % 7,
                "requested_at": None if number == 13 else ago(age_days * 1440),
                "updated_at": ago(age_days * 1440 * 0.5),
                "closed_at": closed,
                "end_kind": {"対応済": "repaired", "対象外": "rejected", "重複": "duplicate"}.get(
                    status or ""
                ),
                "reopened_count": 1 if status == "再開" else 0,
                "assignee": "道路見本班" if number % 2 else None,
                "description": {5: HOSTILE, 7: f"深さ8センチの穴（7件目） {TELEPHONE}"}.get(
                    number, f"深さ8センチの穴（{number}件目）"
                ),
                "longitude": longitude,
                "latitude": latitude,
                "position_precision": "surveyed" if placed else "unknown",
                "address": f"見本町{number}番先" if number % 5 else None,
                "photo_url": f"https://photos.invalid/photo-staff-only/{number}.jpg",
                "mesh250": "53394611" + str(1 + number % 4) + "1" if placed else None,
                "town_block_id": block_at(longitude, latitude)
                if longitude is not None and latitude is not None
                else None,
                "district_id": district_at(longitude) if longitude is not None else None,
                "duplicate_group_id": {0: "r001", 1: "r001", 20: "r021", 21: "r021"}.get(number),
                "due_at": ago(age_days * 1440 - 14 * 1440),
                "source_file": "road_reports.json",
                "source_row": number + 1,
                "as_of": ago(5),
            }
        )
        if status in ("対応中", "対応済", "再開"):
            history.append(
                {
                    "report_id": f"r{number:03d}",
                    "changed_at": ago(age_days * 1440 * 0.5),
                    "status": status,
                    "status_original": status,
                    "note": "道路見本班が現地を確認",
                    "source": "road_reports",
                }
            )
    return {
        "marts.road_reports": reports,
        "marts.road_report_history": history,
        "marts.road_duplicate_groups": [
            {"duplicate_group_id": group, "report_id": report, "is_oldest": group == report}
            for group, report in (
                ("r001", "r000"),
                ("r001", "r001"),
                ("r021", "r020"),
                ("r021", "r021"),
            )
        ],
        "marts.road_repeats": [
            {
                "report_id": report,
                "score": score,
                "nearest_report_id": nearest,
                "distance_m": distance_m,
                "gap_days": None if nearest is None else 2.3,
                "likeness": None if nearest is None else 0.8,
                "is_linked": score >= 0.5,
                "automatic_group_id": group,
            }
            for report, score, nearest, distance_m, group in (
                ("r001", 0.0, None, None, "r001"),
                ("r000", 0.93, "r001", 6.4, "r001"),
                ("r021", 0.0, None, None, "r021"),
                ("r020", 0.71, "r021", 14.2, "r021"),
                ("r010", 0.31, "r011", 27.0, None),
            )
        ],
    }


def food_drive_points() -> Rows:
    """Six boxes; one by its address only, one without hours."""
    boxes = [
        ("f1", "見本区役所", 139.7475, 35.6862, "surveyed", "mon,tue,wed,thu,fri", 9, 17),
        ("f2", "見本会館", 139.7465, 35.6842, "surveyed", "mon,tue,wed,thu,fri,sat", 9, 21),
        ("f3", "例題図書館", 139.7561, 35.6866, "surveyed", "tue,wed,thu,fri,sat,sun", 10, 20),
        ("f4", "試験台出張所", 139.7545, 35.6944, "block", "mon,tue,wed,thu,fri", 8, 17),
        ("f5", "見本スーパー", 139.7438, 35.6951, "surveyed", None, None, None),
        ("f6", "例題センター", None, None, "unknown", "sat", 13, 16),
    ]
    return {
        "marts.food_drive_points": [
            {
                "point_id": identifier,
                "name": name,
                "operator": "見本区社会福祉協議会",
                "address": f"見本町{number}番",
                "phone": "03-0000-0000",
                "longitude": longitude,
                "latitude": latitude,
                "position_precision": precision,
                "open_days": days,
                "opens_at": None if opens is None else f"{opens:02d}:00:00",
                "closes_at": None if closes is None else f"{closes:02d}:00:00",
                "accepted_items": "缶詰、レトルト食品、米",
                "conditions": "未開封のもの",
                "min_shelf_life_days": 60 if number % 2 else None,
                "town_block_id": block_at(longitude, latitude)
                if longitude is not None and latitude is not None
                else None,
                "district_id": district_at(longitude) if longitude is not None else None,
                "as_of": ago(60 * 24 * 60),
                "source": "food_drive_points",
                "source_file": "food.csv",
                "source_row": number + 1,
            }
            for number, (
                identifier,
                name,
                longitude,
                latitude,
                precision,
                days,
                opens,
                closes,
            ) in enumerate(boxes, 1)
        ]
    }
