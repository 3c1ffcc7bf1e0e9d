"""A table whose rows can be picked by click or keyboard, without leaving the page.

Streamlit's own table is a canvas: nothing for a screen reader, English words in its menus, and
its cells can't say a state in word, shape and colour. This one is our markup (escaped on the
server) with a button in each row; picking it reaches Python as ``picked``, a further button of
the row as ``acted``, the boxes that choose rows as ``chosen``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from machimori.ui.markup import Html, safe, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column
from machimori.wording import numbers

#: Only markup of ``machimori.ui.markup`` reaches innerHTML, and that is escaped.
_JS = (Path(__file__).parent / "pick_table.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Act:
    """A button of a row that was pressed: which, and the statement its reader had seen."""

    row: str
    name: str
    seen: str | None


def act_button(label: str, name: str, *, about: str, seen: str | None = None) -> Html:
    """A button that does something with its row, instead of opening it.

    Args:
        label: its word.
        name: what it does, as ``Act.name``.
        about: label and row in words, for those who hear it.
        seen: id of the newest statement about the row.
    """
    return tag(
        "button",
        label,
        type="button",
        class_="m-do",
        data_act=name,
        data_seen=seen,
        aria_label=about,
    )


def rows_html(
    page: Page,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    key: str,
    caption: str,
    stamp: str = "",
    choosing: str = "",
    is_rest: bool = False,
) -> Html:
    """The table; the first column is the row's button.

    Args:
        page: the page.
        frame: one record per row.
        columns: what to show.
        key: column of row ids.
        caption: what the table is, for those who hear it.
        stamp: column of what a row says at bottom; a row glows once when it has changed.
        choosing: words of the box that chooses a row for a common act; none without.
        is_rest: rows that go on below an opened one: the headings are heard, not seen.
    """
    body = [
        row_html(page, record, columns, key=key, stamp=stamp, choosing=choosing)
        for record in frame.to_dict("records")
    ]
    return table_of(body, columns, caption=caption, choosing=choosing, is_rest=is_rest)


def row_html(
    page: Page,
    record: Mapping[Any, Any],
    columns: Sequence[Column],
    *,
    key: str,
    stamp: str = "",
    choosing: str = "",
) -> Html:
    """One row; arguments as of ``rows_html``."""
    cells = [
        _cell(page, one, record, is_first=place == 0, choosing=choosing)
        for place, one in enumerate(columns)
    ]
    return tag("tr", *cells, data_row=record[key], data_stamp=record[stamp] if stamp else None)


def table_of(
    body: Sequence[Html],
    columns: Sequence[Column],
    *,
    caption: str,
    choosing: str = "",
    is_rest: bool = False,
) -> Html:
    """The table of ready rows; arguments as of ``rows_html``."""
    head = tag(
        "tr",
        *(
            tag(
                "th",
                _choose_all(choosing) if choosing and place == 0 and not is_rest else None,
                one.heading,
                scope="col",
                class_=f"m-{one.align}",
            )
            for place, one in enumerate(columns)
        ),
    )
    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption, class_="m-hidden"),
            tag("thead", head, class_="m-hidden" if is_rest else None),
            tag("tbody", *body),
            class_="m-picks",
        ),
        class_="m-table m-tall",
        role="region",
        aria_label=caption,
    )


def _choose_all(words: str) -> Html:
    return tag("input", type="checkbox", class_="m-choose", data_choose_all=True, aria_label=words)


def _cell(
    page: Page, column: Column, record: Mapping[Any, Any], *, is_first: bool, choosing: str
) -> Html:
    value = record[column.name]
    if column.show:
        shown = safe(column.show(value))
    elif numbers.is_missing(value):
        shown = safe(page.t("word.unknown"))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        shown = safe(numbers.number(value, page.lang))
    else:
        shown = safe(value)
    if is_first:
        button = tag("button", shown, type="button", class_="m-row-button")
        box = (
            tag("input", type="checkbox", class_="m-choose", data_choose=True, aria_label=choosing)
            if choosing
            else None
        )
        return tag("th", box, button, scope="row", class_=f"m-{column.align}")
    # The heading again, for the narrow screen where a row becomes a block of lines.
    return tag("td", shown, class_=f"m-{column.align}", data_heading=column.heading)


def pick_table(
    page: Page,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    key: str,
    caption: str,
    picked: str | None,
    on_pick: Callable[[str], None],
    name: str,
    stamp: str = "",
    on_act: Callable[[Act], None] | None = None,
    choosing: str = "",
    chosen: Collection[str] = (),
    on_choose: Callable[[list[str]], None] | None = None,
    is_rest: bool = False,
) -> None:
    """Draw the rows; ``on_pick`` hears the id of the row that was picked.

    Args:
        page: the page.
        frame: one record per row.
        columns: what to show, the row's own name first.
        key: column of ``frame`` with the row ids.
        caption: what the table is, for those who hear it.
        picked: id of the row to mark.
        on_pick: called before the rerun that a pick starts.
        name: key of the element, unique on the page.
        stamp: see ``rows_html``.
        on_act: hears which ``act_button`` was pressed.
        choosing: see ``rows_html``.
        chosen: ids of the rows chosen for a common act.
        on_choose: hears the ids of this table's chosen rows.
        is_rest: see ``rows_html``.
    """
    html = rows_html(
        page,
        frame,
        columns,
        key=key,
        caption=caption,
        stamp=stamp,
        choosing=choosing,
        is_rest=is_rest,
    )
    mine = set(frame[key])
    pick_rows(
        html,
        name=name,
        pulse=page.beat,
        picked=picked,
        on_pick=on_pick,
        on_act=on_act,
        chosen=[one for one in chosen if one in mine],
        on_choose=on_choose,
    )


def pick_rows(
    html: Html,
    *,
    name: str,
    pulse: str,
    picked: str | None,
    on_pick: Callable[[str], None],
    on_act: Callable[[Act], None] | None = None,
    chosen: Sequence[str] = (),
    on_choose: Callable[[list[str]], None] | None = None,
) -> None:
    """Draw any markup of ours whose rows (``data-row``) can be picked, chosen and acted upon.

    ``pulse``: of the page; the browser may have drawn newer rows since the last run, and must
    not take the same rows sent again for those.
    """

    def held(what: str) -> Any:
        return (st.session_state.get(name) or {}).get(what)

    def picked_one() -> None:
        if held("picked") is not None:
            on_pick(str(held("picked")))

    def acted() -> None:
        pressed = held("acted")
        if pressed and on_act is not None:
            on_act(Act(str(pressed["row"]), str(pressed["act"]), pressed.get("seen") or None))

    def chose() -> None:
        if on_choose is not None:
            on_choose([str(one) for one in held("chosen") or []])

    markup = str(html)
    _component()(
        data={
            "html": markup,
            "stamp": f"{hash(markup)} {pulse}",
            "name": name,
            "picked": picked,
            "chosen": list(chosen),
        },
        key=name,
        default={"picked": None, "chosen": []},
        on_picked_change=picked_one,
        on_acted_change=acted,
        on_chosen_change=chose,
    )


def _component() -> Any:
    """Registered on first use: a component belongs to the running app."""
    return st.components.v2.component("machimori_pick_table", js=_JS, isolate_styles=False)
