"""Scores: what they are made of, what has no weight, how firm an order is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.city_road_priority import RoadPriority, scheme, scheme_keys
from machimori.domain.road_priority import (
    FLAG_COLUMNS,
    STILL,
    Facts,
    Scheme,
    Term,
    explain,
    facts_of,
    parts,
    score,
    scores,
    stability,
    values_of,
)

STANDARD = scheme("standard")
SCHEMES = [scheme(key) for key in scheme_keys()]


def facts(
    *,
    level: float = np.nan,
    road_class: str | None = None,
    repeats: int = 1,
    age: float = np.nan,
    way: float = np.nan,
    **flags: bool | None,
) -> Facts:
    row = dict.fromkeys(FLAG_COLUMNS.values()) | flags
    posts = pd.DataFrame(
        [{"severity_level": level, "road_class": road_class, "repeats": repeats, **row}]
    )
    return facts_of(posts, age=np.array([age]), shelter_way=np.array([way]))


KNOWN = st.builds(
    facts,
    level=st.sampled_from([1.0, 2.0, 3.0, 4.0, np.nan]),
    road_class=st.sampled_from(["trunk", "street", "unheard of", None]),
    repeats=st.integers(1, 9),
    age=st.one_of(st.just(np.nan), st.floats(-1, 5)),
    is_school_route=st.sampled_from([True, False, None]),
    has_tactile_paving=st.sampled_from([True, False, None]),
)


def test_a_score_is_the_product_of_its_terms() -> None:
    plain = Scheme(
        "plain", {}, {}, {Term.SEVERITY: 3, Term.REPEATS: 1}, severity=(0.1, 0.2, 0.5, 1.0)
    )
    lines = explain(facts(level=3, repeats=2), plain)
    assert [(line.term, line.worth, line.share) for line in lines] == [
        (Term.SEVERITY, 0.5, 0.75),
        (Term.REPEATS, 0.75, 0.25),
    ]
    assert scores(facts(level=3, repeats=2), plain)[0] == pytest.approx(
        100 * 0.5**0.75 * 0.75**0.25
    )


def test_what_is_not_known_takes_no_weight() -> None:
    unknown = {line.term: line for line in explain(facts(level=4), STANDARD)}
    assert unknown[Term.SCHOOL_ROUTE].worth is None and unknown[Term.SCHOOL_ROUTE].share == 0
    assert sum(line.share for line in unknown.values()) == pytest.approx(1)
    assert unknown[Term.SEVERITY].share == pytest.approx(35 / 45)  # with the repeats alone
    no = {line.term: line for line in explain(facts(level=4, is_school_route=False), STANDARD)}
    assert no[Term.SCHOOL_ROUTE].worth == STANDARD.no  # not the same as not knowing
    only_repeats = replace(STANDARD, weights={Term.SEVERITY: 1})
    assert np.isnan(scores(facts(), only_repeats)[0])


@settings(max_examples=50, deadline=None)
@given(known=KNOWN, key=st.sampled_from(scheme_keys()))
def test_the_lines_multiply_to_the_score(known: Facts, key: str) -> None:
    chosen = scheme(key)
    found = scores(known, chosen)[0]
    lines = explain(known, chosen)
    if np.isnan(found):
        assert all(line.worth is None for line in lines)
    else:
        assert 0 < found <= 100
        assert 100 * np.prod([line.factor for line in lines]) == pytest.approx(found)


@settings(max_examples=50, deadline=None)
@given(known=KNOWN, key=st.sampled_from(scheme_keys()))
def test_the_way_to_a_shelter_only_ever_raises(known: Facts, key: str) -> None:
    before = scores(known, scheme(key))[0]
    after = scores(replace(known, shelter_way=np.array([1.0])), scheme(key))[0]
    assert np.isnan(before) or after >= before - 1e-9
    assert np.isnan(before) or before == pytest.approx(100) or after > before


@settings(max_examples=30, deadline=None)
@given(known=KNOWN, key=st.sampled_from(scheme_keys()))
def test_the_still_part_and_the_age_add_up(known: Facts, key: str) -> None:
    values = values_of(known, scheme(key))
    still, moving = (parts(values, scheme(key), one) for one in (STILL, [Term.AGE]))
    whole = score(still[0] + moving[0], still[1] + moving[1])
    assert np.allclose(whole, scores(known, scheme(key)), equal_nan=True)


def test_older_against_its_target_is_never_lower() -> None:
    ages = np.array([np.nan, -1.0, 0, 0.5, 1, 1.5, 2, 9])
    worth = values_of(replace_many(facts(level=2), ages), STANDARD)[Term.AGE]
    assert np.isnan(worth[0])
    assert worth[1:].tolist() == pytest.approx([0.3, 0.3, 0.55, 0.8, 0.9, 1.0, 1.0])


def replace_many(one: Facts, ages: np.ndarray) -> Facts:
    return Facts(
        level=np.repeat(one.level, len(ages)),
        road_class=np.repeat(one.road_class, len(ages)),
        flags={term: np.repeat(flag, len(ages)) for term, flag in one.flags.items()},
        repeats=np.repeat(one.repeats, len(ages)),
        age=ages,
        shelter_way=np.full(len(ages), np.nan),
    )


def test_a_risk_matrix_orders_by_impact_times_probability() -> None:
    matrix = scheme("risk_matrix")
    cells = {
        (level, road): scores(facts(level=level, road_class=road), matrix)[0]
        for level in (1, 2, 3, 4)
        for road in ("street", "secondary", "trunk")
    }
    probability = {"street": 1, "secondary": 2, "trunk": 3}
    risk = {cell: cell[0] * probability[cell[1]] for cell in cells}
    by_score = sorted(cells, key=lambda cell: cells[cell])
    assert [risk[cell] for cell in by_score] == sorted(risk.values())
    busy = facts(level=4, road_class="trunk", is_school_route=True)
    assert scores(busy, matrix)[0] == pytest.approx(100)  # 4 × 4 of 16


def test_how_firm_an_order_is() -> None:
    posts = pd.DataFrame(
        [
            {"severity_level": 4.0, "road_class": "trunk", "repeats": 4},
            {"severity_level": 4.0, "road_class": "street", "repeats": 1},
            {"severity_level": 1.0, "road_class": "trunk", "repeats": 4},
            {"severity_level": 1.0, "road_class": "street", "repeats": 1},
        ]
    ).assign(**dict.fromkeys(FLAG_COLUMNS.values()))
    found = stability(facts_of(posts), STANDARD, SCHEMES, change=0.5)
    assert found.place.tolist() == [1, 2, 3, 4]
    assert found.best.tolist()[0] == found.worst.tolist()[0] == 1  # best in every term
    assert found.worst.tolist()[3] == 4
    assert all(found.best <= found.place) and all(found.place <= found.worst)


def test_schemes_are_data() -> None:
    assert scheme_keys() == ("kagoshima", "nagaoka", "risk_matrix", "standard")
    for one in SCHEMES:
        assert set(one.names) == set(one.sources) == {"ja", "en"}
        assert all(weight >= 0 for weight in one.weights.values())
    changed = RoadPriority(scheme="nagaoka", weights={Term.AGE: 30.0}).chosen()
    assert changed.weight(Term.AGE) == 30 and changed.weight(Term.SEVERITY) == 50
    assert [one.key for one in RoadPriority().others()] == ["kagoshima", "nagaoka", "risk_matrix"]
