"""Tables of our own markup, and the same rows as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

from machimori.ui.markup import Html, safe, show, tag
from machimori.ui.page import Page
from machimori.wording import numbers

#: A cell beginning so is a formula to a spreadsheet. Source: OWASP, CSV injection.
#: Japanese spreadsheets take the full-width signs for the same.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Column:
    """One column: its name in the frame, its heading, how a value is shown.

    ``show`` takes the value and gives text or Html; without it numbers get separators and
    NULL the word for unknown.
    """

    name: str
    heading: str
    align: Literal["left", "right"] = "left"
    show: Callable[[Any], str | Html] | None = None
    is_row_heading: bool = False


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries by column name; column by column, since pandas takes thrice as long."""
    names = [str(name) for name in frame.columns]
    columns = [frame.iloc[:, place].tolist() for place in range(len(names))]
    if not columns:
        return [{} for _ in range(len(frame))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def table_html(
    page: Page,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    caption: str,
    is_caption_spoken: bool = False,
) -> Html:
    """A table with caption and scopes; scrolls inside itself where it is wide.

    ``is_caption_spoken``: a heading above says the same, so the caption is for listeners only.
    """
    head = tag(
        "tr",
        *(tag("th", column.heading, scope="col", class_=f"m-{column.align}") for column in columns),
    )
    body = [
        tag("tr", *(_cell(page, column, record[column.name]) for column in columns))
        for record in records(frame)
    ]
    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption, class_="m-spoken" if is_caption_spoken else None),
            tag("thead", head),
            tag("tbody", *body),
        ),
        class_="m-table",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def table(
    page: Page,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    caption: str,
    is_caption_spoken: bool = False,
) -> None:
    """Draw the table."""
    show(table_html(page, frame, columns, caption=caption, is_caption_spoken=is_caption_spoken))


def _cell(page: Page, column: Column, value: Any) -> Html:
    if column.show:
        shown = safe(column.show(value))
    elif numbers.is_missing(value):
        shown = safe(page.t("word.unknown"))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        shown = safe(numbers.number(value, page.lang))
    else:
        shown = safe(value)
    if column.is_row_heading:
        return tag("th", shown, scope="row", class_=f"m-{column.align}")
    return tag("td", shown, class_=f"m-{column.align}", data_label=column.heading)


def harmless(value: Any) -> Any:
    """A text cell that no spreadsheet takes for a formula: an apostrophe in front where needed."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def csv_bytes(frame: pd.DataFrame, *, bom: bool = True) -> bytes:
    """Rows as CSV in UTF-8, formula-proof. With the mark Excel opens it as UTF-8.

    Numbers stay numbers (a minus sign is not a formula there); times are ISO 8601 with Z.
    """
    plain = pd.DataFrame(
        {str(harmless(str(name))): _plain(column) for name, column in frame.items()},
        index=frame.index,
    )
    body: bytes = plain.to_csv(index=False, lineterminator="\r\n").encode("utf-8")
    return (b"\xef\xbb\xbf" if bom else b"") + body


def _plain(column: pd.Series[Any]) -> Any:
    """The cells as they are written; a list where the column's type says nothing to a reader."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    if pd.api.types.is_numeric_dtype(column):
        return column
    return pd.Series([harmless(cell) for cell in column], index=column.index, dtype=object)


def download(
    page: Page, frame: pd.DataFrame, file_name: str, *, key: str, label: str = "", bom: bool = True
) -> None:
    """A button that saves these rows."""
    st.download_button(
        label or page.t("table.download"),
        csv_bytes(frame, bom=bom),
        file_name=file_name,
        mime="text/csv",
        key=key,
        on_click="ignore",
    )
