"""The places of the board as marks of its map."""

from __future__ import annotations

import pandas as pd

from machimori.ui.board_table import place_mark
from machimori.ui.map_marks import Marker
from machimori.ui.page import Page
from machimori.ui.staff_frame import Row
from machimori.wording import numbers
from machimori.wording.tokens import Mark, mark

#: Key of the map.
MAP = "board"
_COLUMNS = (
    "facility_id", "name", "role", "latitude", "longitude", "position_precision", "confirmed_at",
    "opening_shown", "crowding_shown", "freshness",
)  # fmt: skip


def markers_of(
    page: Page, places: pd.DataFrame, *, picked: str | None, with_state: bool
) -> list[Marker]:
    """A mark for each place that has a position."""
    placed = places.loc[places["latitude"].notna(), list(_COLUMNS)]
    return [
        _marker(page, row, picked=picked, with_state=with_state)
        for row in placed.to_dict("records")
    ]


def _marker(page: Page, row: Row, *, picked: str | None, with_state: bool) -> Marker:
    lines = [page.word("role", row["role"])]
    if with_state and not numbers.is_missing(row["confirmed_at"]):
        lines.append(page.t("board.confirmed_at", moment=page.clock(row["confirmed_at"])))
    return Marker(
        key=str(row["facility_id"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        title=str(row["name"]),
        mark=place_mark(row) if with_state else _master_mark(),
        lines=tuple(lines),
        is_selected=row["facility_id"] == picked,
        is_exact=row["position_precision"] == "surveyed",
    )


def _master_mark() -> Mark:
    return mark("board.mark.place", "disc", "brand")
