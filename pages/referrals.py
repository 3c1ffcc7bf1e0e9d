"""Posts on the roads of others: whom to hand them to, what was handed over, what is unknown."""

from machimori.ui import acting
from machimori.ui.markup import show, tag
from machimori.ui.referral_form import hand_over
from machimori.ui.referral_panels import figures, handed, owner_choice, waiting
from machimori.ui.staff_frame import begin_staff

page = begin_staff("referrals", sources=("road_reports", "roads"))
page.as_of_sources()
acting.outcome(page)
show(tag("p", page.t("referrals.intro")))
found = figures(page)
owner = owner_choice(page, found)
if owner is not None:
    rows = waiting(page, owner, found)
    hand_over(page, owner, rows)
handed(page, found)
