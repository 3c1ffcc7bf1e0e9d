"""Where do posts gather more than chance would make them?"""

import streamlit as st

from machimori.ui import hot_spot_panels
from machimori.ui.hot_spot_map import cells_map
from machimori.ui.staff_frame import begin_staff

page = begin_staff("hot_spots", sources=("road_reports",))
basis = hot_spot_panels.choose(page)
if basis is not None and hot_spot_panels.answer(page, basis):
    cells = hot_spot_panels.cells(page, basis)
    with st.container(key="side_by_side"):
        left, right = st.columns([3, 2], gap="medium")
    with left:
        hot_spot_panels.area_list(page, basis)
        hot_spot_panels.cell_table(page, basis, cells)
        hot_spot_panels.method(page, basis)
    with right:
        cells_map(page, cells)
