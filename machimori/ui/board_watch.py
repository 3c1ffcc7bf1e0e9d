"""When news may redraw a board in place: while somebody watches it, and nothing is begun on it."""

from __future__ import annotations

from machimori.store.queries.board import Incident
from machimori.ui import acting, board_acts
from machimori.ui.board_data import View
from machimori.ui.board_picture import WRITER, Question, shape
from machimori.ui.board_table import picked_place
from machimori.ui.live import Parts
from machimori.ui.page import Page


def watched(page: Page, incident: Incident | None, view: View) -> Parts | None:
    """Where the board's parts are fetched; None while a row is open or chosen, and in the past."""
    if incident is None or incident.incident_id is None or page.past is not None:
        return None
    if picked_place() or board_acts.chosen() or acting.is_telling() or page.staff is None:
        return None
    may_write = page.staff.may(WRITER)
    question = Question(page.lang, incident.incident_id, view.role, view.chosen, may_write)
    return Parts(question.address(), shape(page, incident, view.places))
