"""Hand-written bookkeeping of the small warehouse: runs, files, rejects, rules, corrections."""

from __future__ import annotations

import json

from tests.store.small_rows import Rows, ago

RUN = "run-2026-11-21"
#: source, title, cadence in days, minutes since fetched, rows in, accepted, rejected, duplicates.
RUNS = (
    ("facilities", "避難所一覧", 365, 60, 14, 12, 1, 1),
    ("facility_status", "開設状況", 0.02, 3, 8, 8, 0, 0),
    ("road_reports", "道路の通報", 1, 5, 43, 40, 2, 1),
    ("food_drive_points", "食品回収ボックス", 90, 60, 6, 6, 0, 0),
    ("indicators", "指標", 365, 60, 13, 13, 0, 0),
    ("open_datasets", "公開データ", 30, 60, 3, 3, 0, 0),
)


def bookkeeping() -> Rows:
    """Six good runs, one source held back, three rejects with a value verdict among them."""
    runs = [
        {
            "run_id": RUN,
            "source": source,
            "source_name": source,
            "title": title,
            "producer": "見本区",
            "licence": "CC BY 4.0",
            "licence_url": "https://creativecommons.org/licenses/by/4.0/",
            "cadence_days": cadence,
            "fetched_at": ago(minutes),
            "as_of": ago(minutes + 1),
            "rows_in": rows_in,
            "accepted": accepted,
            "rejected": rejected,
            "duplicates": duplicates,
            "seconds": 0.4,
            "success": True,
            "is_held_back": False,
        }
        for source, title, cadence, minutes, rows_in, accepted, rejected, duplicates in RUNS
    ]
    held = runs[0] | {
        "source": "population",
        "source_name": "population",
        "title": "町丁別人口",
        "as_of": ago(60 * 24 * 50),
        "cadence_days": 30,
        "rows_in": 100,
        "accepted": 4,
        "rejected": 96,
        "duplicates": 0,
        "success": False,
        "is_held_back": True,
        "error": "population.csv: 96 of 100 rows were rejected; the last good rows stay.",
    }
    files = [
        {
            "run_id": RUN,
            "source": run["source"],
            "source_file": f"{run['source']}.csv",
            "origin": f"/published/{run['source']}.csv",
            "sha256": f"{number:064x}",
            "bytes": 2_048 * number,
            "fetched_at": run["fetched_at"],
            "format": "csv",
            "encoding": "cp932",
            "layout": "standard",
            "decisions": json.dumps(
                [{"what": "encoding", "choice": "cp932", "why": "decodes without a fault"}]
            ),
            **{key: run[key] for key in ("rows_in", "accepted", "rejected", "duplicates")},
        }
        for number, run in enumerate([*runs, held], 1)
    ]
    rejects = [
        ("facilities", 9, "row", "outside_bbox", "緯度", "3.568", "小数点の位置を確かめる"),
        ("road_reports", 12, "row", "missing_value", "受付番号", None, "受付番号を入れる"),
        ("road_reports", 31, "row", "unreadable_date", "受付日時", "令和八年某日", "日付を直す"),
        ("facilities", 5, "value", "unreadable_number", "想定収容人数", "多数", "人数で書く"),
    ]
    return {
        "meta.source_runs": [*runs, held],
        "meta.source_files": files,
        "meta.rejects": [
            {
                "run_id": RUN,
                "source": source,
                "source_file": f"{source}.csv",
                "source_row": row,
                "severity": severity,
                "rule": rule,
                "column": column,
                "value": value,
                "suggestion": suggestion,
                "raw": json.dumps({column: value}, ensure_ascii=False),
            }
            for source, row, severity, rule, column, value, suggestion in rejects
        ],
        "meta.rules": [
            {
                "rule": rule,
                "what_ja": f"{rule}の行です",
                "todo_ja": "元の表を直してください",
                "what_en": f"A row of the rule {rule}",
                "todo_en": "Correct the published table",
            }
            for rule in sorted({reject[3] for reject in rejects})
        ],
        "meta.corrections": [
            {
                "correction_id": "c1",
                "source": "facilities",
                "locator": json.dumps({"name": "見本会館"}, ensure_ascii=False),
                "action": "override",
                "reason": "公表の経度が隣の街区を指す",
                "expect": json.dumps({"経度": "139.7565"}, ensure_ascii=False),
                "rows_met": 1,
                "status": "applied",
            }
        ],
    }
