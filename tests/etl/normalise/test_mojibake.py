from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalise.mojibake import looks_mojibake, repair

MEANT = [
    "指定緊急避難場所",
    "千代田区役所",
    "あいうえお",
    "アイウエオ",
    "神保町一丁目の道路",
    "避難所は開設中です。",
]
JAPANESE = st.text(
    st.sampled_from("あいうんアイウン、。避難所道路公園町区役開設"), min_size=4, max_size=20
)


@pytest.mark.parametrize("meant", MEANT)
def test_utf8_read_as_something_else_is_noticed(meant: str) -> None:
    data = meant.encode()
    for wrong in ("cp932", "cp1252", "latin-1"):
        assert looks_mojibake(data.decode(wrong, errors="replace")), wrong


@pytest.mark.parametrize("meant", MEANT)
def test_cp932_read_as_something_else_is_noticed(meant: str) -> None:
    data = meant.encode("cp932")
    for wrong in ("utf-8", "latin-1"):
        assert looks_mojibake(data.decode(wrong, errors="replace")), wrong


def test_the_text_that_was_meant_is_offered() -> None:
    assert repair("アイウエオ".encode().decode("cp932")) == "アイウエオ"
    assert repair("避難所".encode().decode("latin-1")) == "避難所"
    assert repair("アイウ".encode("cp932").decode("cp1252")) == "アイウ"
    assert repair("Café".encode().decode("latin-1")) == "Café"
    assert repair("避難所") is None


@pytest.mark.parametrize(
    "genuine",
    [
        "避難所",
        "髙﨑",
        "野島蟇浦",
        "鮨　一八",
        "薗田",
        "ｶﾀｶﾅ",
        "縄文",
        "℃",
        "㍻",
        "№1",
        "Ｂ＆Ｇ",
        "🏫",
    ]
    + ["", "Café", "São Paulo", "naïve", "Ärger für Öl", "“quoted” – dash…"],
)
def test_genuine_text_is_left_alone(genuine: str) -> None:
    assert not looks_mojibake(genuine)


@given(JAPANESE)
def test_any_sentence_survives_and_its_mojibake_does_not(meant: str) -> None:
    assert not looks_mojibake(meant)
    assert looks_mojibake(meant.encode().decode("latin-1"))


def test_no_town_or_address_of_the_real_tables_is_called_mojibake(real_data: Path) -> None:
    seen = 0
    for name in ("townid_13_tokyo.csv", "townid_28_hyogo.csv", "normalize_addresses.csv"):
        with (real_data / "addresses" / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                seen += 1
                assert [cell for cell in row if looks_mojibake(cell)] == []
    assert seen > 20_000
