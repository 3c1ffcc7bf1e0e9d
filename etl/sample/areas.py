"""Outlines, the town table of addresses, and residents by town block, sex and age band."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from etl.sample.dates import BASE, drawn
from etl.sample.ground import Ground
from etl.sample.places import GARDENS
from etl.sample.writing import write_csv, write_geojson
from etl.sources.population import AGE_BANDS

#: Where people live rather than work: more residents per block.
_HOMES = (
    "番町",
    "富士見",
    "飯田橋",
    "麹町",
    "平河町",
    "神田和泉町",
    "東神田",
    "岩本町",
    "外神田",
    "紀尾井町",
    "三崎町",
)
RESIDENTS = 68_000
#: Blocks of so few residents that the counts by age are withheld.
_WITHHELD_BELOW = 40
_AGE_WEIGHTS = (
    4.6,
    4.3,
    3.8,
    3.2,
    4.6,
    8.2,
    9.3,
    9.0,
    8.8,
    8.4,
    7.9,
    6.8,
    5.2,
    4.2,
    4.0,
    3.3,
    2.4,
    2.0,
)


def write_boundaries(out: Path, ground: Ground) -> int:
    """Write the ward's outline (N03 columns), districts and town blocks."""
    n03 = {
        "N03_001": ground.prefecture,
        "N03_002": None,
        "N03_003": None,
        "N03_004": ground.name,
        "N03_007": ground.code[:5],
    }
    written = write_geojson(
        out / "municipality" / f"N03_{ground.code}.geojson", [(ground.outline, n03)]
    )
    districts = [
        (shape, {"code": f"{ground.code}-d{number}", "name": name, "name_en": english})
        for number, (name, english, shape) in enumerate(ground.districts, 1)
    ]
    written += write_geojson(out / "districts" / f"{ground.prefix}districts.geojson", districts)
    blocks = [
        (
            block.shape,
            {
                "code": block.id,
                "name": block.name,
                "name_en": block.name_en,
                "district": block.district,
            },
        )
        for block in ground.blocks
    ]
    return written + write_geojson(
        out / "town_blocks" / f"{ground.prefix}town_blocks.geojson", blocks
    )


def write_addresses(out: Path, ground: Ground) -> int:
    """Write the coordinates of the towns, in the columns of the national address table."""
    header = [
        "都道府県コード", "都道府県名", "市区町村コード", "市区町村名", "大字町丁目コード",
        "大字町丁目名", "緯度", "経度", "原典資料コード", "大字・字・丁目区分コード",
    ]  # fmt: skip
    rows = [
        [
            "13",
            ground.prefecture,
            ground.code[:5],
            ground.name,
            f"{ground.code[:5]}{number:07d}",
            block.name,
            f"{block.latitude:.6f}",
            f"{block.longitude:.6f}",
            "0",
            "3",
        ]  # fmt: skip
        for number, block in enumerate(ground.blocks, 1)
    ]
    return write_csv(out / f"{ground.prefix}towns.csv", header, rows, encoding="cp932")


def residents(ground: Ground, seed: int) -> list[tuple[int, np.ndarray[Any, Any], int]]:
    """Per town block: residents, counts of shape (2 sexes, 18 bands), households."""
    random = np.random.default_rng(drawn(seed, "population", ground.number))
    weight = np.array(
        [
            0.0
            if block.name in GARDENS
            else block.shape.area * 1e6 * (6.0 if any(h in block.name for h in _HOMES) else 0.8)
            for block in ground.blocks
        ]
    ) * random.uniform(0.5, 1.5, len(ground.blocks))
    totals = np.floor(RESIDENTS * weight / weight.sum()).astype(int)
    ages = np.array(_AGE_WEIGHTS) / sum(_AGE_WEIGHTS)
    rows = []
    for total in totals:
        share = np.vstack([ages, ages]) * random.uniform(0.7, 1.3, (2, len(AGE_BANDS)))
        counts = random.multinomial(total, (share / share.sum()).ravel()).reshape(2, -1)
        rows.append((int(total), counts, int(total / random.uniform(1.5, 2.1))))
    return rows


def write_population(out: Path, ground: Ground, seed: int) -> int:
    """Write the standard table 04; small blocks are withheld, the last row is a total."""
    bands = [f"{band[:-1]}歳以上" if band.endswith("+") else f"{band}歳" for band in AGE_BANDS]
    header = [
        "都道府県コード又は市区町村コード", "地域コード", "都道府県名", "市区町村名", "調査年月日",
        "地域名", "総人口", "男性", "女性",
        *(f"{band}の{sex}" for band in bands for sex in ("男性", "女性")), "世帯数", "備考",
    ]  # fmt: skip
    stated = f"{BASE.replace(month=10, day=1):%Y-%m-%d}"
    rows: list[list[Any]] = []
    people = residents(ground, seed)
    for number, (block, (total, counts, households)) in enumerate(
        zip(ground.blocks, people, strict=True), 1
    ):
        withheld = 0 < total < _WITHHELD_BELOW
        by_age = ["X" if withheld else int(n) for n in counts.T.ravel()]
        sexes = ["X", "X"] if withheld else [int(n) for n in counts.sum(axis=1)]
        rows.append(
            [
                ground.code,
                f"{ground.prefix}{number:04d}",
                ground.prefecture,
                ground.name,
                stated,
                block.name,
                total,
                *sexes,
                *by_age,
                "X" if withheld else households,
                "秘匿" if withheld else "",
            ]  # fmt: skip
        )
    everyone = sum(total for total, _, _ in people)
    rows.append([ground.code, "", ground.prefecture, ground.name, stated, "合計", everyone])
    rows[-1] += [""] * (len(header) - len(rows[-1]))
    return write_csv(out / f"{ground.prefix}population.csv", header, rows, encoding="utf-8-sig")
