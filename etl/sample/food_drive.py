"""Food-drive boxes: where, when, what they take. Half of them have an address only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from etl.sample.dates import drawn, full_width
from etl.sample.ground import Ground, points_in
from etl.sample.places import GARDENS
from etl.sample.writing import write_csv

BOXES = 60
HEADER = (
    "全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英字",
    "所在地_連結表記", "緯度", "経度", "電話番号", "受付曜日", "受付開始時間", "受付終了時間",
    "受付品目", "受付条件_賞味期限残月数", "受付条件", "運営主体", "URL", "備考",
)  # fmt: skip
_HOSTS = (
    ("区民館", "クミンカン", "見本区"),
    ("出張所", "シュッチョウジョ", "見本区"),
    ("図書館", "トショカン", "見本区立図書館"),
    ("スーパー", "スーパー", "見本スーパー株式会社"),
    ("こども食堂", "コドモショクドウ", "見本こども食堂ネットワーク"),
    ("リサイクルセンター", "リサイクルセンター", "見本区 清掃事務所"),
)
#: Days as they are written; the last ones no weekly rule can say.
_DAYS = (
    "月～金",
    "月火水木金",
    "毎日",
    "月・水・金",
    "火木土",
    "土日",
    "平日",
    "第2・第4土曜日",
    "随時",
)
_HOURS = (
    ("9:00", "17:00"),
    ("８：３０", "１７：００"),
    ("10時", "18時"),
    ("午前9時", "午後8時"),
    ("10:00", "19:30"),
)
_ITEMS = (
    "缶詰、レトルト食品、乾麺、お菓子",
    "米、乾麺、調味料（未開封）",
    "飲料、菓子、インスタント食品",
    "未開封で常温保存できる食品",
)


def write_food_drive(out: Path, ground: Ground, seed: int) -> int:
    """Write the boxes of a ward in CP932: one row twice, one blank, one far outside."""
    random = np.random.default_rng(drawn(seed, "food_drive", ground.number))
    blocks = [block for block in ground.blocks if block.name not in GARDENS]
    chosen = [blocks[index] for index in random.permutation(len(blocks))[:BOXES]]
    rows: list[list[Any]] = []
    for number, block in enumerate(chosen, 1):
        host, kana, operator = _HOSTS[int(random.integers(0, len(_HOSTS)))]
        opens, closes = _HOURS[int(random.integers(0, len(_HOURS)))]
        days = _DAYS[
            int(random.choice(len(_DAYS), p=[0.3, 0.12, 0.2, 0.1, 0.08, 0.05, 0.07, 0.05, 0.03]))
        ]
        longitude, latitude = points_in(block.shape, 1, random)[0]
        has_place = number % 2 == 0
        months: Any = int(random.choice((1, 1, 2, 3)))
        town = block.name.removeprefix("神田")
        house = f"{random.integers(1, 24)}番{random.integers(1, 15)}号"
        rows.append(
            [
                ground.code,
                f"{ground.prefix}FD{number:03d}",
                ground.name,
                f"見本{town}{host}",
                f"ミホン{kana}",
                f"Mihon {block.name_en}",
                f"{ground.prefecture}{ground.name}{block.name}{house}",
                f"{latitude:.6f}" if has_place else "",
                f"{longitude:.6f}" if has_place else "",
                f"03-0000-{2000 + number:04d}",
                days,
                opens,
                closes,
                _ITEMS[int(random.integers(0, len(_ITEMS)))],
                full_width(months) + "か月以上" if number % 7 == 0 else months,
                "未開封・常温保存できるもの",
                operator,
                "",
                "見本データ",
            ]  # fmt: skip
        )
    far = list(rows[1])
    far[1], far[3], far[7] = (
        f"{ground.prefix}FD901",
        "見本区外のボックス",
        f"{float(rows[1][7]) + 1.2:.6f}",
    )
    rows.insert(20, [""] * len(HEADER))
    rows += [rows[4], far]
    return write_csv(out / f"{ground.prefix}food_drive.csv", HEADER, rows, encoding="cp932")
