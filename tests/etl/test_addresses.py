from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.addresses import (
    Rest,
    canonical,
    kanji_number,
    municipality_names,
    rest_of,
    split_town,
    without_prefecture,
)

DIGITS = "〇一二三四五六七八九"


def as_kanji(number: int) -> str:
    """The usual numeral up to 199: 二十三, 百五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = "百" if hundreds else ""
    text += ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return text + (DIGITS[ones] if ones else "")


@given(st.integers(min_value=1, max_value=199))
def test_numerals_are_read_back(number: int) -> None:
    assert kanji_number(as_kanji(number)) == number


@given(st.integers(min_value=0, max_value=9999))
def test_positional_numerals_are_read_as_digits(number: int) -> None:
    positional = "".join(DIGITS[int(digit)] for digit in str(number))
    if set(positional) & set("十百"):
        return
    assert kanji_number(positional) == number


@pytest.mark.parametrize(
    "spelling",
    [
        "東京都千代田区九段南一丁目２番１号",
        "東京都千代田区九段南１丁目2番1号",
        "東京都 千代田区 九段南1丁目２番１号",
        "東京都千代田区九段南一丁目２番１号　",
    ],
)
def test_spellings_of_an_address_have_one_form(spelling: str) -> None:
    assert canonical(spelling) == "東京都千代田区九段南1丁目2番1号"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("霞が関三丁目", "霞ヶ関3丁目"),
        ("霞ケ関三丁目", "霞ヶ関3丁目"),
        ("三番町", "3番町"),
        ("一ツ橋二丁目", "一つ橋２丁目"),
        ("九段南1－2ー1", "九段南1-2-1"),
        ("九段南1の2の1", "九段南1-2-1"),
        ("堀ノ内", "堀之内"),
        ("麴町四丁目", "麹町4丁目"),
        ("福生市大字熊川1492", "福生市熊川1492"),
    ],
)
def test_what_is_written_in_two_ways_is_one(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_names_that_only_look_alike_stay_apart() -> None:
    forms = {canonical(name) for name in ("千代田", "神田", "八重洲", "三田", "一番町", "文字町")}
    assert len(forms) == 6
    assert canonical("八重洲") == "八重洲"


@settings(max_examples=100)
@given(
    st.text(
        alphabet="九段南北一二三丁目番地号-－ー0123０１２ヶのノ大字 千代田区東京都", max_size=25
    )
)
def test_a_form_is_its_own_form(text: str) -> None:
    form = canonical(text)
    # A number or a section mark may stand bare only after the first pass.
    assert canonical(canonical(form)) == canonical(form)


def test_a_municipality_may_be_written_without_its_county_or_city() -> None:
    assert municipality_names("千代田区") == ("千代田区",)
    assert municipality_names("神戸市東灘区") == ("神戸市東灘区", "東灘区")
    assert municipality_names("佐用郡佐用町") == ("佐用郡佐用町", "佐用町")


def test_the_prefecture_is_taken_off_once() -> None:
    assert without_prefecture("東京都千代田区") == "千代田区"
    assert without_prefecture("京都府京都市") == "京都市"
    assert without_prefecture("千代田区") == "千代田区"


def test_a_town_is_its_base_and_its_chome() -> None:
    assert split_town("九段南2丁目") == ("九段南", 2)
    assert split_town("3番町") == ("3番町", None)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("2丁目7-12", Rest(2, 7)),
        ("2-7-12", Rest(2, 7)),
        ("41", Rest(41, 41)),
        ("41番地", Rest(None, 41)),
        ("14番28号", Rest(None, 14)),
        ("", Rest(None, None)),
        ("ビル3階", Rest(None, None)),
    ],
)
def test_what_follows_a_town(text: str, rest: Rest) -> None:
    assert rest_of(text) == rest
