"""What demand and assignment are asked about: whom, which places, which hazard; in the URL."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from machimori.domain.demand import LEVELS
from machimori.domain.eligibility import Group, Supply, Wanted
from machimori.domain.vocabulary import Accessibility, Hazard
from machimori.store.queries import demand
from machimori.store.queries.board import Incident
from machimori.store.queries.demand import Moment, Origins
from machimori.ui import filters
from machimori.ui.page import Page
from machimori.wording import numbers


@dataclass(frozen=True)
class Asked:
    """The group and its people, what a place must offer, and which estimate is meant."""

    wanted: Wanted
    people: Origins
    moment: Moment | None
    level: str


def asked(page: Page, incident: Incident | None, *, with_level: bool = False) -> Asked:
    """Draw the choices. In peace nothing is open: the whole list counts, as a plan."""
    with st.container(key="staff_filters"):
        with st.container(key="demand_choices", horizontal=True, gap="medium"):
            group = Group(
                filters.choice(
                    "group",
                    page.t("demand.group"),
                    [str(one) for one in Group],
                    words=lambda code: page.t(f"demand.group_{code}"),
                )
            )
            supply = Supply.ALL if incident is None else _supply(page)
            level = _level(page) if with_level else "mid"
            moment = _moment(page) if group == Group.COMMUTERS else None
        with st.expander(page.t("demand.conditions"), key="demand_more"):
            hazard = _hazard(page, incident)
            is_stated_only = hazard is not None and _is_stated_only(page)
            needs = filters.several(
                "need",
                page.t("demand.need"),
                [str(one) for one in Accessibility],
                words=lambda code: page.word("a11y", code),
            )
    people = (
        demand.residents(page.warehouse, page.city)
        if group == Group.RESIDENTS
        else demand.commuters(page.warehouse, page.city, moment)
    )
    return Asked(Wanted(group, supply, hazard, is_stated_only, tuple(needs)), people, moment, level)


def _supply(page: Page) -> Supply:
    return Supply(
        filters.choice(
            "supply",
            page.t("demand.supply"),
            [str(one) for one in Supply],
            words=lambda code: page.t(f"demand.supply_{code}"),
        )
    )


def _level(page: Page) -> str:
    return filters.choice(
        "estimate",
        page.t("demand.level"),
        LEVELS,
        words=lambda code: page.t(f"demand.level_{code}"),
        default="mid",
    )


def _moment(page: Page) -> Moment | None:
    """The scenario and the hour; at first its fullest. None where no scenario has figures."""
    told = demand.scenarios(page.warehouse)
    told = told[told["persons"].notna()]
    if told.empty:
        return None
    names = list(dict.fromkeys(told["scenario"]))
    scenario = (
        filters.choice("scenario", page.t("demand.scenario"), names) if len(names) > 1 else names[0]
    )
    hours = told[told["scenario"] == scenario].set_index("hour")["persons"]
    fullest = str(hours.idxmax())
    with st.container(width=260):
        chosen = filters.one_of_many(
            "hour",
            page.t("demand.hour"),
            [str(hour) for hour in hours.index],
            page.lang,
            words=lambda code: _hour_words(page, hours, int(code)),
            default=fullest,
        )
    return Moment(str(scenario), int(chosen or fullest))


def _hour_words(page: Page, hours: pd.Series, hour: int) -> str:
    persons = numbers.quantity(int(hours.loc[hour]), page.t("unit.persons"), page.lang)
    return page.t("demand.hour_option", hour=hour, persons=persons)


def _hazard(page: Page, incident: Incident | None) -> str | None:
    return filters.one_of_many(
        "against",
        page.t("demand.hazard"),
        [str(one) for one in Hazard],
        page.lang,
        words=lambda code: page.word("hazard", code),
        default=None if incident is None else incident.hazard,
        placeholder=page.t("demand.hazard_any"),
    )


def _is_stated_only(page: Page) -> bool:
    chosen = filters.choice(
        "fit",
        page.t("demand.fit"),
        ("not_unfit", "stated"),
        words=lambda code: page.t(f"demand.fit_{code}"),
    )
    return chosen == "stated"
