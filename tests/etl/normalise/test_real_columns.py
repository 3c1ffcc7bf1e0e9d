from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from etl.normalise import text
from etl.normalise.columns import Context
from tests.etl.normalise.scalar_rules import engine, scalar

NANAO = "shelter_status/nanao"
FOOD = "food/tokyo/tokyo_kodomoshokudo_final.csv"
#: File, column, kind, and what is odd in it.
REAL: list[tuple[str, str, str, dict[str, int]]] = [
    (f"{NANAO}/open_shelter_Nanao-shi_2024-01-11-1800.csv", "時点", "timestamp", {}),
    (f"{NANAO}/reference_data.csv", "災害種別_洪水", "flag", {}),
    ("shelters/matsuyama/382019_evacuation_space.csv", "想定収容人数", "capacity", {}),
    ("shelters/kobe/okugai.csv", "郵便番号", "postcode", {}),
    ("shelters/kobe/okunai.csv", "電話番号", "phone", {}),
    ("shelters/kobe/okunai.csv", "洪水", "flag", {"flag_conditional": 3}),
    ("road_reports/syracuse/potholes.csv", "TimeFilled", "timestamp", {}),
    ("standard_datasets/kobe/metadata.csv", "データ時点", "timestamp", {}),
    ("standard_datasets/takamatsu/public_toilet.csv", "endTime", "time_of_day", {}),
    ("standard_datasets/takamatsu/public_toilet.csv", "prefCode", "code", {}),
    ("standard_datasets/yaizu/machinakasuzumidokoro.csv", "日曜開放開始時刻", "time_of_day", {}),
    ("standard_datasets/yaizu/ビーチクリーン大作戦会場.csv", "実施日", "date", {}),
    (FOOD, "開催終了時間", "time_of_day", {"withheld": 3}),
    (FOOD, "全国地方公共団体コード", "code", {"code_check_digit": 3}),
    ("addresses/mt_city_all.csv", "lg_code", "code", {}),
]


def _column(path: Path, name: str) -> pa.Array:
    data = path.read_bytes()
    try:
        lines = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        lines = data.decode("cp932")
    rows = csv.DictReader(io.StringIO(lines, newline=""))
    return pa.array([row[name] for row in rows], pa.string())


@pytest.mark.parametrize(("file", "name", "kind", "odd"), REAL)
def test_real_columns_are_read(
    real_data: Path, file: str, name: str, kind: str, odd: dict[str, int]
) -> None:
    context = Context(code="172022")
    cells = _column(real_data / file, name).to_pylist()
    assert any(text.name(one) for one in cells)
    read = engine(kind, cells, context)
    assert read == [scalar(kind, one, context) for one in cells]
    assert Counter(rule for _, _, rule, _ in read if rule) == odd
