"""What a place is while nobody has spoken of it."""

from __future__ import annotations

import pandas as pd

from machimori.domain.initial_state import with_initial

SHOWN = pd.DataFrame(
    {
        "role": ["shelter", "wide_area_site", "shelter", None],
        "opening": [None, None, "開設", None],
        "opening_shown": ["不明", "不明", "不明", "不明"],
    },
    dtype=object,
)


def test_at_our_desk_everything_begins_shut_or_always_there() -> None:
    placed = with_initial(SHOWN, ("wide_area_site",), is_opened_here=True)
    # What was said and is too old stays 不明; a name without a place begins as nothing.
    assert placed["opening_shown"].tolist() == ["未開設", "常設", "不明", "不明"]
    assert placed["is_initial"].tolist() == [True, True, False, False]


def test_of_a_published_incident_we_know_no_beginning() -> None:
    placed = with_initial(SHOWN, ("wide_area_site",), is_opened_here=False)
    assert placed["opening_shown"].tolist() == ["不明"] * 4
    assert placed["is_initial"].tolist() == [False] * 4
