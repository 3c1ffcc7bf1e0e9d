"""How is my municipality doing, by its own published figures?"""

from __future__ import annotations

from machimori.ui import indicator_panels, population_map, states
from machimori.ui.footer import footer
from machimori.ui.markup import show, tag
from machimori.ui.page import begin

page = begin("page.indicators", sources=("indicators", "population"))
municipality = indicator_panels.choose_municipality(page)

if municipality is None:
    states.empty(page.lang, page.t("indicators.none"), page.t("indicators.none_next"))
else:
    known = indicator_panels.of_municipality(page, municipality)
    page.as_of_words(indicator_panels.newest(page, municipality))
    show(tag("p", page.t("indicators.definition_note"), class_="m-quiet"))
    chosen = indicator_panels.choose(page, known)
    indicator_panels.draw(page, chosen, file_name="indicators.csv")
population_map.draw(page)
footer(page)
