"""The clerk's way in, last half: what would change, and publishing it after confirmation."""

from __future__ import annotations

from typing import Any

import streamlit as st

from machimori.city_edit import save_source
from machimori.ui import load_jobs, states
from machimori.ui.load_file import Loaded, configured
from machimori.ui.load_jobs import Answer
from machimori.ui.load_report import balance_html
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.wording import numbers


def changes(page: Page, loaded: Loaded, report: Answer) -> None:
    """What the file would add, remove and change against the rows in force."""
    source_id = str(report.document["source_id"])
    show(tag("h2", page.t("load.changes"), class_="m-h2"))
    if source_id not in loaded.previews:
        with st.spinner(page.t("load.comparing")):
            loaded.previews[source_id] = load_jobs.preview(loaded.path, source_id)
    answer = loaded.previews[source_id]
    problem = answer.problem or answer.document.get("error")
    if problem:
        states.failed(page.lang, page.t("load.program_failed"), str(problem))
        return
    said = answer.document
    counts = {
        name: numbers.number(said[name], page.lang)
        for name in ("rows_before", "rows_after", "added", "removed", "changed", "unchanged")
    }
    key = "load.compared" if said["has_old"] else "load.compared_first"
    show(tag("p", page.t(key, **counts), class_="m-lead"))
    show(
        join(
            _rows(page, "load.added", said["added"], said["added_examples"]),
            _rows(page, "load.removed", said["removed"], said["removed_examples"]),
            _changed(page, said["changed"], said["changed_examples"]),
        )
    )


def publish(page: Page, loaded: Loaded, report: Answer) -> None:
    """Confirm, build, and say what came of it."""
    source, source_id = str(report.document["source"]), str(report.document["source_id"])
    show(tag("h2", page.t("load.publish"), class_="m-h2"))
    if loaded.published is None:
        keep = st.checkbox(page.t("load.keep_place"), value=True, key="load_keep")
        sure = st.checkbox(page.t("load.confirm", title=loaded.name, id=source_id), key="load_sure")
        if not st.button(
            page.t("load.publish_now"), type="primary", disabled=not sure, key="load_go"
        ):
            return
        with st.spinner(page.t("load.publishing")):
            loaded.published = _publish(page, loaded, source, source_id, keep=keep)
    _outcome(page, loaded.published, source_id)


def _publish(page: Page, loaded: Loaded, source: str, source_id: str, *, keep: bool) -> Answer:
    """Copy, build, and write the place down where the file is to be used from now on.

    A new entry is written first, since a run knows ids by the configuration. One that exists
    keeps its old place until the run was good; without a new place, the next plain run would
    read the old one again and take this file's rows out.
    """
    place = load_jobs.publish_copy(page.city, loaded.path, source_id)
    configuration = load_jobs.configuration_path()
    where = load_jobs.as_configured(configuration, place)
    is_new = source_id not in configured(page.city)
    if is_new:
        save_source(configuration, source, source_id, place=where)
    answer = load_jobs.run(place, source_id)
    if keep and not is_new and was_taken(answer, source_id):
        save_source(configuration, source, source_id, place=where)
    return answer


def was_taken(answer: Answer, source_id: str) -> bool:
    """Whether the run put this source's new rows into the warehouse."""
    runs = answer.document.get("sources", [])
    return any(one["source"] == source_id and one["success"] for one in runs)


def _outcome(page: Page, answer: Answer, source_id: str) -> None:
    """The balance of the run, or why the old rows stay."""
    problem = answer.problem or answer.document.get("error")
    if problem:
        states.failed(page.lang, page.t("load.not_published"), str(problem))
        return
    mine = [one for one in answer.document["sources"] if one["source"] == source_id]
    for one in mine:
        balance = balance_html(page, one)
        if one["success"]:
            states.notice(
                page.t("load.published"), page.t("load.published_text"), balance, tone="good"
            )
        else:
            states.notice(
                page.t("load.held_back"),
                page.t("load.held_back_text"),
                join(str(one["error"] or ""), " ", balance),
                tone="alarm",
            )
    show(tag("p", page.t("load.see_health"), class_="m-quiet"))


def _rows(page: Page, key: str, count: int, examples: list[dict[str, Any]]) -> Html | None:
    if not count:
        return None
    return tag(
        "details",
        tag("summary", page.t(key, n=numbers.number(count, page.lang))),
        tag("ul", *(tag("li", _row(row)) for row in examples), class_="m-rules"),
    )


def _row(row: dict[str, Any]) -> Html:
    """A row as its values, names first read off in small."""
    return join(
        *(
            tag("span", tag("span", f"{name} ", class_="m-quiet"), value, "　")
            for name, value in row.items()
        )
    )


def _changed(page: Page, count: int, examples: list[dict[str, Any]]) -> Html | None:
    if not count:
        return None
    return tag(
        "details",
        tag("summary", page.t("load.changed", n=numbers.number(count, page.lang))),
        tag(
            "ul",
            *(
                tag(
                    "li",
                    _row(one["key"]),
                    *(
                        tag(
                            "p",
                            tag("span", f"{name} ", class_="m-quiet"),
                            tag("del", old if old is not None else "–"),
                            " → ",
                            tag("ins", new if new is not None else "–"),
                        )
                        for name, (old, new) in one["columns"].items()
                    ),
                )
                for one in examples
            ),
            class_="m-rules",
        ),
    )
