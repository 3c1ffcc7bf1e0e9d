"""What the board shows: the places of the incident, the role chosen, its figures, its filter."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from machimori.store.queries import board, board_figures
from machimori.store.queries.board import BoardFilter, Incident
from machimori.ui import replay
from machimori.ui.board_filters import board_filter, role_choice
from machimori.ui.board_pace import with_pace
from machimori.ui.board_panels import figures, master_figures
from machimori.ui.board_table import title_of
from machimori.ui.page import Page


@dataclass(frozen=True)
class View:
    """The rows of table and map, and all rows of the incident for the order of asking."""

    places: pd.DataFrame
    all_places: pd.DataFrame
    title: str
    role: str | None
    chosen: BoardFilter


def chosen_places(page: Page, incident: Incident | None) -> View:
    """Draw role, figures and filters; returns the places that are left."""
    every = replay.places(page, incident)
    role = role_choice(page, every)
    if incident is None:
        master_figures(page, every, role)
    elif role is not None:
        figures(page, board_figures.totals(every, role, now=page.now))
    chosen = board_filter(page, every, with_state=incident is not None)
    found = with_pace(page, incident, board.narrowed(every, role, chosen))
    return View(found, every, title_of(page, role, len(found)), role, chosen)
