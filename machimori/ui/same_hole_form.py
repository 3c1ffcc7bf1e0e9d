"""What staff do with a group: hold it together, take posts out, add one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.domain.vocabulary import OPEN_REPORT_STATUSES
from machimori.store.queries import post_words
from machimori.store.road_group_desk import GroupDesk
from machimori.ui import acting
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.report_marks import stated
from machimori.ui.tables import records
from machimori.ui.triage_acts import ROLE, desk, may_decide
from machimori.wording import numbers


def group_form(page: Page, group_id: str, posts: pd.DataFrame) -> None:
    """The buttons under the evidence, for whoever decides about posts."""
    if not may_decide(page):
        role = page.t(f"role_staff.{ROLE}")
        show(tag("p", page.t("acting.role_needed", role=role), class_="m-quiet"))
        return
    rows = records(posts)
    ids = [str(row["report_id"]) for row in rows]
    label = {
        str(row["report_id"]): page.t(
            "same_hole.choice", n=at, id=stated(page, row["source_report_id"])
        )
        for at, row in enumerate(rows, 1)
    }
    name = f"group {group_id}"
    with st.container(border=True, key="group_form"):
        show(tag("h3", page.t("same_hole.decide")))
        acting.outcome(page)
        _wrong(name)
        _merge(page, name, ids, sum(row["status"] in OPEN_REPORT_STATUSES for row in rows))
        _split(page, name, ids, label)
        _add(page, name, ids)


def _merge(page: Page, name: str, ids: list[str], open_posts: int) -> None:
    closing = max(0, open_posts - 1)
    show(
        tag(
            "p",
            page.t("same_hole.merge_note", n=numbers.number(closing, page.lang))
            if closing
            else page.t("same_hole.merge_note_none"),
            class_="m-quiet",
        )
    )

    def press() -> None:
        acting.on_press(
            page,
            name,
            lambda now, key: GroupDesk(desk(now)).merge(ids, client_key=key),
            page.t("same_hole.merged", n=numbers.number(len(ids), page.lang)),
        )

    st.button(page.t("same_hole.merge"), type="primary", on_click=press, key=f"merge {name}")


def _split(page: Page, name: str, ids: list[str], label: dict[str, str]) -> None:
    key = acting.field(name, "leaving")
    st.multiselect(
        page.t("same_hole.leaving"),
        ids,
        format_func=lambda one: label.get(one, one),
        placeholder=page.t("same_hole.leaving_none"),
        key=key,
        select_all=False,  # its words are English, and all of them is no split
    )

    def press() -> None:
        leaving = [one for one in st.session_state.get(key, []) if one in ids]
        staying = [one for one in ids if one not in leaving]
        acting.on_press(
            page,
            name,
            lambda now, client_key: GroupDesk(desk(now)).split(
                staying, leaving, client_key=client_key, reason=page.t("same_hole.split_reason")
            ),
            page.t("same_hole.was_split", n=numbers.number(len(leaving), page.lang)),
        )

    st.button(page.t("same_hole.split"), on_click=press, key=f"split {name}")


def _add(page: Page, name: str, ids: list[str]) -> None:
    key = acting.field(name, "added")
    st.text_input(page.t("same_hole.add"), key=key, max_chars=120)

    def press() -> None:
        said = str(st.session_state.get(key, "")).strip()
        added = post_words.named(page.warehouse, said) if said else ""
        acting.on_press(
            page,
            name,
            lambda now, client_key: GroupDesk(desk(now)).merge(
                [*ids, *([added] if added else [])] if added else [], client_key=client_key
            ),
            page.t("same_hole.was_added"),
        )

    st.button(page.t("same_hole.add_button"), on_click=press, key=f"add {name}")


def _wrong(name: str) -> None:
    """Why the last press was refused, where it was."""
    told = acting.refused(name)
    if told is not None:
        show(tag("p", told[1], class_="m-notice m-tone-alarm", role="alert"))
