"""A table whose rows can be picked by click or keyboard, without leaving the page.

Streamlit's own table is a canvas: nothing for a screen reader, English words in its menus, and
its cells can't say a state in word, shape and colour. This one is our markup (escaped on the
server) with a button in each row; picking it reaches Python as ``picked``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from machimori.ui.markup import Html, safe, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column
from machimori.wording import numbers

#: Only data written by ``rows_html`` reaches innerHTML, and that is escaped.
_JS = """
export default function ({ parentElement, data, setStateValue }) {
  let slot = parentElement.querySelector(".m-pick");
  if (!slot) {
    slot = document.createElement("div");
    slot.className = "m-pick";
    parentElement.appendChild(slot);
  }
  if (slot.dataset.stamp !== data.stamp) {
    const box = slot.querySelector(".m-table");
    const top = box ? box.scrollTop : 0, left = box ? box.scrollLeft : 0;
    const focused = slot.contains(document.activeElement) ? document.activeElement : null;
    const focus = focused && focused.closest("[data-row]")?.dataset.row;
    slot.innerHTML = data.html;
    slot.dataset.stamp = data.stamp;
    const fresh = slot.querySelector(".m-table");
    if (fresh) { fresh.scrollTop = top; fresh.scrollLeft = left; }
    if (focus) slot.querySelector(`[data-row="${CSS.escape(focus)}"] button`)?.focus();
  }
  for (const row of slot.querySelectorAll("[data-row]")) {
    const chosen = row.dataset.row === data.picked;
    row.classList.toggle("m-picked", chosen);
    row.querySelector("button")?.setAttribute("aria-pressed", chosen ? "true" : "false");
  }
  slot.onclick = (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || event.target.closest("a, summary, details")) return;
    setStateValue("picked", row.dataset.row);
  };
  slot.onkeydown = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const buttons = [...slot.querySelectorAll("[data-row] button")];
    const at = buttons.indexOf(document.activeElement);
    const next = buttons[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at >= 0 && next) { event.preventDefault(); next.focus(); }
  };
}
"""


def rows_html(
    page: Page, frame: pd.DataFrame, columns: Sequence[Column], *, key: str, caption: str
) -> Html:
    """The table; the first column is the row's button. ``key`` names the column of row ids."""
    head = tag(
        "tr",
        *(tag("th", one.heading, scope="col", class_=f"m-{one.align}") for one in columns),
    )
    body = [
        tag(
            "tr",
            *(_cell(page, one, record, is_first=place == 0) for place, one in enumerate(columns)),
            data_row=record[key],
        )
        for record in frame.to_dict("records")
    ]
    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption, class_="m-hidden"),
            tag("thead", head),
            tag("tbody", *body),
            class_="m-picks",
        ),
        class_="m-table m-tall",
        role="region",
        aria_label=caption,
    )


def _cell(page: Page, column: Column, record: dict[Any, Any], *, is_first: bool) -> Html:
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
        return tag("th", button, scope="row", class_=f"m-{column.align}")
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
    """
    html = str(rows_html(page, frame, columns, key=key, caption=caption))

    def changed() -> None:
        chosen = st.session_state[name].get("picked")
        if chosen is not None:
            on_pick(str(chosen))

    _component()(
        data={"html": html, "stamp": str(hash(html)), "picked": picked},
        key=name,
        default={"picked": None},
        on_picked_change=changed,
    )


def _component() -> Any:
    """Registered on first use: a component belongs to the running app."""
    return st.components.v2.component("machimori_pick_table", js=_JS, isolate_styles=False)
