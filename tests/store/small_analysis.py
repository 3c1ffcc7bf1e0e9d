"""Hand-written curves and mesh cells: how long posts stay open, and where they gather."""

from __future__ import annotations

from tests.store.small_rows import Row, Rows, ago

#: Day -> share not completed, low, high; half of them never are.
CURVE = {
    0: (1.0, 1.0, 1.0),
    7: (0.98, 0.96, 0.99),
    14: (0.95, 0.92, 0.97),
    30: (0.88, 0.84, 0.91),
    60: (0.74, 0.69, 0.78),
    90: (0.70, 0.64, 0.75),
}
PERIODS = ("all", "2025-04", "2026-04")
HOSTILE = "<b>側溝</b>"


def survival() -> Rows:
    """Curves of all posts and of potholes; last year's ends sooner, and one category is rare."""
    curves: list[Row] = []
    summaries: list[Row] = []
    tests: list[Row] = []
    for unit in ("report", "incident"):
        for category in ("all", "道路のへこみ"):
            for period in PERIODS:
                for kind in ("any", "completed"):
                    later = 0.05 * (period == "2026-04") + 0.1 * (kind == "any")
                    group = {
                        "unit": unit, "category": category, "period": period, "end_kind": kind,
                    }  # fmt: skip
                    curves += [
                        group
                        | {
                            "day": day,
                            "survival": round(share - later * (day > 0), 4),
                            "low": round(low - later * (day > 0), 4),
                            "high": round(high - later * (day > 0), 4),
                            "at_risk": 400 - 3 * day,
                            "ended": round(400 * (1 - share)),
                        }
                        for day, (share, low, high) in CURVE.items()
                    ]
                    summaries.append(
                        group
                        | {
                            "posts": 400,
                            "ended": 120,
                            "is_enough": True,
                            "median_day": None,
                            "median_low_day": None,
                            "median_high_day": None,
                            "ended_middle_day": 19,
                            "last_day": 90,
                        }  # fmt: skip
                    )
            for kind, p in (("any", 0.2), ("completed", 0.012)):
                tests.append(
                    {
                        "unit": unit,
                        "category": category,
                        "end_kind": kind,
                        "first_period": "2025-04",
                        "second_period": "2026-04",
                        "chi_square": 6.3,
                        "degrees": 1,
                        "p": p,
                    }  # fmt: skip
                )
        for kind in ("any", "completed"):
            summaries.append(
                {
                    "unit": unit,
                    "category": HOSTILE,
                    "period": "all",
                    "end_kind": kind,
                    "posts": 9,
                    "ended": 4,
                    "is_enough": False,
                    "median_day": 30,
                    "median_low_day": 2,
                    "median_high_day": None,
                    "ended_middle_day": 3,
                    "last_day": 80,
                }  # fmt: skip
            )
    return {
        "marts.road_survival": curves,
        "marts.road_survival_summary": summaries,
        "marts.road_survival_tests": tests,
        "marts.road_survival_basis": [
            {
                "source": "road_reports",
                "as_of": ago(5),
                "posts": 420,
                "used": 400,
                "without_request": 2,
                "without_end": 15,
                "after_end": 3,
                "vanished": 4,
                "first_seen_at": ago(900 * 1440),
                "closed_left_out": "detected",
            }  # fmt: skip
        ],
    }


def hot_spots() -> Rows:
    """Twelve cells of which two are one hot area; a category with too few posts for a map."""
    cells: list[Row] = []
    for number in range(12):
        row, column = divmod(number, 4)
        is_hot = number in (5, 6)
        cells.append(
            {
                "category": "all",
                "mesh250": f"53394611{11 + number}",
                "west": 139.740625 + column / 320,
                "south": 35.68125 + row / 480,
                "east": 139.740625 + (column + 1) / 320,
                "north": 35.68125 + (row + 1) / 480,
                "incidents": 30 if is_hot else 4,
                "posts": 41 if is_hot else 5,
                "window_incidents": 88 if is_hot else 30,
                "road_km": 1.5,
                "per_km": 20.0 if is_hot else 4 / 1.5,
                "z": 4.1 if is_hot else -0.6,
                "p": 0.0002 if is_hot else 1.0,
                "q": 0.0012 if is_hot else 1.0,
                "is_hot": is_hot,
                "area": 1 if is_hot else None,
            }
        )
    common = {
        "since": ago(365 * 1440 + 5),
        "until": ago(5),
        "cells": 12,
        "without_place": 6,
        "outside": 1,
        "measure": "per_km",
        "fewest_in_window": 10,
        "level": 0.05,
    }
    return {
        "marts.road_hot_spots": cells,
        "marts.road_hot_spots_basis": [
            common
            | {
                "category": "all", "incidents": 107, "posts": 140, "is_enough": True,
                "busiest_cells": 2, "repeated_posts": 33, "daytime_posts": 91,
            },
            common
            | {
                "category": HOSTILE, "incidents": 20, "posts": 22, "is_enough": False,
                "busiest_cells": 3, "repeated_posts": 2, "daytime_posts": 11,
            },
        ],
    }  # fmt: skip
