"""What goes out and comes in: reports, L-Alert, signs, public data, two lists compared."""

from machimori.ui.board_panels import incident_choice
from machimori.ui.exchange_panels import public_ways, reports
from machimori.ui.reconcile_panel import comparison
from machimori.ui.road_exports import road_exports
from machimori.ui.staff_frame import begin_staff

page = begin_staff("exchange", sources=("facilities", "facility_status"))
page.as_of_sources()
incident = incident_choice(page)
reports(page, incident)
road_exports(page)
public_ways(page)
comparison(page)
