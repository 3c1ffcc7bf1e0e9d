"""Which data is there, how fresh is it, and may I have it?"""

from __future__ import annotations

from machimori.ui import data_panels
from machimori.ui.page import begin, footer

page = begin("page.datasets")
page.as_of(page.newest_data)
data_panels.catalogue(page)
data_panels.sources(page)
data_panels.downloads(page)
data_panels.terms(page)
footer(page, page.t("footer.sources", names=page.all_sources))
