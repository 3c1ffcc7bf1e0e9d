"""What is where in my town: shelters, AEDs, toilets, water of the past and assumed, any dataset?"""

from __future__ import annotations

from machimori.ui import states, town_map_lists, town_map_panels
from machimori.ui.footer import footer
from machimori.ui.page import begin

page = begin("page.map", sources=town_map_panels.SOURCES)
page.as_of_sources()
layers = town_map_panels.layers(page)

if layers:
    view = town_map_panels.choose(page, layers)
    town_map_panels.draw(page, view)
    town_map_lists.draw(page, view)
else:
    states.empty(page.lang, page.t("town_map.nothing"), page.t("town_map.nothing_next"))
footer(page)
