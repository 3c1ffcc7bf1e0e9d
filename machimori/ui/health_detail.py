"""One source opened: what was held against its rows and what to do, its files, its runs."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pandas as pd

from machimori.store.queries import health
from machimori.ui import load_record, states
from machimori.ui.file_link import file_link
from machimori.ui.health_table import balance_html, state, title
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.staff_frame import Row
from machimori.wording import numbers

#: Where the verdicts of a run are; ``server_health`` answers there.
REJECTS = "/documents/health/rejects.csv"


def source_detail(page: Page, found: pd.DataFrame, source: str | None) -> None:
    """Draw the picked source, or say how to pick one."""
    rows = found[found["source"] == source].to_dict("records")
    if not rows:
        show(tag("p", page.t("health.pick_one"), class_="m-quiet"))
        return
    row = rows[0]
    show(join(tag("h2", title(page, row), class_="m-h2"), _sentence(page, row)))
    if state(row) == "never":
        return
    _rejects(page, row)
    _corrections(page, str(row["source"]))
    _files(page, row)
    _runs(page, str(row["source"]))
    load_record.publications(page, str(row["source"]))


def _sentence(page: Page, row: Row) -> Html:
    """The state in words: what is shown now, and what to do."""
    code = state(row)
    is_undated = code == "good" and numbers.is_missing(row["as_of"])
    stated = page.t(
        "health.sentence.undated" if is_undated else f"health.sentence.{code}",
        title=title(page, row),
        moment=page.moment(row["as_of"]),
        age=page.t("word.unknown")
        if numbers.is_missing(row["age_days"])
        else numbers.duration(row["age_days"] * 24 * 60, page.lang),
    )
    tone = {"good": "good", "overdue": "caution", "never": "neutral"}.get(code, "alarm")
    error = None if numbers.is_missing(row["error"]) else str(row["error"])
    return states.notice_html(page.t(f"health.state.{code}"), stated, error or "", tone=tone)


def _rejects(page: Page, row: Row) -> None:
    source, run_id = str(row["source"]), str(row["run_id"])
    grouped = health.rejects_by_rule(page.warehouse, source, run_id, lang=page.lang)
    show(tag("h3", page.t("health.rejects"), class_="m-h3"))
    if grouped.empty:
        show(tag("p", page.t("health.no_rejects"), class_="m-quiet"))
        return
    show(tag("ul", *(_rule(page, one) for one in grouped.to_dict("records")), class_="m-rules"))
    verdicts = min(int(grouped["verdicts"].sum()), health.MAX_REJECTS)
    words = page.t("health.download", n=numbers.number(verdicts, page.lang))
    query = urlencode({"source": source, "run": run_id, "lang": page.lang})
    show(tag("p", file_link(words, f"{REJECTS}?{query}", name="rejects")))


def _rule(page: Page, one: Row) -> Html:
    """A rule: how often, what it means, what to do, one example as published."""
    what = one["rule"] if numbers.is_missing(one["what"]) else one["what"]
    example = page.t(
        "health.example",
        file=one["source_file"],
        row="–"
        if numbers.is_missing(one["source_row"])
        else numbers.number(int(one["source_row"]), page.lang),
    )
    # What makes two rows the same are names of ours, not of the file.
    is_named = one["severity"] != "duplicate" and not numbers.is_missing(one["column"])
    column = f"{one['column']}：" if is_named else None
    value = (
        page.t("health.blank") if numbers.is_missing(one["value"]) else tag("code", one["value"])
    )
    hint = None if numbers.is_missing(one["suggestion"]) else f" → {one['suggestion']}"
    return tag(
        "li",
        tag(
            "p",
            tag("strong", what),
            " ",
            tag(
                "span",
                page.t(
                    f"health.severity.{one['severity']}",
                    n=numbers.number(int(one["verdicts"]), page.lang),
                ),
                class_="m-tag",
            ),
        ),
        None
        if numbers.is_missing(one["todo"])
        else tag("p", page.t("health.todo", todo=one["todo"])),
        tag("p", example, " ", column, value, hint, class_="m-quiet"),
    )


def _corrections(page: Page, source: str) -> None:
    found = health.corrections(page.warehouse, source)
    if found.empty:
        return
    show(tag("h3", page.t("health.corrections"), class_="m-h3"))
    show(
        tag(
            "ul",
            *(
                tag(
                    "li",
                    tag("strong", page.t(f"health.action.{one['action']}")),
                    " ",
                    tag("code", one["locator"]),
                    " ",
                    one["reason"],
                    " ",
                    tag("span", page.t(f"health.correction.{one['status']}"), class_="m-tag"),
                )
                for one in found.to_dict("records")
            ),
            class_="m-rules",
        )
    )


def _files(page: Page, row: Row) -> None:
    found = health.files(page.warehouse, str(row["source"]), str(row["run_id"]))
    show(tag("h3", page.t("health.files"), class_="m-h3"))
    if found.empty:
        show(tag("p", page.t("health.no_files"), class_="m-quiet"))
        return
    show(tag("ul", *(_file(page, one) for one in found.to_dict("records")), class_="m-rules"))


def _file(page: Page, one: Row) -> Html:
    decisions = json.loads(one["decisions"] or "[]")
    return tag(
        "li",
        tag("p", tag("strong", one["source_file"]), " ", balance_html(page, one)),
        tag(
            "p",
            page.t(
                "health.file",
                format=one["format"],
                encoding=page.t("word.unknown")
                if numbers.is_missing(one["encoding"])
                else one["encoding"],
                layout=one["layout"],
                fetched=page.moment(one["fetched_at"]),
            ),
            class_="m-quiet",
        ),
        tag("p", "sha256 ", tag("code", one["sha256"]), class_="m-quiet m-hash"),
        tag(
            "details",
            tag("summary", page.t("health.decisions", n=len(decisions))),
            tag(
                "ul",
                *(
                    tag("li", f"{each['what']}: {each['choice']}（{each['why']}）")
                    for each in decisions
                ),
            ),
        )
        if decisions
        else None,
    )


def _runs(page: Page, source: str) -> None:
    found = health.runs(page.warehouse, source)
    show(
        tag(
            "details",
            tag("summary", page.t("health.runs", n=len(found))),
            tag(
                "ul",
                *(
                    tag(
                        "li",
                        page.moment(one["fetched_at"]),
                        " ",
                        balance_html(page, one),
                        " ",
                        page.t("health.run_good" if one["success"] else "health.run_bad"),
                    )
                    for one in found.to_dict("records")
                ),
                class_="m-rules",
            ),
        )
    )
