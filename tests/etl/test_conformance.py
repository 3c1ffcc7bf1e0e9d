from __future__ import annotations

from pathlib import Path

import pytest

from etl.conformance import header_errors, is_newer_than_known, row_errors, standard_of, standards
from etl.formats.described import describe

AED = next(one for one in standards() if one.id == "A-08" and one.edition == "recommended")


def test_every_edition_demands_only_columns_it_has() -> None:
    for standard in standards():
        assert set(standard.required) <= set(standard.columns), standard.id
        assert len(set(standard.columns)) == len(standard.columns), standard.id
    assert {one.id for one in standards()} == {f"A-{number:02d}" for number in range(1, 15)}


@pytest.mark.parametrize(
    "stem", ["131016_aed", "13101_aed", "131016_108_aed", "131016_aed_20260401"]
)
def test_a_file_s_name_claims_a_standard(stem: str) -> None:
    found = standard_of(stem, AED.columns)
    assert found == AED


def test_a_header_claims_it_too_and_anything_else_claims_none() -> None:
    assert standard_of("list", AED.columns) == AED
    assert standard_of("list", AED.columns[: len(AED.columns) // 2]) is None
    assert standard_of("131016_something", ["a", "b"]) is None


def test_width_and_spaces_of_a_header_do_not_matter() -> None:
    header = [name.replace("ID", "ＩＤ") + " " for name in AED.columns]
    assert header_errors(AED, header) == []


def test_what_is_wrong_with_a_table_is_told_by_column_and_row() -> None:
    header = [*AED.columns[1:], "独自の列"]
    rows = [["x"] * len(header), ["x"] * (len(header) - 2), ["x"] * len(header)]
    rows[2][header.index("名称")] = " "
    assert header_errors(AED, header) == [
        {"kind": "missing_column", "column": AED.columns[0]},
        {"kind": "extra_column", "column": "独自の列"},
    ]
    assert row_errors(AED, header, rows) == [
        {"kind": "ragged_row", "rows": 1, "row": 3},
        {"kind": "required_empty", "column": "名称", "rows": 1, "row": 4},
    ]


def test_an_edition_whose_columns_are_not_known_is_not_judged() -> None:
    toilets = next(one for one in standards() if one.id == "A-13")
    assert is_newer_than_known(toilets, ["全国地方公共団体コード", "名称"])
    assert not is_newer_than_known(toilets, toilets.columns)


@pytest.mark.parametrize(
    ("file", "standard", "conformance", "rows"),
    [
        ("ichikawa/122033_101_public_facility.csv", "A-01", "valid", "342"),
        ("ichikawa/122033_106_open_data_list.csv", "A-06", "valid", "36"),
        ("ichikawa/122033_212_security_camera.csv", None, "not_checked", "311"),
        ("ishikawa/170003_public_wireless_lan.csv", "A-07", "valid", "9"),
        ("ishikawa/170003_public_toilet.csv", "A-13", "valid", "103"),
        ("yaizu/222127_aed.csv", "A-08", "valid", "82"),
        ("yaizu/222127_preschool.csv", "A-05", "invalid", "60"),
        ("takamatsu/0002_aed.csv", None, "not_checked", "516"),
    ],
)
def test_real_files_against_their_standards(
    real_data: Path, file: str, standard: str | None, conformance: str, rows: str
) -> None:
    path = real_data / "standard_datasets" / file
    got = describe(path, path.name)
    assert (got["standard"], got["conformance"], got["rows"]) == (standard, conformance, rows)
