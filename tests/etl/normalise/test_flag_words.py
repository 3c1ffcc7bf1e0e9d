from __future__ import annotations

import csv
from pathlib import Path

import pytest

from etl.normalise.flags import flag, read_flag
from etl.normalise.verdict import Reading, Unreadable


@pytest.mark.parametrize(
    "word",
    ["1", "1.0", "１", "○", "◯", "〇", "●", "有", "あり", "対応", "TRUE", "yes", "可", " 有 "],
)
def test_yes(word: str) -> None:
    assert flag(word) is True


@pytest.mark.parametrize(
    "word", ["0", "0.0", "×", "無", "なし", "非対応", "FALSE", "no", "不可", "Ｘ"]
)
def test_no(word: str) -> None:
    assert flag(word) is False


def test_what_empty_and_dash_mean_is_the_layouts_to_say() -> None:
    assert [flag(""), flag(" \u3000"), flag("－"), flag("-"), flag("ー")] == [None] * 5
    assert [flag("", empty=False), flag("－", empty=False)] == [False, None]
    assert [flag("－", dash=False), flag("", dash=False)] == [False, None]


def test_a_triangle_is_a_yes_with_a_doubt() -> None:
    assert read_flag("△") == Reading(True, "flag_conditional")


def test_unknown_is_neither() -> None:
    assert [flag("不明"), flag("未定"), flag("？")] == [None] * 3


@pytest.mark.parametrize("word", ["4", "2", "区域外", "洪水", "○○"])
def test_other_words_are_refused(word: str) -> None:
    with pytest.raises(Unreadable, match="flag_unreadable"):
        flag(word)


def test_kobe_marks_hazards_with_four_signs(real_data: Path) -> None:
    with (real_data / "shelters/kobe/okunai.csv").open(encoding="cp932", newline="") as file:
        floods = [read_flag(row["洪水"]) for row in csv.DictReader(file)]
    assert {one: floods.count(one) for one in set(floods)} == {
        Reading(True): 312,
        Reading(None): 11,
        Reading(False): 9,
        Reading(True, "flag_conditional"): 3,
    }
