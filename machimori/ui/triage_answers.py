"""Ready answers: chosen, filled in for each post, copied by hand, and kept with the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from machimori.city_road_desk import AnswerTemplate
from machimori.store.queries import post_words
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
    if not page.city.road_desk.answers:
        return
    chosen = template_field(page, name)
    if chosen is None:
        st.session_state.pop(acting.field(name, "answer"), None)
        return
    told = {**post, "place": post["address"] or post["town"]}
    words = _filled(page, _template(page, chosen), told, after)
    st.session_state[acting.field(name, "answer")] = words
    st.code(words, language=None, wrap_lines=True)
    show(tag("p", page.t("roads.answer_note"), class_="m-quiet m-small"))


def template_field(page: Page, name: str) -> str | None:
    """The choice of a template by its name."""
    chosen: str | None = st.selectbox(
        page.t("roads.answer"),
        [one.name for one in page.city.road_desk.answers],
        index=None,
        placeholder=page.t("roads.no_answer"),
        key=acting.field(name, "template"),
        width=240,
    )
    return chosen


def answers_for(
    page: Page, report_ids: Sequence[str], chosen: str, after: str | None
) -> dict[str, str]:
    """The words of a template for each of several posts, by id."""
    template = _template(page, chosen)
    found = post_words.of_posts(page.warehouse, report_ids)
    return {name: _filled(page, template, told, after) for name, told in found.items()}


def _template(page: Page, name: str) -> AnswerTemplate:
    return next(one for one in page.city.road_desk.answers if one.name == name)


def _filled(page: Page, template: AnswerTemplate, post: dict[str, Any], after: str | None) -> str:
    unknown = page.t("word.not_stated")
    return template.filled(
        place=str(post["place"] or unknown),
        status=page.word("status", after or post["status"]),
        category=str(post["category"] or unknown),
        number=str(post["source_report_id"] or unknown),
    )
