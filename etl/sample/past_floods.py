"""Past floods by town, as a ward prints them: generated, with unknown houses and a lost town."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from etl.sample.dates import drawn
from etl.sample.ground import Ground
from etl.sample.places import GARDENS
from etl.sample.writing import write_csv

HEADER = (
    *("町名", "発生年月日", "災害名", "原因", "床上浸水棟数", "床下浸水棟数", "最大浸水深_m"),
    "備考",
)
#: Day as it is written, name, cause, towns that were flooded.
_FLOODS = (
    ("平成11年8月29日", "見本豪雨", "内水", 9),
    ("H16.10.9", "見本台風22号", "河川の溢水", 7),
    ("2013/7/23", "見本の局地的大雨", "内水", 12),
    ("令和元年10月12日", "見本台風19号", "内水", 5),
)


def write_past_floods(out: Path, ground: Ground, seed: int) -> int:
    """Write one row per town and flood; towns near each other are flooded again and again."""
    random = np.random.default_rng(drawn(seed, "past_floods", ground.number))
    towns = [block.name for block in ground.blocks if block.name not in GARDENS]
    low = [towns[index] for index in random.permutation(len(towns))[:18]]
    rows: list[list[str]] = []
    for number, (written, event, cause, count) in enumerate(_FLOODS):
        for town in (low[int(index)] for index in sorted(random.permutation(len(low))[:count])):
            above, below = int(random.integers(0, 6)), int(random.integers(0, 15))
            is_old = number == 0
            rows.append(
                [
                    town,
                    written,
                    event,
                    cause,
                    "不明" if is_old else str(above),
                    str(below),
                    "" if is_old else f"{random.uniform(0.1, 0.9):.1f}",
                    "見本データ",
                ]
            )
    rows.append(
        ["見本町（旧町名）", "昭和57年9月12日", "見本台風18号", "内水", "", "", "", "見本データ"]
    )
    return write_csv(out / f"{ground.prefix}past_floods.csv", HEADER, rows, encoding="utf-8-sig")
