"""When news may redraw a board in place: while nothing but a place is opened on it."""

from __future__ import annotations

from machimori.store.queries.board import Incident
from machimori.ui import acting, board_acts
from machimori.ui.board_acts import Writing
from machimori.ui.board_data import View
from machimori.ui.board_form import opened_on
from machimori.ui.board_picture import WRITER, Question, newest_of, shape
from machimori.ui.board_table import picked_place
from machimori.ui.live import Parts
from machimori.ui.page import Page


def watched(page: Page, incident: Incident | None, view: View, may: Writing | None) -> Parts | None:
    """Where the board's parts are fetched; None while rows are chosen, and in the past."""
    if incident is None or incident.incident_id is None or page.past is not None:
        return None
    if board_acts.chosen() or acting.is_telling() or page.staff is None:
        return None
    place = picked_place()
    question = Question(
        page.lang,
        incident.incident_id,
        view.role,
        view.chosen,
        page.staff.may(WRITER),
        place,
        opened_on(incident, place) if place else None,
    )
    form = shape(page, incident, view.places)
    return Parts(question.address(), form, newest_of(may, place))
