"""In a repaired post's detail: reports of the same hole that nobody merged and are still open."""

from __future__ import annotations

import streamlit as st

from machimori.store.road_group_desk import GroupDesk, left_open
from machimori.ui import acting
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.same_hole_evidence import posts_beside
from machimori.ui.triage_acts import desk, may_decide
from machimori.wording import numbers


def left(page: Page, report_id: str) -> None:
    """Say how many are left, and close them with this post at a press; nothing where none is."""
    group, posts = posts_beside(page, report_id)
    left = left_open(posts, report_id) if group else []
    if not left:
        return
    count = numbers.number(len(left), page.lang)
    with st.container(border=True, key="left_open"):
        show(tag("p", page.t("same_hole.left", n=count), class_="m-notice m-tone-caution"))
        if not may_decide(page):
            return
        name = f"left {report_id}"

        def press() -> None:
            acting.on_press(
                page,
                name,
                lambda now, key: GroupDesk(desk(now)).close_left(report_id, client_key=key),
                page.t("same_hole.left_closed", n=count),
            )

        told = acting.refused(name)
        if told is not None:
            show(tag("p", told[1], class_="m-notice m-tone-alarm", role="alert"))
        st.button(page.t("same_hole.close_left", n=count), on_click=press, key=f"close {name}")
