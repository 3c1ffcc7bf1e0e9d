"""Are we getting faster? How long posts stay open, by period, and how many come in."""

from machimori.ui import faster_choice, faster_panels, states
from machimori.ui.faster_curves import curves
from machimori.ui.intake_chart import control_chart
from machimori.ui.staff_frame import begin_staff

page = begin_staff("faster", sources=("road_reports",))
chosen = faster_choice.choose(page)
if chosen is None:
    states.empty(page.lang, page.t("faster.none"), page.t("faster.none_next"))
else:
    if faster_panels.headline(page, chosen):
        curves(page, chosen)
        faster_panels.period_table(page, chosen)
        faster_panels.ways_table(page, chosen)
    control_chart(page, chosen.category)
    faster_panels.basis(page)
