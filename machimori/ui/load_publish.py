"""The clerk's way in, last half: what would change, and publishing it after confirmation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from machimori.city_edit import save_source
from machimori.ui import load_jobs, load_record, load_series, states
from machimori.ui.load_file import Loaded, configured
from machimori.ui.load_jobs import Answer
from machimori.ui.load_record import was_taken
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
    source_id = str(report.document["source_id"])
    is_new = source_id not in configured(page.city)
    folder = load_series.folder_for(page.city, report.document, is_new=is_new)
    show(tag("h2", page.t("load.publish"), class_="m-h2"))
    if loaded.published is None:
        keep = _how(page, loaded, folder)
        # A key per file: what was confirmed of one says nothing of the next.
        sure = st.checkbox(
            page.t("load.confirm", title=loaded.name, id=source_id),
            key=f"load_sure_{loaded.upload_id}",
        )
        if not st.button(
            page.t("load.publish_now"), type="primary", disabled=not sure, key="load_go"
        ):
            return
        with st.spinner(page.t("load.publishing")):
            if folder is None:
                loaded.published = _replace(page, loaded, report, is_new=is_new, keep=keep)
            else:
                loaded.published = _add(page, loaded, report, folder, is_new=is_new)
    _outcome(page, loaded.published, source_id)
    if folder is not None and load_series.same_in(folder, loaded.path) is None:
        show(tag("p", page.t("load.not_added", folder=folder.name), class_="m-quiet"))


def _how(page: Page, loaded: Loaded, folder: Path | None) -> bool:
    """Say whether the file replaces or joins what is there; returns whether it is to be kept."""
    if folder is None:
        return st.checkbox(page.t("load.keep_place"), value=True, key="load_keep")
    same = load_series.same_in(folder, loaded.path)
    if same is None:
        states.notice(page.t("load.joins"), page.t("load.joins_text", folder=folder.name))
    else:
        file = same.relative_to(folder).as_posix()
        states.notice(page.t("load.same"), page.t("load.same_text", folder=folder.name, file=file))
    return True


def _replace(page: Page, loaded: Loaded, report: Answer, *, is_new: bool, keep: bool) -> Answer:
    """Copy, build, and write the place down where the file is to be used from now on.

    A new entry is written first, since a run knows ids by the configuration. One that exists
    keeps its old place until the run was good; without a new place, the next plain run would
    read the old one again and take this file's rows out.
    """
    source, source_id = str(report.document["source"]), str(report.document["source_id"])
    place = load_jobs.publish_copy(page.city, loaded.path, source_id)
    configuration = load_jobs.configuration_path()
    where = load_jobs.as_configured(configuration, place)
    if is_new:
        save_source(configuration, source, source_id, place=where)
    answer = load_jobs.run(place, source_id)
    if keep and not is_new and was_taken(answer, source_id):
        save_source(configuration, source, source_id, place=where)
    load_record.record(page, loaded, source_id, answer, way="replaced")
    return answer


def _add(page: Page, loaded: Loaded, report: Answer, folder: Path, *, is_new: bool) -> Answer:
    """Lay the file beside the others of its series and read the folder again.

    Where the run does not take the rows, the file is taken out again: it would hold back every
    later run too. The first file of a new entry stays, as the entry has no other.
    """
    source, source_id = str(report.document["source"]), str(report.document["source_id"])
    try:
        filed = load_series.file_into(
            folder, loaded.path, now=datetime.now(UTC).astimezone(page.zone)
        )
    except OSError as error:
        return Answer({}, page.t("load.folder_shut", folder=folder.name, why=error.strerror or ""))
    if is_new:
        configuration = load_jobs.configuration_path()
        where = load_jobs.as_configured(configuration, folder)
        save_source(configuration, source, source_id, place=where)
    answer = load_jobs.run(folder, source_id)
    if not is_new and not was_taken(answer, source_id):
        filed.take_out()
    load_record.record(page, loaded, source_id, answer, way="added" if filed.is_new else "same")
    return answer


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
