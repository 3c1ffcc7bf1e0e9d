"""Operators' links: which facility's staff can report by QR; issue, end and print them."""

from machimori.ui.links_panels import all_links, figures, links, links_table, one_link
from machimori.ui.staff_frame import begin_staff

page = begin_staff("links", sources=("facilities",))
found = links(page)
figures(page, found)
picked = links_table(page, found)
one_link(page, found, picked)
all_links(page, found)
