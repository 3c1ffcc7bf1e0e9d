"""What the reader wants of the list of shelters: which, in what order. All of it in the URL."""

from __future__ import annotations

import unicodedata
from typing import Any

import pandas as pd
import streamlit as st

from machimori.domain.vocabulary import Accessibility, Hazard, Role
from machimori.store.queries.facilities import (
    Incident,
    by_free_space,
    distance_m,
    is_listed_as_open,
)
from machimori.ui import filters
from machimori.ui.page import Page
from machimori.ui.position import Position

_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def draw(
    page: Page, places: pd.DataFrame, incident: Incident | None, position: Position | None
) -> pd.DataFrame:
    """Draw the filters; the places that meet them, in the order asked for."""
    orders = ["near", "free"] if incident else ["near", "name"]
    with st.container(key="narrow"):
        typed = filters.search("q", page.t("shelters.search"))
    with st.container(key="filters", horizontal=True, gap="medium"):
        if incident:
            show = filters.choice(
                "show",
                page.t("shelters.show"),
                ["open", "all"],
                words=lambda one: page.t(f"shelters.show_{one}"),
            )
            if show == "open" and not typed:  # whoever asks for a name wants it, open or not
                places = places[is_listed_as_open(places)]
        order = filters.choice(
            "sort",
            page.t("filter.sort"),
            orders,
            words=lambda one: page.t(f"sort.{one}"),
            default=orders[0] if position else orders[1],
        )
    with st.expander(page.t("filter.label"), key="more_filters"):
        roles = filters.several(
            "role",
            page.t("shelters.role"),
            [role for role in Role if (places["role"] == role).any()],
            words=lambda role: page.word("role", role),
        )
        hazards = filters.several(
            "hazard",
            page.t("shelters.hazard"),
            [hazard for hazard in Hazard if (places[f"hazard_{hazard}"] == True).any()],  # noqa: E712
            words=lambda hazard: page.word("hazard", hazard),
        )
        accessibilities = filters.several(
            "access",
            page.t("shelters.access"),
            [kind for kind in Accessibility if (places[f"a11y_{kind}"] == True).any()],  # noqa: E712
            words=lambda kind: page.word("a11y", kind),
        )
    if typed:
        places = places[named(places, typed)]
    if roles:
        places = places[places["role"].isin(roles)]
    for column in [f"hazard_{one}" for one in hazards] + [f"a11y_{one}" for one in accessibilities]:
        places = places[places[column].fillna(False).astype(bool)]
    return ordered(places, order, position)


def named(places: pd.DataFrame, typed: str) -> pd.Series:
    """Places whose name, reading or address holds what was typed, in whatever width and case."""
    wanted = _plain(typed)
    found = pd.Series(False, index=places.index)
    for column in ("name", "name_kana", "name_en", "address"):
        found |= places[column].map(lambda words: wanted in _plain(words))
    return found


def _plain(words: Any) -> str:
    """One form of width, case and kana: カタカナ and ひらがな find each other. NULL is empty."""
    folded = unicodedata.normalize("NFKC", words if isinstance(words, str) else "").casefold()
    return folded.translate(_TO_HIRAGANA)


def ordered(places: pd.DataFrame, order: str, position: Position | None) -> pd.DataFrame:
    """Places by distance, by free space (open ones first) or by name; ``distance_m`` added."""
    places = places.copy()
    places["distance_m"] = (
        distance_m(places["latitude"], places["longitude"], *position.point)
        if position
        else pd.Series(float("nan"), index=places.index)
    )
    if order == "free":
        return by_free_space(places)
    by = ["distance_m"] if order == "near" else []
    return places.sort_values([*by, "name", "facility_id"], na_position="last", kind="stable")
