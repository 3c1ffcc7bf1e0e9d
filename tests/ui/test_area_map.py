"""Classes of a shaded map: round bounds, every number in one class, withheld apart from unknown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.ui.area_map import HATCHED, colour, colours, ranges, steps, swatch
from machimori.wording.tokens import STEPS

NUMBERS = st.lists(st.integers(0, 50_000), min_size=1, max_size=60)


def test_bounds_are_round_and_classes_about_equal() -> None:
    known = [12, 40, 78, 90, 120, 170, 300, 460, 800, 990, 1250]
    assert steps(known) == [0, 80, 100, 300, 800]
    assert ranges([0, 80, 1000]) == [(0, 79), (80, 999), (1000, None)]
    assert steps([]) == []
    assert ranges([]) == []


def test_few_classes_stand_far_apart() -> None:
    assert colours([0]) == [STEPS[2]]
    assert colours([0, 50]) == [STEPS[0], STEPS[4]]
    assert colours([0, 1, 2, 3, 4]) == list(STEPS)


def test_unknown_has_no_colour_and_withheld_its_stripes() -> None:
    assert colour(None, [0, 100]) == ""
    assert "dotted" in swatch("")
    assert "repeating-linear-gradient" in swatch(HATCHED)


@given(NUMBERS)
@settings(max_examples=100, deadline=None)
def test_every_number_is_in_the_class_whose_range_holds_it(known: list[int]) -> None:
    bounds = steps([float(one) for one in known])
    assert bounds[0] == 0
    assert 1 <= len(bounds) <= len(STEPS)
    for one in known:
        (place,) = [
            place
            for place, (low, high) in enumerate(ranges(bounds))
            if low <= one and (high is None or one <= high)
        ]
        assert colour(float(one), bounds) == colours(bounds)[place]
