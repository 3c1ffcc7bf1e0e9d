"""Which incidents and drills there were and are; opening one and ending it."""

from machimori.ui import acting
from machimori.ui.incident_panel import listing, open_panel
from machimori.ui.live import keep_up
from machimori.ui.staff_frame import begin_staff

page = begin_staff("incidents", sources=("facility_status",))
page.as_of_sources()
acting.outcome(page)
open_panel(page)
listing(page)
keep_up(page)
