from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalise.numbers import integer, number, read_integer, read_number
from etl.normalise.verdict import Reading, Unreadable

FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("50,700 ", 50_700),
        ("１，２３４", 1234),
        ("12.0", 12),
        ("007", 7),
        ("△３", -3),
        ("－5", -5),
        ("▲1,000", -1000),
        ("+8", 8),
        ("810人", 810),
        ("475㎡", 475),
        ("100 m", 100),
        ("3千円", 3000),
        ("1.5万人", 15_000),
        ("30.5m", 30.5),
        ("12%", 12),
        ("1.23E+05", 123_000),
        (".5", 0.5),
        ("\u3000８ 世帯", 8),
        ("", None),
        ("－", None),
        ("なし", None),
    ],
)
def test_figures_as_published(published: str, expected: float | None) -> None:
    assert read_number(published) == Reading(expected)


@pytest.mark.parametrize("mark", ["X", "x", "＊", "***", "…", "...", "秘", "(秘匿)", "非公開", "×"])
def test_a_withheld_figure_is_no_zero(mark: str) -> None:
    assert read_number(mark) == read_integer(mark) == Reading(None, "withheld")


@pytest.mark.parametrize(
    "published", ["約500人", "およそ500", "500人程度", "500名以上", "５００超"]
)
def test_about_is_noted(published: str) -> None:
    assert read_number(published) == Reading(500, "number_approximate")


@pytest.mark.parametrize(
    ("published", "rule", "suggestion"),
    [
        ("1,2", "number_ambiguous", "1.2 / 12"),
        ("50,70", "number_ambiguous", "50.70 / 5070"),
        ("(12)", "number_unreadable", "-12"),
        ("nan", "number_unreadable", ""),
        ("inf", "number_unreadable", ""),
        ("1e999", "number_unreadable", ""),
        ("0x1F", "number_unreadable", ""),
        ("1_000", "number_unreadable", ""),
        ("５人か６人", "number_unreadable", ""),
        ("10～20", "number_unreadable", ""),
    ],
)
def test_what_no_figure_is_says_why(published: str, rule: str, suggestion: str) -> None:
    with pytest.raises(Unreadable) as caught:
        number(published)
    assert (caught.value.rule, caught.value.suggestion) == (rule, suggestion)


def test_a_fraction_is_no_whole_number() -> None:
    with pytest.raises(Unreadable, match="number_not_whole: '12.5'; probably '12'"):
        integer("12.5")


def test_long_whole_numbers_keep_every_digit() -> None:
    assert integer("9007199254740993") == 9_007_199_254_740_993
    assert integer("-9223372036854775808") == -(2**63)
    with pytest.raises(Unreadable, match="number_unreadable"):
        integer("9223372036854775808")


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_read_the_same_in_every_spelling(value: int) -> None:
    grouped = f"{value:,}"
    for published in (str(value), grouped, f"{grouped}人", f" {grouped}　", f"{value}.0",
                      grouped.translate(FULL_WIDTH), grouped.replace("-", "△")):  # fmt: skip
        assert integer(published) == value


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_numbers_go_there_and_back(value: float) -> None:
    assert number(repr(value)) == value


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_says_why(published: str) -> None:
    try:
        value = number(published)
    except Unreadable as error:
        assert error.rule in ("number_unreadable", "number_ambiguous")
    else:
        assert value is None or isinstance(value, (int, float))
