"""The CSV a reader takes away: whole, in UTF-8, and harmless to a spreadsheet."""

from __future__ import annotations

import pandas as pd
import pytest

from machimori.ui.tables import csv_bytes, harmless


def test_a_file_says_what_the_table_says() -> None:
    frame = pd.DataFrame(
        {
            "name": ["見本会館", '=HYPERLINK("http://x")', None],
            "persons": pd.array([120, -5, None], dtype="Int64"),
            "as_of": pd.to_datetime(["2026-11-21 05:05", None, None]),
        }
    )
    assert csv_bytes(frame, bom=False).decode() == (
        "name,persons,as_of\r\n"
        "見本会館,120,2026-11-21T05:05:00Z\r\n"
        '"\'=HYPERLINK(""http://x"")",-5,\r\n'
        ",,\r\n"
    )
    assert csv_bytes(frame).startswith(b"\xef\xbb\xbfname")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_is_taken_for_a_formula(start: str) -> None:
    assert harmless(f"{start}cmd") == f"'{start}cmd"
    assert harmless("見本") == "見本"
    assert harmless(-5) == -5


def test_a_column_of_categories_is_no_way_round() -> None:
    frame = pd.DataFrame({"kind": pd.Categorical(["=1+1", "穴", "=1+1"])})
    assert csv_bytes(frame, bom=False).decode() == "kind\r\n'=1+1\r\n穴\r\n'=1+1\r\n"
