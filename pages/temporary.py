"""Places nobody designated: adding one, and joining it to the listed place it turned out to be."""

from machimori.ui import acting
from machimori.ui.board_panels import incident_choice
from machimori.ui.live import keep_up
from machimori.ui.navigation import link
from machimori.ui.place_form import place_form
from machimori.ui.place_list import place_list
from machimori.ui.staff_frame import begin_staff

page = begin_staff("temporary", sources=("facilities",))
page.as_of_sources()
incident = incident_choice(page)
if incident is not None:
    acting.outcome(page)
    may_write = acting.may_write_in(page, incident)
    if may_write:
        place_form(page, incident)
    place_list(page, incident, may_write=may_write)
    link("board", page.t("temporary.to_board"))
keep_up(page)
