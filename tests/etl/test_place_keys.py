"""Names and addresses in one form for comparing."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.place_keys import address_key, name_key, per_distinct, town_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("県立国分高等学校", "国分高校"),
        ("神戸市立 東灘小学校", "東灘小学校"),
        ("ｻﾝﾋﾟｱ広場（西側）", "サンピア広場(西側)"),
        ("日本大学法学部②", "日本大学法学部2"),
        ("富士見みらい館　", "富士見みらい館"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("福住小学校", "福住小学校グラウンド"),
        ("国立市公民館", "公民館"),
        ("見本町一丁目児童館", "見本町二丁目児童館"),
    ],
)
def test_names_that_are_not_one(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    "spelling",
    [
        "東京都千代田区九段南一丁目2番1号",
        "千代田区九段南１－２－１",
        "東京都　千代田区 九段南1丁目2-1",
        "千代田区九段南1丁目2番地1",
    ],
)
def test_spellings_of_one_address(spelling: str) -> None:
    assert address_key(spelling) == "千代田区九段南1-2-1"
    assert town_key(spelling) == "千代田区九段南"


@settings(max_examples=100)
@given(st.integers(1, 9), st.integers(1, 99), st.integers(1, 99))
def test_chome_block_and_house_in_words_or_with_dashes(chome: int, block: int, house: int) -> None:
    words = f"見本市見本町{chome}丁目{block}番{house}号"
    assert address_key(words) == address_key(f"見本市見本町{chome}-{block}-{house}")
    assert address_key(address_key(words)) == address_key(words)


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_no_text_breaks_the_keys(text: str) -> None:
    assert name_key(text) is None or name_key(text) == name_key(f" {text}\u3000")
    assert address_key(text) is None or town_key(text) is None or "0" not in (town_key(text) or "")


def test_once_per_distinct_value() -> None:
    asked: list[str | None] = []

    def rule(value: str | None) -> str | None:
        asked.append(value)
        return value and value.upper()

    column = pa.array(["a", None, "b", "a", None, "a"])
    assert per_distinct(column, rule).to_pylist() == ["A", None, "B", "A", None, "A"]
    assert sorted(one for one in asked if one) == ["a", "b"]
