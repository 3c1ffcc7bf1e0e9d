"""Numbers keep the form of their print: decimals, thousands, and words that are no percentage."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.printed_amounts import SCALES, Amount, amount


@pytest.mark.parametrize(
    ("value", "unit", "printed", "expected"),
    [
        (399.0, "件", "399件", Amount(399.0, "件", 399.0, "", 0)),
        (14.0, "%", "14.0%", Amount(14.0, "%", 14.0, "", 1)),
        (40_000.0, "t/年", "年間約4万トン", Amount(40_000.0, "t/年", 4.0, "万", 0)),
        (1_518_000.0, "人", "151.8万人", Amount(1_518_000.0, "人", 151.8, "万", 1)),
        (4_939_000.0, "円", "4,939千円", Amount(4_939_000.0, "円", 4939.0, "千", 0)),
        (30_000_000.0, "円", "約3.0千万円", Amount(30_000_000.0, "円", 3.0, "千万", 1)),
        (17.5, "g/人・日", "17.5g／人・日", Amount(17.5, "g/人・日", 17.5, "", 1)),
        (2.0, "時間", "1.5から2時間ほど", Amount(2.0, "時間", 2.0, "", 0)),
        (49.0, "人", "ｎ＝４９", Amount(49.0, "人", 49.0, "", 0)),
        (70.0, "%", "約7割", Amount(7.0, "割", 7.0)),
        (80.0, "%", "7～8割", Amount(8.0, "割", 8.0)),
        (50.0, "%", "約半数", Amount(None, "半数", None)),
        (-3.5, "%", "▲3.5%", Amount(-3.5, "%", -3.5, "", 1)),
        # The print says the number in a way of its own: the plain number stands.
        (91_000.0, "円", "9万1千円", Amount(91_000.0, "円", 91_000.0)),
        (12.0, None, None, Amount(12.0, "", 12.0)),
    ],
)
def test_the_form_of_the_print_is_kept(
    value: float, unit: str | None, printed: str | None, expected: Amount
) -> None:
    assert amount(value, unit, printed) == expected


def test_no_number_is_no_amount() -> None:
    assert amount(None, "件", "数件") is None


@given(st.integers(0, 10**9), st.sampled_from(sorted(SCALES)), st.text(max_size=20))
@settings(max_examples=50, deadline=None)
def test_whatever_is_printed_the_number_is_the_published_one(
    number: int, scale: str, around: str
) -> None:
    value = number * SCALES[scale]
    found = amount(value, "件", f"{around}{number}{scale}件")
    assert found is not None and found.value == value
    assert found.number is not None
    assert found.number * SCALES[found.scale] == pytest.approx(value)
