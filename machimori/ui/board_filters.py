"""The filters of the shelter board, in the URL. One role at a time: totals never sum two."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.domain.ageing import Freshness
from machimori.domain.vocabulary import Accessibility, Crowding, Hazard, Opening, Role
from machimori.store.queries import board
from machimori.store.queries.board import BoardFilter
from machimori.ui import filters
from machimori.ui.page import Page

#: The group of places that only statements know.
NOT_IN_MASTER = "not_in_master"


def role_choice(page: Page, places: pd.DataFrame) -> str | None:
    """Which role the board is about; None is the group of places the master doesn't know."""
    offered = board.roles(places)
    if places["role"].isna().any():
        offered.append(NOT_IN_MASTER)
    if not offered:
        return str(Role.SHELTER)
    chosen = filters.choice(
        "role",
        page.t("board.filter_role"),
        offered,
        words=lambda code: (
            page.t("board.not_in_master") if code == NOT_IN_MASTER else page.word("role", code)
        ),
        default=str(Role.SHELTER),
        label_visibility="collapsed",
    )
    return None if chosen == NOT_IN_MASTER else chosen


def board_filter(page: Page, places: pd.DataFrame, *, with_state: bool) -> BoardFilter:
    """Draw the filters; those about the state are left out in peace, when there is none."""
    with (
        st.container(key="staff_filters"),
        st.expander(page.t("filter.label"), expanded=False, key="board_more"),
    ):
        openings: list[str] = []
        crowdings: list[str] = []
        freshnesses: list[str] = []
        if with_state:
            openings = filters.several(
                "opening",
                page.t("board.filter_opening"),
                [str(one) for one in Opening],
                words=lambda code: page.word("opening", code),
            )
            crowdings = filters.several(
                "crowding",
                page.t("board.filter_crowding"),
                [str(one) for one in Crowding],
                words=lambda code: page.word("crowding", code),
            )
            freshnesses = filters.several(
                "age",
                page.t("board.filter_freshness"),
                [str(one) for one in Freshness],
                words=lambda code: page.t(f"board.freshness.{code}"),
            )
        hazards = filters.several(
            "hazard",
            page.t("board.filter_hazard"),
            _stated(places, "hazard", [str(one) for one in Hazard]),
            words=lambda code: page.word("hazard", code),
        )
        accessibilities = filters.several(
            "access",
            page.t("board.filter_access"),
            _stated(places, "a11y", [str(one) for one in Accessibility]),
            words=lambda code: page.word("a11y", code),
        )
        district = _district(page, places)
    return BoardFilter(
        hazards=tuple(hazards),
        openings=tuple(openings),
        crowdings=tuple(crowdings),
        freshnesses=tuple(freshnesses),
        districts=() if district is None else (district,),
        accessibilities=tuple(accessibilities),
    )


def _stated(places: pd.DataFrame, prefix: str, codes: list[str]) -> list[str]:
    """Codes that at least one place states; the others would only find nothing."""
    return [code for code in codes if places[f"{prefix}_{code}"].notna().any()]


def _district(page: Page, places: pd.DataFrame) -> str | None:
    named = places.dropna(subset=["district_id"]).drop_duplicates("district_id")
    names = dict(zip(named["district_id"], named["district"], strict=True))
    if len(names) < 2:
        return None
    return filters.one_of_many(
        "district",
        page.t("board.filter_district"),
        sorted(names, key=lambda one: str(names[one])),
        page.lang,
        words=lambda code: str(names.get(code) or code),
    )
