"""Counting people in at a place, in and outside, without names (避難者把握).

Names of the counters are those of the L-Alert shelter body and of Q-ANPI's thirteen totals, with
age bands and pets beside them. People outside (in a car, at home, elsewhere) are counted apart,
under the same names with ``outside_`` in front; no sum mixes the two.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class AgeBand(StrEnum):
    """Everybody is in one of these."""

    ADULT = "adult"
    ELDERLY = "elderly"  # 高齢者, 65 and older
    CHILD = "child"
    INFANT = "infant"  # 乳児・幼児


class Trait(StrEnum):
    """What some of them are or need; a person may be in several."""

    MALE = "male"
    FEMALE = "female"
    INJURED = "injured"  # 負傷者
    CARE = "care"  # 要介護者
    DISABILITY = "disability"  # 障がい者
    PREGNANT = "pregnant"  # 妊産婦


class Whereabouts(StrEnum):
    """Where they stay; only ``INSIDE`` is under the place's roof."""

    INSIDE = "inside"
    CAR = "car"  # 車中泊
    HOME = "home"  # 在宅
    ELSEWHERE = "elsewhere"  # テント、知人宅など


PETS = "pets"
#: Prefix of the counters of people who are not inside.
OUTSIDE = "outside_"
OUTSIDE_PLACES = (Whereabouts.CAR, Whereabouts.HOME, Whereabouts.ELSEWHERE)
#: Counters of people inside, in the order they are shown; outside has each again.
COUNTERS = (*AgeBand, *Trait, PETS)
OUTSIDE_HOUSEHOLDS = f"{OUTSIDE}households"
#: A desk takes in a family or a bus, not a district: more is a slip of the finger.
LARGEST_PARTY = 500


class BadParty(ValueError):
    """A press-set that can't be so; ``reason`` is its key in the catalogue."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Party:
    """People who come or leave together: persons per age band, how many with a trait, pets."""

    whereabouts: Whereabouts = Whereabouts.INSIDE
    persons: Mapping[AgeBand, int] = field(default_factory=dict)
    traits: Mapping[Trait, int] = field(default_factory=dict)
    pets: int = 0
    households: int = 1

    @property
    def size(self) -> int:
        """Persons, each once."""
        return sum(self.persons.values())


def party_from(said: Mapping[str, Any]) -> Party:
    """A party from what a desk sent: ``{"where": "car", "households": 1, "counts": {...}}``.

    Raises:
        BadParty: a name or a number that isn't one, nobody at all, or more than can be.
    """
    counts = said.get("counts")
    if not isinstance(counts, Mapping):
        raise BadParty("not_counts")
    numbers = {str(name): _count(value) for name, value in counts.items()}
    if not set(numbers) <= set(map(str, COUNTERS)):
        raise BadParty("unknown_counter")
    try:
        whereabouts = Whereabouts(str(said.get("where", Whereabouts.INSIDE)))
    except ValueError as error:
        raise BadParty("unknown_where") from error
    persons = {band: numbers[band] for band in AgeBand if numbers.get(band)}
    party = Party(
        whereabouts,
        persons,
        {trait: numbers[trait] for trait in Trait if numbers.get(trait)},
        numbers.get(PETS, 0),
        _count(said.get("households", 1)) if persons else 0,  # a dog is no household
    )
    if not party.size and not party.pets:
        raise BadParty("nobody")
    if party.size > LARGEST_PARTY or party.pets > LARGEST_PARTY or party.households > LARGEST_PARTY:
        raise BadParty("too_many")
    if any(number > party.size for number in party.traits.values()):
        raise BadParty("more_than_persons")
    if party.traits.get(Trait.MALE, 0) + party.traits.get(Trait.FEMALE, 0) > party.size:
        raise BadParty("more_than_persons")
    return party


def change(party: Party, *, leaves: bool = False) -> dict[str, Any]:
    """Payload fields of the one increment that says this party came, or left."""
    sign = -1 if leaves else 1
    prefix = "" if party.whereabouts == Whereabouts.INSIDE else OUTSIDE
    counters = {f"{prefix}{name}": number for name, number in party.persons.items()}
    counters |= {f"{prefix}{name}": number for name, number in party.traits.items()}
    counters[f"{prefix}{PETS}"] = party.pets
    if prefix:
        counters[str(party.whereabouts)] = party.size
        counters[OUTSIDE_HOUSEHOLDS] = party.households
    fields: dict[str, Any] = {
        "counters_delta": {name: sign * number for name, number in counters.items() if number}
    }
    if prefix:
        fields["outside_headcount_delta"] = sign * party.size
    else:
        fields["headcount_delta"] = sign * party.size
        fields["households_delta"] = sign * party.households
    return {name: value for name, value in fields.items() if value not in (0, {})}


def counters(value: str | None) -> dict[str, int]:
    """Counters of a folded place as numbers; what nobody counted is not among them."""
    found = json.loads(value) if isinstance(value, str) and value else {}
    return {str(name): int(number) for name, number in found.items()}


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadParty("not_counts")
    return value
