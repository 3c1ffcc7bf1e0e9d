"""Catalogues of published data, and folders of the files themselves."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from etl.contract import UnknownLayout
from etl.pipeline import run
from machimori.city import City
from tests.etl.conftest import table
from tests.etl.sources.one_file import read

FIXTURES = Path(__file__).parents[2] / "fixtures" / "open_datasets"


def test_a_ckan_package_list_is_a_list_of_names() -> None:
    got = read("open_datasets", FIXTURES / "package_list.json")
    assert got.plan.layout == "ckan_names"
    assert got.column("dataset_id") == got.column("title") == ["shelter-list", "aed"]


def test_ckan_packages_carry_their_resources() -> None:
    shown = read("open_datasets", FIXTURES / "package_show.json").accepted
    found = read("open_datasets", FIXTURES / "package_search.json").accepted
    keys = ("dataset_id", "title", "format", "url", "updated_at", "licence")
    assert [tuple(row[key] for key in keys) for row in shown + found] == [
        (
            "shelter-list",
            "避難所一覧",
            "CSV, JSON",
            "https://example.jp/a.csv",
            datetime.fromisoformat("2026-03-01T01:02:03.000456"),
            "CC BY 4.0",
        ),
        (
            "shelter-list",
            "避難所一覧",
            None,
            None,
            datetime.fromisoformat("2026-03-01T01:02:03"),
            None,
        ),
        (
            "aed",
            "AED設置箇所",
            "XLSX",
            "https://example.jp/aed.xlsx",
            datetime.fromisoformat("2026-03-02"),
            None,
        ),
    ]
    assert "example.jp/a.csv" in repr(shown)
    assert "someone@" not in repr(shown)


def test_a_folder_of_files_is_one_dataset_each(tmp_path: Path) -> None:
    city = City.model_validate(
        {
            "name": "見本区",
            "code": "131016",
            "bbox": (139.70, 35.65, 139.80, 35.72),
            "metric_crs": "EPSG:6677",
            "folder": tmp_path,
            "sources": {"open_datasets": {"id": "files", "path": str(FIXTURES / "files")}},
        }
    )
    datasets = table(
        run(city).warehouse,
        "SELECT title, format, rows, standard, conformance, errors "
        "FROM wh.marts.open_datasets ORDER BY title",
    ).to_dict("records")
    assert [(one["title"], one["standard"], one["conformance"]) for one in datasets] == [
        ("131016_public_wireless_lan", "A-07", "valid"),
        ("131016_public_wireless_lan_20260401", "A-07", "invalid"),
        ("expired", None, "invalid"),
        ("コミュニティバス", None, "not_checked"),
    ]
    assert json.loads(datasets[1]["errors"]) == [
        {"kind": "missing_column", "column": "設置者"},
        {"kind": "required_empty", "column": "名称", "rows": 1, "row": 2},
        {"kind": "ragged_row", "rows": 1, "row": 3},
    ]
    assert json.loads(datasets[2]["errors"])[0]["kind"] == "unreadable"
    assert json.loads(datasets[3]["errors"]) == [{"kind": "not_utf8", "encoding": "cp932"}]


def test_only_addresses_of_the_web_and_names_of_files_are_links(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "名,場所\na,https://example.jp/a.csv\nb,b.csv\nc,javascript:alert(1)\nd,data:text/html;x\n",
        encoding="utf-8",
    )
    got = read("open_datasets", path, columns={"title": "名", "url": "場所"})
    assert got.column("url") == ["https://example.jp/a.csv", "b.csv", None, None]
    assert [one[:2] for one in got.judged("value")] == [
        (4, "not_a_web_address"),
        (5, "not_a_web_address"),
    ]


def test_a_single_file_that_is_no_list_is_refused() -> None:
    with pytest.raises(UnknownLayout, match="open_datasets"):
        read("open_datasets", FIXTURES / "files" / "コミュニティバス.csv")


def test_the_lists_of_ichikawa_and_kobe(real_data: Path) -> None:
    folder = real_data / "standard_datasets"
    ichikawa = read("open_datasets", folder / "ichikawa/122033_106_open_data_list.csv")
    assert ichikawa.plan.layout == "standard_list"
    assert len(ichikawa.accepted) == 36
    assert ichikawa.accepted[0]["dataset_id"] == "MM0000000101/122033_101_public_facility"
    assert ichikawa.accepted[0]["category"] == "行財政"
    kobe = read("open_datasets", folder / "kobe/metadata.csv")
    assert kobe.plan.layout == "kobe_list"
    assert len(kobe.accepted) == 28
    assert kobe.accepted[0]["title"] == "市役所・区役所"
    assert {row["data_date"] for row in kobe.accepted} == {
        None,
        date(2015, 6, 1),
        date(2015, 7, 2),
        date(2015, 7, 31),
    }
