"""Data health: how each source is doing, what was held against its rows and what to do."""

from machimori.ui.health_detail import source_detail
from machimori.ui.health_table import figures, picked_source, sources, sources_table
from machimori.ui.health_vanished import vanished
from machimori.ui.staff_frame import begin_staff

page = begin_staff("health")
found = sources(page)
figures(page, found)
sources_table(page, found)
source_detail(page, found, picked_source())
vanished(page)
