"""Counting people in: a party is one increment; two desks, any order, sent twice, same sum."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.reception import (
    COUNTERS,
    AgeBand,
    BadParty,
    Party,
    Trait,
    Whereabouts,
    change,
    counters,
    party_from,
)
from machimori.domain.status_fold import fold
from tests.domain.status_events import said as stated

FAMILY = {"adult": 2, "child": 1, "infant": 1, "pregnant": 1, "pets": 1}


def test_a_family_inside_is_one_increment() -> None:
    assert change(party_from({"counts": FAMILY})) == {
        "headcount_delta": 4,
        "households_delta": 1,
        "counters_delta": FAMILY,
    }


def test_a_family_in_a_car_never_counts_as_inside() -> None:
    party = party_from({"where": "car", "counts": FAMILY, "households": 1})
    assert change(party, leaves=True) == {
        "outside_headcount_delta": -4,
        "counters_delta": {
            "outside_adult": -2,
            "outside_child": -1,
            "outside_infant": -1,
            "outside_pregnant": -1,
            "outside_pets": -1,
            "car": -4,
            "outside_households": -1,
        },
    }


def test_a_dog_alone_is_neither_person_nor_household() -> None:
    assert change(party_from({"counts": {"pets": 1}})) == {"counters_delta": {"pets": 1}}


def test_people_of_a_household_already_here_add_no_household() -> None:
    party = party_from({"counts": {"adult": 1}, "households": 0})
    assert party == Party(Whereabouts.INSIDE, {AgeBand.ADULT: 1}, households=0)
    assert "households_delta" not in change(party)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, "not_counts"),
        ({"counts": {"adult": -1}}, "not_counts"),
        ({"counts": {"adult": 1.5}}, "not_counts"),
        ({"counts": {"adult": True}}, "not_counts"),
        ({"counts": {"adult": "2"}}, "not_counts"),
        ({"counts": {"dragon": 1}}, "unknown_counter"),
        ({"counts": {"adult": 1}, "where": "moon"}, "unknown_where"),
        ({"counts": {}}, "nobody"),
        ({"counts": {"pregnant": 1}}, "nobody"),
        ({"counts": {"adult": 10**9}}, "too_many"),
        ({"counts": {"adult": 1}, "households": 10**9}, "too_many"),
        ({"counts": {"adult": 1, "injured": 2}}, "more_than_persons"),
        ({"counts": {"adult": 2, "male": 2, "female": 1}}, "more_than_persons"),
    ],
)
def test_what_cannot_be_is_refused(said: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadParty) as refusal:
        party_from(said)
    assert refusal.value.reason == reason


def test_counters_of_nobody_counted_are_none() -> None:
    assert [counters(value) for value in (None, "", '{"elderly": 3}')] == [{}, {}, {"elderly": 3}]


def parties() -> st.SearchStrategy[Party]:
    few = st.integers(0, 3)
    bands = st.fixed_dictionaries(dict.fromkeys(AgeBand, few))
    return st.builds(
        Party,
        st.sampled_from(list(Whereabouts)),
        bands.filter(lambda counts: sum(counts.values())),
        st.fixed_dictionaries({}, optional={trait: st.integers(0, 1) for trait in Trait}),
        few,
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(parties(), min_size=1, max_size=6),
    st.lists(parties(), max_size=6),
    st.randoms(use_true_random=False),
)
def test_two_desks_offline_and_sent_twice_add_up(
    one: list[Party], other: list[Party], chance: Any
) -> None:
    """Each desk keeps its press-sets and sends them late, some of them again."""
    events = [
        stated(f"{desk}{number}", number, received_at=None, **as_stated(party))
        for desk, those in (("a", one), ("b", other))
        for number, party in enumerate(those)
    ]
    again = chance.sample(events, len(events) // 2)
    row = fold(pd.DataFrame(chance.sample([*events, *again], len(events) + len(again)))).iloc[0]
    every = [*one, *other]
    inside = [party for party in every if party.whereabouts == Whereabouts.INSIDE]
    outside = [party for party in every if party.whereabouts != Whereabouts.INSIDE]
    assert total(row["headcount"]) == sum(party.size for party in inside)
    assert total(row["households"]) == len(inside)
    assert total(row["outside_headcount"]) == sum(party.size for party in outside)
    found = counters(row["counters"])
    for name in COUNTERS:
        assert found.get(str(name), 0) == sum(counted(party, str(name)) for party in inside)
        assert found.get(f"outside_{name}", 0) == sum(
            counted(party, str(name)) for party in outside
        )


def as_stated(party: Party) -> dict[str, Any]:
    fields = change(party)
    fields["counters_delta"] = pd.Series(fields["counters_delta"]).to_json()
    return fields


def counted(party: Party, name: str) -> int:
    if name == "pets":
        return party.pets
    everyone: dict[str, int] = {str(key): n for key, n in (party.persons | party.traits).items()}
    return everyone.get(name, 0)


def total(value: Any) -> int:
    return 0 if pd.isna(value) else int(value)
