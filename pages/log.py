"""What happened and when, who owes what, and what the next shift has to know."""

from machimori.ui import acting, filters
from machimori.ui.board_panels import incident_choice
from machimori.ui.handover import handover
from machimori.ui.live import keep_up
from machimori.ui.log_form import log_form
from machimori.ui.log_table import book_table
from machimori.ui.log_words import book_of
from machimori.ui.staff_frame import begin_staff

page = begin_staff("log", sources=("facility_status",))
incident = incident_choice(page)
if incident is not None:
    acting.outcome(page)
    view = filters.choice(
        "view", page.t("log.view"), ("book", "handover"),
        words=lambda code: page.t(f"log.view_{code}"), label_visibility="collapsed",
    )  # fmt: skip
    may_write = acting.may_write_in(page, incident)
    known, lines = book_of(page, incident)
    if view == "book":
        if may_write:
            log_form(page, incident, known)
        book_table(page, incident, lines, known, may_write=may_write)
    else:
        handover(page, incident, lines, known, may_write=may_write)
keep_up(page)
