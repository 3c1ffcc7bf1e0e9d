"""Which places may take whom, and why not the others.

Residents go to shelters, people who cannot get home to temporary stays; the two are never mixed.
A support station is water, a toilet and information: nobody stays there. A place that holds two
roles of one group counts once. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from machimori.domain.vocabulary import Opening, Role


class Group(StrEnum):
    """Who needs a place."""

    RESIDENTS = "residents"
    COMMUTERS = "commuters"


#: Roles that take a group in, the one that counts first where a place has both.
ROLES_OF: dict[Group, tuple[Role, ...]] = {
    Group.RESIDENTS: (Role.SHELTER, Role.WELFARE_SHELTER),
    Group.COMMUTERS: (Role.TEMPORARY_STAY,),
}
_OPEN = (str(Opening.OPEN), str(Opening.PERMANENT))


class Supply(StrEnum):
    """Which places count: those confirmed open, or all of the list as if they were (a plan)."""

    OPEN = "open"
    ALL = "all"


class Reason(StrEnum):
    """Why a place takes nobody of the group; ``ELIGIBLE`` where it does."""

    ELIGIBLE = "eligible"
    WRONG_GROUP = "wrong_group"
    OTHER_ROLE = "other_role"  # the place counts already, in its other role
    CLOSED = "closed"
    OPENING_UNKNOWN = "opening_unknown"
    UNSUITABLE = "unsuitable"
    SUITABILITY_UNKNOWN = "suitability_unknown"
    NOT_ACCESSIBLE = "not_accessible"
    CAPACITY_UNKNOWN = "capacity_unknown"


@dataclass(frozen=True)
class Wanted:
    """What a place must offer.

    Attributes:
        group: whom it must take in.
        supply: whether it must be open.
        hazard: kind it must not be unsuitable for; None: not asked.
        is_stated_only: with ``hazard``: only places said to be suitable. Otherwise places of
            which nothing is said are taken too.
        accessibilities: kinds it must have.
    """

    group: Group
    supply: Supply = Supply.OPEN
    hazard: str | None = None
    is_stated_only: bool = False
    accessibilities: tuple[str, ...] = ()


def suitability(places: pd.DataFrame, hazard: str) -> pd.Series:
    """Whether each row's place is suitable for a hazard: True, False, or NULL where nobody says.

    Lists of shelters state no hazards, lists of evacuation sites do: what any role of the place
    says holds for all of them, and "suitable" before "not".
    """
    stated = places[f"hazard_{hazard}"].astype("boolean")
    by_place = stated.groupby(places["place_id"].fillna(places["facility_id"]))
    return by_place.transform("max").astype("boolean")


def reasons(places: pd.DataFrame, wanted: Wanted) -> pd.Series:
    """The first reason against each place, in the order of ``Reason``.

    Args:
        places: facility_id, place_id, role, accepts, opening_shown, hazard_<kind>, a11y_<kind>,
            seats_low (NULL: unknown).
        wanted: what is asked.
    """
    roles = [str(role) for role in ROLES_OF[wanted.group]]
    accepts = places["accepts"].fillna("").str.contains(str(wanted.group), regex=False)
    against = pd.Series(str(Reason.ELIGIBLE), places.index, dtype=object)

    def hold(where: pd.Series, reason: Reason) -> None:
        against[where.astype(bool) & (against == Reason.ELIGIBLE)] = str(reason)

    hold(~(places["role"].isin(roles) & accepts), Reason.WRONG_GROUP)
    if wanted.supply == Supply.OPEN:
        hold(places["opening_shown"] == Opening.UNKNOWN, Reason.OPENING_UNKNOWN)
        hold(~places["opening_shown"].isin(_OPEN), Reason.CLOSED)
    if wanted.hazard is not None:
        fit = suitability(places, wanted.hazard)
        hold(fit.eq(False).fillna(False), Reason.UNSUITABLE)
        if wanted.is_stated_only:
            hold(fit.isna(), Reason.SUITABILITY_UNKNOWN)
    for kind in wanted.accessibilities:
        offered = places[f"a11y_{kind}"].astype("boolean").fillna(False)
        hold(~offered, Reason.NOT_ACCESSIBLE)
    hold(places["seats_low"].isna(), Reason.CAPACITY_UNKNOWN)
    hold(_counts_already(places, against, roles), Reason.OTHER_ROLE)
    return against


def _counts_already(places: pd.DataFrame, against: pd.Series, roles: list[str]) -> pd.Series:
    """Rows whose place has another row that may be used, of a role that counts first."""
    usable = places[against == Reason.ELIGIBLE]
    rank = usable["role"].map(roles.index).astype(int)
    place = usable["place_id"].fillna(usable["facility_id"])
    first = rank.groupby(place).transform("min")
    return (rank > first).reindex(places.index, fill_value=False)
