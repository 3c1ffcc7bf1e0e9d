"""A long list: first items, the picked one wherever it stands, and the way to the rest."""

from __future__ import annotations

import pandas as pd
from streamlit.testing.v1 import AppTest

from machimori.ui.paging import AT_FIRST, GROWTH, part

PLACES = pd.DataFrame({"place": [f"p{number:03d}" for number in range(100)]})


def listed(picked: str | None = None) -> list[str]:
    return part(PLACES, key="unseen", item="place", picked=picked)["place"].tolist()


def test_the_first_ones_and_the_picked_one_are_listed() -> None:
    assert listed() == PLACES["place"].tolist()[:AT_FIRST]
    assert listed("p003") == listed()
    assert listed("p077") == [*listed(), "p077"]


def test_a_short_list_is_whole() -> None:
    assert part(PLACES.head(AT_FIRST), key="unseen", item="place", picked=None).equals(
        PLACES.head(AT_FIRST)
    )


def _script() -> None:
    from types import SimpleNamespace

    import streamlit as st

    from machimori.ui.paging import more, part
    from machimori.wording import text
    from tests.ui.test_paging import PLACES

    page = SimpleNamespace(lang="ja", t=lambda key, **given: text(key, "ja", **given))
    shown = part(PLACES, key="some", item="place", picked=None)
    st.text(str(len(shown)))
    more(page, key="some", shown=len(shown), whole=len(PLACES))  # type: ignore[arg-type]


def test_more_is_asked_for_until_nothing_is_left() -> None:
    run = AppTest.from_function(_script).run()
    counts = [run.text[0].value]
    assert [button.label for button in run.button] == [
        "もっと見る（あと 88件）",
        "すべて見る（100件）",
    ]
    run.button[0].click().run()
    counts.append(run.text[0].value)
    run.button[0].click().run()
    counts.append(run.text[0].value)
    assert counts == [str(AT_FIRST), str(AT_FIRST * GROWTH), "100"]
    assert not run.button
