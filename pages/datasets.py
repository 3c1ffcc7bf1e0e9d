"""Which data is there, how fresh is it, and may I have it?"""

from __future__ import annotations

from machimori.ui import data_map, data_panels, open_data_panels
from machimori.ui.footer import footer
from machimori.ui.page import begin

page = begin("page.datasets")
page.as_of_sources()
data_panels.catalogue(page)
open_data_panels.coverage(page)
data_panels.sources(page)
data_map.draw(page)
data_panels.downloads(page)
open_data_panels.files(page)
data_panels.terms(page)
footer(page)
