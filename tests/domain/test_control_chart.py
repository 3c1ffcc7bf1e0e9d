"""The XmR chart of weekly intake: limits by hand, weeks that are not judged, runs."""

from __future__ import annotations

import pytest

from machimori.domain.control_chart import Signal, xmr

CALM = [10, 12, 9, 11, 10, 8, 12, 10, 11, 9, 10, 12]


def test_limits_by_hand() -> None:
    chart = xmr(CALM, [True] * 12)
    assert chart is not None
    # Mean 124/12; moving ranges 2 3 2 1 2 4 2 1 2 1 2 = 22 over 11.
    assert chart.mean == pytest.approx(124 / 12)
    assert chart.upper == pytest.approx(124 / 12 + 2.66 * 2)
    assert chart.lower == pytest.approx(124 / 12 - 2.66 * 2)
    assert set(chart.signals) == {Signal.USUAL}
    assert chart.base_weeks == 12


def test_a_week_outside_the_limits_is_named() -> None:
    chart = xmr([*CALM, 40, 10, 0], [True] * 15)
    assert chart is not None
    assert chart.signals[12] == Signal.ABOVE
    assert chart.lower == 0  # no limit below nought, and so no week under it
    assert chart.signals[14] == Signal.USUAL


def test_a_week_that_is_not_over_is_not_judged_and_moves_no_limit() -> None:
    whole = xmr(CALM, [True] * 12)
    with_parts = xmr([900, *CALM, 0], [False, *[True] * 12, False])
    assert whole is not None
    assert with_parts is not None
    assert (with_parts.mean, with_parts.upper) == (whole.mean, whole.upper)
    assert with_parts.signals[0] == with_parts.signals[-1] == Signal.NOT_JUDGED


def test_eight_weeks_on_one_side_are_a_shift() -> None:
    chart = xmr([*[10, 8] * 8, *[14, 15] * 4], [True] * 24)
    assert chart is not None
    assert chart.signals[-1] == Signal.SHIFTED_UP
    assert Signal.SHIFTED_DOWN in chart.signals


def test_few_weeks_say_nothing() -> None:
    assert xmr(CALM[:11], [True] * 11) is None
    assert xmr(CALM, [False] * 12) is None
