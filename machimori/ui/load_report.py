"""The report on a file: what it was taken for, how it is read, what becomes of each row."""

from __future__ import annotations

from typing import Any

import pandas as pd

from machimori.ui import states
from machimori.ui.load_jobs import Answer
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.staff_frame import Row
from machimori.ui.tables import Column, table
from machimori.wording import numbers


def report(page: Page, answer: Answer) -> bool:
    """Draw the report; returns whether the file could be read at all."""
    said = answer.document
    if answer.problem:
        states.failed(page.lang, page.t("load.program_failed"), answer.problem)
        return False
    if said.get("error"):
        known = said.get("error_kind")
        sentence = page.t(f"load.error.{known}") if known else str(said["error"])
        states.notice(
            page.t("load.unreadable"), sentence, page.t("load.unreadable_next"), tone="alarm"
        )
        return False
    show(
        tag(
            "p",
            tag("strong", said["file"]),
            " ",
            page.t(
                "load.taken_for",
                source=page.word("source_name", said["source"]),
                id=said["source_id"],
            ),
            class_="m-lead",
        )
    )
    if said["held_back"]:
        states.notice(
            page.t("load.would_hold_back"),
            page.t(f"load.held_back.{said['held_back_kind']}"),
            page.t("load.would_hold_back_next"),
            tone="caution",
        )
    show(join(*(_file(page, one) for one in said["files"])))
    _rules(page, said)
    _verdicts(page, said)
    return True


def balance_html(page: Page, one: Row) -> Html:
    """Rows in = accepted + rejected + duplicates."""
    counts = {
        name: numbers.number(int(one[name]), page.lang)
        for name in ("rows_in", "accepted", "rejected", "duplicates")
    }
    return tag("span", page.t("health.balance", **counts), class_="m-keep")


def _file(page: Page, one: dict[str, Any]) -> Html:
    mapped = [
        page.t("load.pair", ours=page.word("column", ours), published=published)
        for ours, published in one["columns"].items()
    ]
    facts = [
        ("load.fact.format", one["format"]),
        ("load.fact.encoding", one["encoding"] or page.t("word.unknown")),
        ("load.fact.layout", _layout(page, one)),
        ("load.fact.header", str(one["header_row"] or "")),
        ("load.fact.sheet", one["sheet"]),
        ("load.fact.columns", page.t("board.and").join(mapped)),
        ("load.fact.unused", page.t("board.and").join(one["unused"])),
        ("load.fact.never_loaded", page.t("board.and").join(one["never_loaded"])),
    ]
    return tag(
        "section",
        tag("h3", one["file"], class_="m-h3"),
        tag("p", balance_html(page, one)),
        tag(
            "dl",
            *(
                tag("div", tag("dt", page.t(key)), tag("dd", shown))
                for key, shown in facts
                if shown
            ),
            class_="m-facts m-wide",
        ),
        tag(
            "details",
            tag("summary", page.t("health.decisions", n=len(one["decisions"]))),
            tag(
                "ul",
                *(
                    tag("li", f"{each['what']}: {each['choice']}（{each['why']}）")
                    for each in one["decisions"]
                ),
            ),
        )
        if one["decisions"]
        else None,
        class_="m-panel m-spaced",
    )


def _layout(page: Page, one: Row) -> str:
    """The layout's title; a mapping of one's own has none."""
    if one["layout"] == "configured":
        return page.t("load.configured")
    return str(one["layout_title"] or one["layout"])


def _rules(page: Page, said: dict[str, Any]) -> None:
    """What is wrong, most serious first, with what to do."""
    if not said["rules"]:
        states.notice(page.t("load.clean"), page.t("load.clean_text"), tone="good")
        return
    show(
        tag(
            "ul",
            *(
                tag(
                    "li",
                    tag("strong", one[f"what_{page.lang}"]),
                    " ",
                    tag(
                        "span",
                        page.t(
                            f"health.severity.{one['severity']}",
                            n=numbers.number(one["count"], page.lang),
                        ),
                        class_="m-tag",
                    ),
                    tag("p", page.t("health.todo", todo=one[f"todo_{page.lang}"]))
                    if one[f"todo_{page.lang}"]
                    else None,
                )
                for one in said["rules"]
            ),
            class_="m-rules",
        )
    )


def _verdicts(page: Page, said: dict[str, Any]) -> None:
    """Row by row: where, which column, what stands there, what is wrong, what to do."""
    if not said["verdicts"]:
        return
    what = {one["rule"]: one[f"what_{page.lang}"] for one in said["rules"]}
    frame = pd.DataFrame(said["verdicts"])
    frame["what"] = frame["rule"].map(what)
    columns = [
        Column("row", page.t("load.column.row"), align="right", show=_plain),
        Column("column", page.t("load.column.column"), show=_plain),
        Column("value", page.t("load.column.value"), show=_published),
        Column("what", page.t("load.column.what"), show=_plain),
        Column("suggestion", page.t("load.column.suggestion"), show=_plain),
    ]
    if len(said["files"]) > 1:
        columns.insert(0, Column("file", page.t("load.column.file")))
    total = sum(one["count"] for one in said["rules"])
    caption = page.t(
        "load.verdicts",
        shown=numbers.number(len(frame), page.lang),
        total=numbers.number(total, page.lang),
    )
    table(page, frame, columns, caption=caption)


def _plain(value: Any) -> str:
    if numbers.is_missing(value) or value == "":
        return "–"
    return str(int(value)) if isinstance(value, float) else str(value)


def _published(value: Any) -> str | Html:
    return "–" if numbers.is_missing(value) or value == "" else tag("code", value)
