"""Figures of the assignment, who is left without, the proof, and what it rests on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.domain.eligibility import Supply
from machimori.store.queries import assignment
from machimori.store.queries.assignment import Answer
from machimori.store.queries.board import Incident
from machimori.ui import states
from machimori.ui.demand_choice import Asked
from machimori.ui.demand_words import reason_counts
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.panels import Kpi, kpis
from machimori.wording import numbers, tokens


def answer_to(page: Page, incident: Incident | None, asked: Asked) -> Answer:
    """The assignment of the question, solved anew where its numbers changed."""
    return assignment.answer(
        page.warehouse,
        page.city,
        incident,
        asked.people,
        asked.wanted,
        asked.level,
        now=page.now,
        journal=page.journal,
    )


def figures(page: Page, asked: Asked, found: Answer, incident: Incident | None) -> None:
    """How many, how far, how many without."""
    newest = found.places["confirmed_at"].max()
    if incident is not None:
        page.as_of(None if pd.isna(newest) else newest.to_pydatetime())
    as_of = None if pd.isna(newest) else newest.to_pydatetime()
    stated = as_of or page.fetched_words(page.fetched_at("facilities"))
    persons, source = page.t("unit.persons"), page.t("assignment.computed")
    coming = int(found.origins["persons"].sum()) + found.origins_unplaced
    left = tokens.mark("assignment.left_out", "triangle", "alarm") if found.left_out else None

    def figure(key: str, value: float | str | None, unit: str, note: str = "") -> Kpi:
        return Kpi(
            page.t(f"assignment.kpi_{key}"),
            value,
            unit,
            stated,
            source,
            note=note,
            definition=page.t(f"assignment.kpi_{key}_definition"),
            mark=left if key == "left_out" else None,
            digits=0,
        )

    kpis(
        page,
        [
            figure("persons", coming, persons, _coming_note(page, asked, found)),
            figure("placed", found.placed, persons),
            figure("left_out", found.left_out, persons),
            figure("mean", numbers.distance(found.mean_m, page.lang), ""),
            figure("p95", numbers.distance(found.p95_m, page.lang), ""),
        ],
        dense=True,
    )


def overflow(page: Page, asked: Asked, found: Answer) -> None:
    """Say in one sentence whether everybody finds a place."""
    group = page.t(f"demand.group_{asked.wanted.group}")
    if not len(found.origins) or not found.origins["persons"].sum():
        states.notice(page.t("assignment.nobody"), page.t("assignment.nobody_text", group=group))
    elif found.left_out:
        worst = found.origins.sort_values(["left_out", "origin_id"], ascending=[False, True])
        names = page.t("demand.and").join(
            page.t(
                "assignment.left_at",
                name=_name(page, row),
                n=numbers.number(int(row["left_out"]), page.lang),
            )
            for row in worst[worst["left_out"] > 0].head(5).to_dict("records")
        )
        n = numbers.number(found.left_out, page.lang)
        states.notice(
            page.t("assignment.overflow", n=n, group=group),
            page.t("assignment.overflow_where", names=names) if names else "",
            page.t("assignment.overflow_next"),
            tone="alarm",
        )
    else:
        states.notice(
            page.t("assignment.all_placed", group=group),
            page.t("assignment.all_placed_text"),
            tone="good",
        )


def proof(page: Page, found: Answer) -> None:
    """Whether anything better is possible."""
    key = "assignment.proven" if found.assignment.is_proven else "assignment.not_proven"
    words = {
        "cost": numbers.number(found.assignment.person_metres / 1000, page.lang, digits=0),
        "bound": numbers.number(found.assignment.bound, page.lang),
        "whole": numbers.number(found.assignment.cost, page.lang),
    }
    show(tag("p", page.t(key, **words), class_="m-quiet m-small"))


def basis(page: Page, asked: Asked, found: Answer) -> None:
    """What the answer rests on."""
    with st.expander(page.t("demand.basis"), key="assignment_basis"):
        lines = [page.t(f"assignment.basis_start_{asked.wanted.group}"), _way_words(page, found)]
        limit = numbers.distance(page.city.demand.walk_limit_m, page.lang)
        lines.append(page.t("assignment.basis_limit", limit=limit))
        if asked.wanted.supply == Supply.OPEN:
            n = numbers.number(found.not_counted, page.lang)
            lines.append(page.t("assignment.basis_inside", n=n))
        else:
            lines.append(page.t("assignment.basis_plan"))
        left = reason_counts(page, found.places["against"])
        if left:
            lines.append(page.t("demand.basis_left_out", counts=left))
        if len(found.places_unplaced):
            names = page.t("demand.and").join(found.places_unplaced["name"].astype(str))
            lines.append(page.t("assignment.basis_unplaced", names=names))
        if found.origins_unplaced:
            n = numbers.number(found.origins_unplaced, page.lang)
            lines.append(page.t("assignment.basis_nowhere", n=n))
        show(tag("ul", *(tag("li", line) for line in lines), class_="m-rules"))


def _way_words(page: Page, found: Answer) -> str:
    """On the roads or in a straight line, and where."""
    if not found.has_network:
        return page.t("assignment.basis_no_roads")
    straight = found.origins[found.origins["is_straight"]]
    if straight.empty:
        return page.t("assignment.basis_roads")
    names = page.t("demand.and").join(
        _name(page, row) for row in straight.head(20).to_dict("records")
    )
    n = numbers.number(len(straight), page.lang)
    return page.t("assignment.basis_some_straight", n=n, names=names)


def _coming_note(page: Page, asked: Asked, found: Answer) -> str:
    if asked.wanted.supply == Supply.ALL or not found.inside:
        return page.t("assignment.level_of", level=page.t(f"demand.level_{asked.level}"))
    return page.t(
        "assignment.after_inside",
        level=page.t(f"demand.level_{asked.level}"),
        expected=numbers.number(found.expected, page.lang),
        inside=numbers.number(found.inside, page.lang),
    )


def _name(page: Page, row: dict[object, object]) -> str:
    english = row["name_en"]
    return english if page.lang == "en" and isinstance(english, str) else str(row["name"])
