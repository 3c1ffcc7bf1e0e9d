from __future__ import annotations

from time import perf_counter

import pyarrow as pa
import pytest

from etl.normalise.columns import TYPES, parse
from etl.normalise.positions import positions
from tests.etl.normalise.scalar_rules import CONTEXT

#: Every repeated piece some pattern could stumble over.
_PIECES = """
    1 , １ 1, 縺 \ufffd ( 屋内1人 2024-01- 令和 a 1. https:// ｶﾞ 𐩀
"""
PIECES = [*_PIECES.split(), " ", "\u3000", "\x00", "1 ", "N ", "https://a/ "]
LONG = [piece * (300_000 // len(piece)) for piece in PIECES]


@pytest.mark.parametrize("kind", list(TYPES))
def test_a_cell_as_long_as_a_file_takes_no_longer_than_reading_it(kind: str) -> None:
    cells = pa.array(LONG, pa.string())
    started = perf_counter()
    read = parse(kind, cells, CONTEXT)
    assert perf_counter() - started < 20
    assert len(read.values) == len(PIECES)
    if not pa.types.is_string(TYPES[kind]):
        # Nothing so long is a number or a date: all of it is nothing, or says why it is not.
        assert read.values.null_count == len(PIECES)


def test_positions_of_cells_as_long_as_a_file() -> None:
    cells = pa.array(LONG, pa.string())
    started = perf_counter()
    read = positions(cells, cells, combined=cells, geo3x3=cells, context=CONTEXT)
    assert perf_counter() - started < 20
    assert read.longitude.null_count == len(PIECES)


@pytest.mark.parametrize("digit", ["𐩀", "²", "①", "٣", "𝟛", "፩"])
def test_digits_of_other_scripts_are_read_or_refused(digit: str) -> None:
    cells = pa.array([digit, digit * 4, digit * 6, f"{digit}/{digit}/{digit * 4}", f"{digit}:00"])
    for kind in TYPES:
        assert len(parse(kind, cells, CONTEXT).values) == 5
