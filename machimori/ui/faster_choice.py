"""What the pace is asked of: category, way of counting, what counts as the end."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.store.queries import road_survival
from machimori.store.queries.road_survival import ALL, ANY, COMPLETED, INCIDENT, REPORT, Chosen
from machimori.ui import faster_words, filters
from machimori.ui.page import Page


def choose(page: Page) -> Chosen | None:
    """Draw the choices; None where there is no post at all."""
    known = road_survival.categories(page.warehouse)
    if known.empty:
        return None
    with st.container(key="filters", horizontal=True, gap="medium", vertical_alignment="bottom"):
        category = filters.one_of_many(
            "category",
            page.t("faster.category"),
            known["category"].tolist(),
            page.lang,
            default=ALL,
            words=lambda one: _named(page, known, one),
        )
        unit = filters.choice(
            "unit",
            page.t("faster.unit"),
            (REPORT, INCIDENT),
            words=lambda one: page.t(f"faster.unit_{one}"),
        )
        way = filters.choice(
            "way",
            page.t("faster.way"),
            (COMPLETED, ANY),
            words=lambda one: page.t(f"faster.way_{one}"),
        )
    return Chosen(unit, category or ALL, way)


def _named(page: Page, known: pd.DataFrame, category: str) -> str:
    posts = int(known.loc[known["category"] == category, "posts"].iloc[0])
    return page.t("faster.category_posts", name=faster_words.category(page, category), n=posts)
