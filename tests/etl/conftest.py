"""A municipality small enough to build in a second, from files written by the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from machimori.city import City
from machimori.database import connect, literal

HEADER = (
    "NO,名称,名称_カナ,住所,方書,緯度,経度,標高,電話番号,内線番号,市区町村コード,都道府県名,"
    "市区町村名,災害種別_洪水,災害種別_崖崩れ、土石流及び地滑り,災害種別_高潮,災害種別_地震,"
    "災害種別_津波,災害種別_大規模な火事,災害種別_内水氾濫,災害種別_火山現象,"
    "指定避難所との重複,想定収容人数,対象となる町会・自治会,URL,備考"
)


def shelter_row(number: int, *, latitude: object = 35.69, name: str = "") -> str:
    """One row of the old layout of standard data set 03."""
    name = name or f"見本第{number}小学校"
    return (
        f"{number},{name},,見本区見本町{number}-1,,{latitude},{139.74 + number / 1000:.4f},,"
        f"03-0000-{number:04d},,131016,東京都,見本区,1,,,1,,1,1,,,{number * 10},,,"
    )


@pytest.fixture
def write_shelters(tmp_path: Path) -> Callable[..., Path]:
    """Write a shelter list with the given rows."""

    def write(*rows: str, name: str = "shelters.csv") -> Path:
        path = tmp_path / name
        path.write_text("\r\n".join([HEADER, *rows]) + "\r\n", encoding="utf-8-sig")
        return path

    return write


@pytest.fixture
def config(tmp_path: Path, write_shelters: Callable[..., Path]) -> Path:
    """A city.toml with one source of ten good shelters."""
    write_shelters(*(shelter_row(number) for number in range(1, 11)))
    path = tmp_path / "city.toml"
    path.write_text(
        'name = "見本区"\ncode = "131016"\nbbox = [139.70, 35.65, 139.80, 35.72]\n'
        'metric_crs = "EPSG:6677"\nis_sample = true\n\n'
        '[[sources.facilities]]\nid = "shelters"\npath = "shelters.csv"\nis_sample = true\n'
        'title = "見本避難所一覧"\n',
        encoding="utf-8",
    )
    return path


def table(warehouse: Path, query: str) -> pd.DataFrame:
    """A query over a finished warehouse, attached as ``wh``."""
    connection = connect()
    connection.execute(f"ATTACH {literal(str(warehouse))} AS wh (READ_ONLY)")
    try:
        return connection.execute(query).df()
    finally:
        connection.close()


def marts_of(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every mart, ordered, for comparing two builds."""
    connection = connect()
    connection.execute(f"ATTACH {literal(str(warehouse))} AS wh (READ_ONLY)")
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'wh' "
        "AND schema_name = 'marts' ORDER BY 1"
    ).fetchall()
    rows = {
        name: connection.execute(f"SELECT * FROM wh.marts.{name} ORDER BY ALL").fetchall()
        for (name,) in names
    }
    connection.close()
    return rows


def city_of(config: Path) -> City:
    """The municipality of a configuration."""
    from machimori.city import load_city

    return load_city(config)
