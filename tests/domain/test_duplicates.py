"""Which posts tell of the same hole: scores, groups, and what staff say of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.labelled_posts import labelled_posts
from bench.labelled_streets import METRES_PER_DEGREE
from bench.same_hole import GIVEN, found_at, within
from machimori.domain.duplicates import BadPosts, score_repeats
from machimori.domain.repeat_rules import CategoryRules, GroupRules

BASE = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
HOLE, LAMP = "道路のへこみ・段差", "街路灯の不点灯"


def _posts(*rows: tuple[str, float, float, float], **columns: list[object]) -> pd.DataFrame:
    """Posts of (id, x, y, days after the base)."""
    return pd.DataFrame(
        {
            "report_id": [row[0] for row in rows],
            "x_m": [row[1] for row in rows],
            "y_m": [row[2] for row in rows],
            "requested_at": [BASE + timedelta(days=row[3]) for row in rows],
            **{"category": [HOLE] * len(rows), **columns},
        }
    )


def _groups(answer: pd.DataFrame) -> dict[str, str | None]:
    return dict(zip(answer["report_id"], answer["duplicate_group_id"], strict=True))


def test_near_in_place_and_time_is_the_same_hole_and_the_oldest_names_it() -> None:
    answer = score_repeats(_posts(("b", 3, 4, 2), ("a", 0, 0, 0), ("far", 900, 0, 1)))
    assert _groups(answer) == {"b": "a", "a": "a", "far": None}
    second = answer.iloc[0]
    assert second[["nearest_report_id", "distance_m", "gap_days"]].tolist() == ["a", 5.0, 2.0]
    assert second["score"] > 0.5
    assert answer["score"].iloc[1:].tolist() == [0.0, 0.0]


def test_what_was_mended_before_is_another_hole() -> None:
    rows = (("a", 0.0, 0.0, 0.0), ("b", 5.0, 0.0, 40.0))
    is_open = score_repeats(_posts(*rows))["score"].iloc[1]
    mended = _posts(*rows, closed_at=[BASE + timedelta(days=10), None])
    was_closed = score_repeats(mended)["score"].iloc[1]
    as_repeat = score_repeats(mended.assign(end_kind=["duplicate", None]))["score"].iloc[1]
    assert was_closed < 0.5 * is_open
    assert as_repeat == is_open  # filed as a repeat says nothing of the hole


def test_words_category_distance_and_days_each_count() -> None:
    rows = (("a", 0.0, 0.0, 0.0), ("b", 25.0, 0.0, 20.0))

    def score(*places: tuple[str, float, float, float], **columns: list[object]) -> float:
        return float(score_repeats(_posts(*places, **columns))["score"].iloc[1])

    usual = score(*rows)
    assert score(*rows, category=[HOLE, LAMP]) < usual
    assert score(*rows, description=["橋のたもとの大きな穴", "橋のたもとの大きな穴"]) > usual
    assert score(rows[0], ("b", 60.0, 0.0, 20.0)) < usual
    assert score(rows[0], ("b", 25.0, 0.0, 200.0)) < usual
    assert score(*rows, description=[None, "まだ直っていません"]) > usual


def test_a_neighbour_says_less_where_posts_lie_thick() -> None:
    random = np.random.default_rng(3)
    pair = [("a", 0.0, 0.0, 0.0), ("b", 15.0, 0.0, 20.0)]
    crowd = [
        (f"c{number}", *random.uniform(-250, 250, 2), float(random.uniform(-200, 200)))
        for number in range(1_500)
    ]
    quiet = score_repeats(_posts(*pair))["score"].iloc[1]
    busy = score_repeats(_posts(*pair, *crowd))["score"].iloc[1]
    assert busy < 0.5 * quiet


def test_two_holes_fifteen_metres_apart_are_not_chained_into_one() -> None:
    """Twelve posts each, scattered by 3 m, in turns: two middles, two groups."""
    random = np.random.default_rng(1)
    rows = [
        (f"{side}{number:02d}", x + random.normal(0, 3), random.normal(0, 3), number + x / 30)
        for number in range(12)
        for side, x in (("west", 0.0), ("east", 15.0))
    ]
    answer = score_repeats(_posts(*rows))
    sides = answer["report_id"].str[:4]
    of_group = answer.assign(side=sides).dropna(subset=["duplicate_group_id"])
    largest = of_group.groupby("duplicate_group_id")["side"].agg(["size", "nunique"])
    assert largest.sort_values("size")["nunique"].tail(2).tolist() == [1, 1]


def test_a_row_of_neighbours_is_no_chain() -> None:
    """Posts every 20 m along a street stay within the diameter of their category."""
    rows = [(f"p{number:02d}", 20.0 * number, 0.0, float(number)) for number in range(20)]
    rules = GroupRules(by_category={HOLE: CategoryRules(diameter_m=50.0)}, least_score=0.05)
    answer = score_repeats(_posts(*rows), rules).assign(x=[row[1] for row in rows])
    spans = answer.groupby("duplicate_group_id")["x"].agg(np.ptp)
    assert len(spans) > 1
    assert spans.max() <= 50.0


def test_radius_and_window_are_those_of_the_category() -> None:
    rows = (("a", 0.0, 0.0, 0.0), ("b", 30.0, 0.0, 20.0))
    for narrow in (CategoryRules(radius_m=20.0), CategoryRules(window_days=10.0)):
        answer = score_repeats(_posts(*rows), GroupRules(by_category={HOLE: narrow}))
        assert answer["nearest_report_id"].tolist() == [None, None]


def test_staff_hold_together_and_apart() -> None:
    posts = _posts(("a", 0, 0, 0), ("b", 3, 0, 1), ("c", 4, 0, 2), ("d", 700, 0, 3))
    apart = score_repeats(posts, cannot_link=[("b", "a"), ("b", "c")])
    assert _groups(apart) == {"a": "a", "b": None, "c": "a", "d": None}
    together = score_repeats(posts, must_link=[("d", "b"), ("d", "unknown")])
    assert set(_groups(together).values()) == {"a"}
    both = score_repeats(posts, must_link=[("a", "b")], cannot_link=[("b", "a")])
    assert _groups(both)["b"] != "a"


def test_where_posts_stand_on_addresses_the_next_parcel_is_still_near() -> None:
    """Places rounded to 30 m: many share one to the centimetre, and distance says little."""
    posts = labelled_posts(3_000, 301)
    step = np.array([30.0, 30.0]) / METRES_PER_DEGREE
    place = posts[["longitude", "latitude"]]
    posts[["longitude", "latitude"]] = (place / step).round() * step
    truth = posts["is_repeat"].to_numpy()
    score = score_repeats(posts[GIVEN])["score"].to_numpy()
    rule = within(posts, 50.0, same_category=True)
    assert found_at(score, truth, rule[~truth].mean()) > rule[truth].mean() + 0.01


def test_places_and_dates_may_be_missing() -> None:
    posts = _posts(("a", 0, 0, 0), ("b", 1, 0, 1), ("c", 0, 0, 2), ("d", 0, 0, 2))
    posts.loc[0, "requested_at"] = pd.NaT
    posts.loc[2, "x_m"] = np.nan
    answer = score_repeats(posts)
    assert _groups(answer) == {"a": None, "b": "b", "c": None, "d": "b"}
    assert score_repeats(posts.iloc[:0]).empty
    assert score_repeats(posts.iloc[1:2])["score"].tolist() == [0.0]


def test_degrees_text_times_and_other_ids_are_read() -> None:
    posts = pd.DataFrame(
        {
            "id": [7, 9],
            "longitude": ["139.75", "139.75003"],
            "latitude": ["35.69", "35.69"],
            "requested_at": ["2026-06-01T09:00:00+09:00", "2026-06-02T09:00:00+09:00"],
        }
    )
    answer = score_repeats(posts)
    assert answer["duplicate_group_id"].tolist() == [7, 7]
    assert answer["distance_m"].iloc[1] == pytest.approx(2.7, abs=0.1)


@pytest.mark.parametrize(
    ("columns", "word"),
    [({"report_id": ["a", "a"]}, "report_id"), ({"requested_at": None}, "requested_at")],
)
def test_a_table_that_can_not_be_grouped_is_refused(columns: dict[str, object], word: str) -> None:
    posts = _posts(("a", 0, 0, 0), ("b", 0, 0, 0)).assign(**columns)
    if columns.get(word, 0) is None:
        posts = posts.drop(columns=word)
    with pytest.raises(BadPosts, match=word):
        score_repeats(posts)


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(range(60)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    posts = labelled_posts(60, 11)[GIVEN].iloc[:60]
    plain = score_repeats(posts).set_index("report_id").sort_index()
    turned = score_repeats(posts.iloc[[row for row in order if row < len(posts)]])
    turned = turned.set_index("report_id").sort_index()
    pd.testing.assert_frame_equal(plain, turned)


@pytest.mark.parametrize("error", [1.0, 2.0])
def test_more_repeats_are_found_than_by_a_rule_of_fifty_metres(error: float) -> None:
    """At that rule's own share of false alarms, on posts it was not made on."""
    posts = labelled_posts(3_000, 301, error=error)
    truth = posts["is_repeat"].to_numpy()
    score = score_repeats(posts[GIVEN])["score"].to_numpy()
    for same_category in (False, True):
        rule = within(posts, 50.0, same_category=same_category)
        alarms = rule[~truth].mean()
        assert found_at(score, truth, alarms) > rule[truth].mean() + 0.01
