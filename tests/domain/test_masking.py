"""Personal details in posts: the measured share is found, near misses stay, time grows linearly."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.masking import Measured, examples, measure
from machimori.domain.masking import MOST_CHARACTERS, Found, Kind, find, masked
from machimori.domain.masking_columns import masked_column

WORDS = {kind: f"［{kind}］" for kind in Kind}
#: As measured on the written examples; a change of a rule may not fall below.
FLOOR = {Kind.MAIL: 0.93, Kind.PHONE: 0.96, Kind.PLATE: 0.97, Kind.ADDRESS: 0.99, Kind.NAME: 0.90}


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(examples())


def test_there_are_300_written_examples_of_all_kinds() -> None:
    written = examples()
    assert len(written) >= 300
    assert {one.kind for one in written} == {"", *Kind}
    assert len({one.text for one in written}) == len(written)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_measured_share_is_found_and_what_is_found_is_right(
    measured: Measured, kind: Kind
) -> None:
    assert measured.recall(kind) >= FLOOR[kind], measured.missed
    assert measured.precision(kind) >= 0.99, measured.wrong


@pytest.mark.parametrize("text", [one.text for one in examples() if not one.kind])
def test_a_near_miss_stays_as_it_is(text: str) -> None:
    assert masked(text, WORDS) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "見本町3丁目12番5号の田中です。０９０－１２３４－５６７８へ",
            "見本町3丁目［address］の田中です。［phone］へ",
        ),
        ("品川 300 あ 12-34 と a@example.jp", "［plate］ と ［mail］"),
        ("隣の田中さんと鈴木様", "隣の［name］さんと［name］様"),
        ("12-34の標識", "12-34の標識"),
        ("", ""),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert masked(text, WORDS) == shown


def test_a_part_is_where_it_stands_in_the_text() -> None:
    assert find("電話０３－１２３４－５６７８。") == [Found(2, 14, Kind.PHONE)]


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="0123456789-あ品川番地丁目号〒@a.田さん様（）", max_size=120))
def test_parts_are_in_order_inside_the_text_and_apart(text: str) -> None:
    found = find(text)
    edges = [place for one in found for place in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(0 <= one.start < one.end <= len(text) for one in found)


def test_a_text_beyond_all_measure_is_cut() -> None:
    long = "あ" * MOST_CHARACTERS + "03-1234-5678"
    assert len(masked(long, WORDS)) == MOST_CHARACTERS


@pytest.mark.parametrize(
    "part",
    [
        "a",
        "0",
        "0-",
        "1-2-3",
        "田",
        "ア",
        "品川",
        "a@",
        "一",
        "丁目1番",
        "3番地の",
        "コーポ",
        "<>",
        " ",
    ],
)
def test_the_time_grows_with_the_text_and_not_with_its_square(part: str) -> None:
    """Eight times the text may take at most thrice eight times the time; a square would take 64."""

    def seconds(characters: int) -> float:
        text = (part * (characters // len(part) + 1))[:characters]
        taken = []
        for _ in range(3):
            started = time.process_time()
            find(text)
            taken.append(time.process_time() - started)
        return min(taken)

    assert seconds(24_000) <= 24 * max(seconds(3_000), 0.0005)


def test_the_examples_are_a_table_of_three_columns() -> None:
    path = Path(__file__).parents[1] / "fixtures" / "masking" / "examples.csv"
    with path.open(encoding="utf-8", newline="") as file:
        assert {len(row) for row in csv.reader(file)} == {3}


@settings(max_examples=30)
@given(st.lists(st.none() | st.text("0５三番-のa＠ｔアットさん様穴 町品川", max_size=14)))
def test_a_column_is_masked_as_each_of_its_texts(texts: list[str | None]) -> None:
    column = masked_column(pa.array(texts, type=pa.string()), WORDS)
    assert column.to_pylist() == [one and masked(one, WORDS) for one in texts]


def test_every_written_example_is_masked_in_a_column_too() -> None:
    texts = [*(one.text for one in examples()), "穴" * (MOST_CHARACTERS + 1)]
    assert masked_column(pa.array(texts), WORDS).to_pylist() == [masked(x, WORDS) for x in texts]
