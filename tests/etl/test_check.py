"""A clerk's file, checked and compared: small files of our own in real formats."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from etl.check import check_file
from etl.contract import EtlError
from etl.pipeline import run
from etl.preview import Change, preview_file
from machimori.city import City, SourceConfig
from machimori.store.warehouse import signature

HEADER = "共通ID,都道府県名及び市町村名,施設・場所名,住所,洪水,崖崩れ、土石流及び地滑り,高潮,地震,津波,大規模な火事,内水氾濫,火山現象,指定避難所との住所同一,緯度,経度,備考\n"  # noqa: E501
ROWS = (
    "E1310100001201,東京都千代田区,見本小学校,千代田区見本町1,1,,,1,,,,,1,35.690,139.750,\n",
    "E1310100002201,東京都千代田区,例題公園,千代田区例題町2,,,,1,,1,,,,35.692,139.752,\n",
    "E1310100003201,東京都千代田区,試験台ホール,千代田区試験台3,1,,,1,,,,,,35.694,139.754,\n",
)


@pytest.fixture
def city(chiyoda: City) -> City:
    entry = SourceConfig(id="gsi", title="指定緊急避難場所", path="nothing.csv")
    return chiyoda.model_copy(update={"sources": {"facilities": (entry,)}})


def published(folder: Path, *rows: str, name: str = "sites.csv") -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(rows or ROWS), encoding="cp932")
    return path


def test_a_known_layout_is_recognised_and_reported(city: City, tmp_path: Path) -> None:
    report = check_file(published(tmp_path), city=city)
    assert (report.success, report.source, report.source_id) == (True, "facilities", "gsi")
    (one,) = report.files
    assert (one.format, one.encoding, one.layout, one.header_row) == (
        "csv",
        "cp932",
        "gsi_sites",
        1,
    )
    assert (one.rows_in, one.accepted, one.rejected, one.duplicates) == (3, 3, 0, 0)
    assert one.columns["name"] == "施設・場所名"
    assert "指定避難所との住所同一" in (*one.unused, *one.columns.values())
    assert report.published[2] == {
        "name": "施設・場所名",
        "samples": ["見本小学校", "例題公園", "試験台ホール"],
    }
    assert report.rules == ()


def test_each_bad_row_is_named_with_column_and_value(city: City, tmp_path: Path) -> None:
    far = ROWS[2].replace("35.694,139.754", "26.212,127.681")
    nameless = ROWS[1].replace("例題公園", "")
    good = [ROWS[0].replace("E13101000012", f"E1310100{number}2") for number in (1001, 1002, 1003)]
    report = check_file(published(tmp_path, ROWS[0], nameless, far, *good), name="gsi", city=city)
    rejected = [one for one in report.verdicts if one["severity"] == "row"]
    assert [(one["row"], one["column"]) for one in rejected] == [(3, "施設・場所名"), (4, "緯度")]
    assert rejected[0]["rule"] == "value_missing"
    assert rejected[1]["value"] == "26.212"
    assert (report.success, report.held_back_kind) == (False, "rejects")
    by_rule = {one.rule: (one.severity, one.count) for one in report.rules}
    assert by_rule["value_missing"] == ("row", 1)


def test_columns_nobody_knows_come_with_samples_for_the_mapping(city: City, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text(
        "なまえ,ところ,入れる数\n見本会館,見本町1-1,120\n見本ホール,見本町2,80\n", "utf-8"
    )
    guessed = check_file(path, city=city)
    assert (guessed.success, guessed.source, guessed.error_kind) == (False, "", "no_source")
    told = check_file(path, name="facilities", city=city)
    assert (told.success, told.source) == (False, "facilities")
    assert told.published == (
        {"name": "なまえ", "samples": ["見本会館", "見本ホール"]},
        {"name": "ところ", "samples": ["見本町1-1", "見本町2"]},
        {"name": "入れる数", "samples": ["120", "80"]},
    )
    assert {"name": "name", "kind": "name", "required": True, "allowed": []} in told.wanted


def test_a_mapping_reads_what_no_layout_knows(city: City, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("なまえ,区分\n見本会館,避難所\n見本園,謎\n", "utf-8")
    entry = SourceConfig(
        id="gsi",
        columns={"name": "なまえ", "role": "区分"},
        values={"role": {"避難所": "shelter"}},
    )
    report = check_file(path, name="facilities", city=city, entry=entry)
    assert report.files[0].layout == "configured"
    assert report.unknown_words == {"role": ("謎",)}


def test_what_cannot_be_read_is_one_clear_sentence(city: City, tmp_path: Path) -> None:
    page = tmp_path / "sites.csv"
    page.write_text("<!DOCTYPE html><html><body>404 Not Found</body></html>", "utf-8")
    report = check_file(page, city=city)
    assert (report.success, report.files, report.error_kind) == (False, (), "")
    assert "sites.csv" in report.error
    assert "HTML" in report.error


def test_a_source_nobody_has_is_an_error_that_names_the_known_ones(
    city: City, tmp_path: Path
) -> None:
    with pytest.raises(EtlError, match="'shelterz'.*facilities.*gsi"):
        check_file(published(tmp_path), name="shelterz", city=city)


def test_the_report_is_json_and_lines(city: City, tmp_path: Path) -> None:
    report = check_file(published(tmp_path), city=city)
    assert json.loads(json.dumps(report.document(), ensure_ascii=False))["source"] == "facilities"
    lines = list(report.lines())
    assert lines[0] == "sites.csv: taken for facilities (id gsi)"
    assert "    3 rows in = 3 accepted + 0 rejected + 0 duplicates" in lines


def test_the_first_load_only_adds(city: City, tmp_path: Path) -> None:
    preview = preview_file(published(tmp_path), source_id="gsi", city=city)
    assert (preview.has_old, preview.rows_before, preview.rows_after) == (False, 0, 3)
    assert (preview.added, preview.removed, preview.changed) == (3, 0, 0)


def test_a_preview_names_what_comes_goes_and_changes(city: City, tmp_path: Path) -> None:
    first = published(tmp_path)
    assert run(city, sources={"gsi": str(first)}).success
    before = signature(city.warehouse_path)
    moved = ROWS[0].replace("見本町1", "見本町9")
    fresh = ROWS[2].replace("E1310100003201", "E1310100004201").replace("試験台ホール", "新しい園")
    second = published(tmp_path, moved, ROWS[1], fresh, name="next.csv")
    preview = preview_file(second, source_id="gsi", city=city)
    assert (preview.rows_before, preview.rows_after) == (3, 3)
    counts = (preview.added, preview.removed, preview.changed, preview.unchanged)
    assert counts == (1, 1, 1, 1)
    assert preview.added_examples[0]["name"] == "新しい園"
    assert preview.removed_examples[0]["name"] == "試験台ホール"
    assert preview.changed_examples == (
        Change(
            {
                "source_facility_id": "E1310100001201",
                "name": "見本小学校",
                "roles": "evacuation_site",
            },
            {"address": ("千代田区見本町1", "千代田区見本町9")},
        ),
    )
    assert signature(city.warehouse_path) == before  # nothing was built
    assert list(preview.lines())[0].startswith("next.csv as gsi: 3 rows before, 3 after; 1 added")


def test_the_same_file_again_changes_nothing(city: City, tmp_path: Path) -> None:
    path = published(tmp_path)
    run(city, sources={"gsi": str(path)})
    preview = preview_file(path, source_id="gsi", city=city)
    assert (preview.added, preview.removed, preview.changed, preview.unchanged) == (0, 0, 0, 3)


def test_the_command_line_answers_in_json(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text(
        'name = "千代田区"\ncode = "131016"\nbbox = [139.70, 35.65, 139.80, 35.72]\n'
        'metric_crs = "EPSG:6677"\n',
        encoding="utf-8",
    )
    config = ["--config", str(tmp_path / "city.toml"), "--json"]
    command = [sys.executable, "-m", "etl", "check", str(published(tmp_path)), *config]
    good = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (good.returncode, json.loads(good.stdout)["success"]) == (0, True)
    command[4] = str(tmp_path / "missing.csv")
    bad = subprocess.run(command, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert "no such file" in json.loads(bad.stdout)["error"]
