"""Ready answers: chosen, filled in for the post, copied by hand, and kept with the decision."""

from __future__ import annotations

from typing import Any

import streamlit as st

from machimori.ui import acting
from machimori.ui.markup import show, tag
from machimori.ui.page import Page


def answer_fields(page: Page, name: str, post: dict[str, Any], after: str | None) -> None:
    """The choice of a template, its words to copy, and the box that keeps them with the act.

    Args:
        page: the page.
        name: of the form.
        post: the post as the detail shows it.
        after: the state chosen in the form; None where it stays as it is.
    """
    templates = {one.name: one for one in page.city.road_desk.answers}
    if not templates:
        return
    chosen = st.selectbox(
        page.t("roads.answer"),
        list(templates),
        index=None,
        placeholder=page.t("roads.no_answer"),
        key=acting.field(name, "template"),
    )
    if chosen is None:
        st.session_state.pop(acting.field(name, "answer"), None)
        return
    unknown = page.t("word.not_stated")
    words = templates[chosen].filled(
        place=str(post["address"] or post["town"] or unknown),
        status=page.word("status", after or post["status"]),
        category=str(post["category"] or unknown),
        number=str(post["source_report_id"] or unknown),
    )
    st.session_state[acting.field(name, "answer")] = words
    st.code(words, language=None, wrap_lines=True)
    show(tag("p", page.t("roads.answer_note"), class_="m-quiet m-small"))
