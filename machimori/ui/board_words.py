"""One statement in words: when, what, by whom, and how it reached us."""

from __future__ import annotations

import json

from machimori.ui.markup import Html, join, tag
from machimori.ui.page import Page
from machimori.ui.staff_frame import Row
from machimori.wording import numbers

#: Counts and the unit each is told in.
_COUNTS = (
    ("headcount", "unit.persons"),
    ("households", "unit.households"),
    ("outside_headcount", "unit.persons"),
)


def said_words(page: Page, line: Row) -> str:
    """A line of the history as plain text."""
    who = page.t("board.learnt", moment=page.clock(line["received_at"]), who=_who(page, line))
    return f"{page.clock(line['observed_at'])} {_what(page, line)} {who}"


def said_html(page: Page, line: Row, *, is_superseded: bool = False) -> Html:
    """A line of the history; what was corrected is struck through, never taken out."""
    learnt = page.t("board.learnt", moment=page.clock(line["received_at"]), who=_who(page, line))
    what = _what(page, line)
    note = line["note"]
    return join(
        tag("strong", page.clock(line["observed_at"])),
        " ",
        tag("del", what) if is_superseded else what,
        " ",
        tag("span", page.t("board.corrected"), class_="m-tag") if is_superseded else None,
        None if numbers.is_missing(note) else tag("span", f"「{note}」", class_="m-stranger"),
        " ",
        tag("span", learnt, class_="m-quiet"),
    )


def field_words(page: Page, field: str, value: object) -> str:
    """One field's value in words, for saying that two differ."""
    if field in ("opening", "crowding"):
        return page.word(field, value)
    unit = dict(_COUNTS)[field]
    return numbers.quantity(int(str(value)), page.t(unit), page.lang)


def _what(page: Page, line: Row) -> str:
    words = [
        page.word(field, line[field])
        for field in ("opening", "crowding")
        if not numbers.is_missing(line[field])
    ]
    for field, unit in _COUNTS:
        name = page.t(f"board.said.{field}") if field == "outside_headcount" else ""
        if not numbers.is_missing(line.get(field)):
            words.append(name + numbers.quantity(int(line[field]), page.t(unit), page.lang))
        change = line.get(f"{field}_delta")
        if not numbers.is_missing(change):
            words.append(name + numbers.signed(int(str(change)), page.lang) + page.t(unit))
    for field in ("counters", "counters_delta"):
        if not numbers.is_missing(line.get(field)) and json.loads(str(line[field])):
            words.append(page.t("board.said.counters"))
            break
    if line["event_type"] == "confirmation":
        words.append(page.t("board.no_change"))
    if line["event_type"] == "correction":
        words.insert(0, page.t("board.said.correction"))
    return page.t("board.and").join(words) or page.t("board.said.note_only")


def _who(page: Page, line: Row) -> str:
    if not numbers.is_missing(line["reporter"]):
        return str(line["reporter"])
    return page.word("source_name", line["source"])
