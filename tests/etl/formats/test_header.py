"""Headers below titles, over two rows, with gaps and repeats."""

from __future__ import annotations

import pytest

from etl.formats import header


@pytest.mark.parametrize(
    ("rows", "row", "count", "names"),
    [
        (
            [["番号", "名称"], ["1", "本庁舎"]],
            1,
            1,
            ("番号", "名称"),
        ),
        (
            [["令和6年度避難所一覧", "", ""], ["", "", "R6.4.1現在"], ["", "", ""],
             ["番号", "名称", "人数"], ["1", "本庁舎", "20"], ["2", "別館", "30"]],
            4,
            1,
            ("番号", "名称", "人数"),
        ),
        (
            [["", "", ""], ["", "番号", "名称"], ["", "1", "本庁舎"], ["", "2", "別館"]],
            2,
            1,
            ("column_1", "番号", "名称"),
        ),
        (
            [["番号", "名称", "災害種別", "", "", "位置", ""],
             ["", "", "洪水", "土砂", "地震", "緯度", "経度"],
             ["1", "本庁舎", "○", "", "○", "35.6", "139.7"]],
            2,
            2,
            ("番号", "名称", "災害種別_洪水", "災害種別_土砂", "災害種別_地震",
             "位置_緯度", "位置_経度"),
        ),
        (
            # A spreadsheet's cells merged downwards carry their text in both rows.
            [["番号", "名称", "災害種別", ""], ["番号", "名称", "洪水", "土砂"],
             ["1", "本庁舎", "○", ""]],
            2,
            2,
            ("番号", "名称", "災害種別_洪水", "災害種別_土砂"),
        ),
        (
            [["施設・\n場所名", "電話\r\n番号"], ["本庁舎", "03-0000-0000"]],
            1,
            1,
            ("施設・\n場所名", "電話\r\n番号"),
        ),
        (
            [["名称", "名称", "", "住所"], ["a", "b", "c", "d"]],
            1,
            1,
            ("名称", "名称_2", "column_3", "住所"),
        ),
        (
            # The first row of values has gaps where the header has none: it is no second header.
            [["番号", "名称", "備考"], ["い", "本庁舎", ""], ["ろ", "別館", ""]],
            1,
            1,
            ("番号", "名称", "備考"),
        ),
    ],
)  # fmt: skip
def test_found_by_its_looks(
    rows: list[list[str]], row: int, count: int, names: tuple[str, ...]
) -> None:
    found = header.find(rows)
    assert found is not None
    assert (found.row, found.rows, found.names) == (row, count, names)


def test_found_by_the_names_a_layout_asks_for() -> None:
    rows = [
        ["項目", "説明", "単位"],
        ["番号", "通し番号", "なし"],
        ["名称（全角）", "緯度", "経度"],
        ["本庁舎", "35.6", "139.7"],
    ]
    found = header.find(rows, [("名称(全角)", "緯度")])
    assert found is not None
    assert (found.row, found.names) == (3, ("名称（全角）", "緯度", "経度"))


def test_no_header_is_none() -> None:
    assert header.find([["1", "35.6", "139.7"], ["2", "35.7", "139.8"]]) is None
    assert header.find([["", ""], ["", ""]]) is None


def test_unique_names_never_collide() -> None:
    assert header.unique(["a", "a_2", "a", "column_4", ""]) == (
        "a", "a_2", "a_3", "column_4", "column_5",
    )  # fmt: skip
    assert header.unique(["column_2", ""]) == ("column_2", "column_2_2")
