"""What the page asks of the store: the places of the question, and the gap."""

from __future__ import annotations

import pandas as pd

from machimori.store.queries import demand
from machimori.store.queries.board import Incident
from machimori.store.queries.demand import Gap
from machimori.ui.demand_choice import Asked
from machimori.ui.page import Page


def demand_against_capacity(
    page: Page, incident: Incident | None, asked: Asked
) -> tuple[Gap, pd.DataFrame]:
    """The gap, and every place with why it does not count."""
    places = demand.candidates(
        page.warehouse, page.city, incident, asked.wanted, now=page.now, journal=page.journal
    )
    return demand.gap(page.warehouse, asked.people, places), places
