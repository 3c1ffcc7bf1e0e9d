"""A published file with everything wrong at once: each fault is named, with what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.formats.described import describe
from machimori.wording.dataset_problems import problems

TITLE = "公衆無線LANアクセスポイント一覧,,,,\r\n令和8年4月1日現在,,,,\r\n"
HEADER = "都道府県コード又は市区町村コード,NO,名称,名称_カナ,独自の列\r\n"
ROWS = (
    "131016,1,見本会館,ミホンカイカン,x\r\n131016,2,,ミホン,x\r\n131016,3,例題館,レイダイカン\r\n"
)


def test_encoding_titles_columns_and_rows_are_each_told(tmp_path: Path) -> None:
    path = tmp_path / "131016_public_wireless_lan.csv"
    path.write_bytes((TITLE + HEADER + ROWS).encode("cp932"))
    found = describe(path, path.name)
    assert (found["standard"], found["conformance"], found["encoding"]) == (
        "A-07",
        "invalid",
        "cp932",
    )
    kinds = {one["kind"] for one in json.loads(str(found["errors"]))}
    assert kinds == {
        "not_utf8",
        "lines_above_header",
        "missing_column",
        "extra_column",
        "required_empty",
        "ragged_row",
    }
    for lang in ("ja", "en"):
        told = problems(found["errors"], lang)
        assert {one.kind for one in told} == kinds
        assert all(one.what and one.fix for one in told)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01" * 50])
def test_what_is_no_table_is_listed_and_not_checked_or_invalid(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "131016_aed.csv"
    path.write_bytes(content)
    assert describe(path, path.name)["conformance"] in ("invalid", "not_checked")


def test_real_files_keep_to_their_standard_or_say_where_not(real_data: Path) -> None:
    verdicts = {}
    for path in sorted((real_data / "standard_datasets").rglob("*.csv")):
        found = describe(path, path.name)
        if found["standard"]:
            verdicts[path.name] = found["conformance"]
            told = problems(found["errors"], "ja")
            assert (found["conformance"] == "valid") or told, path.name
            assert not [one for one in told if one.kind == "other"], path.name
    assert len(verdicts) >= 8
