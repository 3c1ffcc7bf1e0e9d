"""The places of the board as marks of its map."""

from __future__ import annotations

import pandas as pd

from machimori.store.kept import Kept
from machimori.ui.board_table import place_mark
from machimori.ui.map_marks import Marker
from machimori.ui.page import Page
from machimori.ui.staff_frame import Row
from machimori.ui.tables import records
from machimori.wording import numbers
from machimori.wording.tokens import Mark, mark

#: Key of the map.
MAP = "board"
_COLUMNS = (
    "facility_id", "name", "role", "latitude", "longitude", "position_precision", "confirmed_at",
    "opening_shown", "crowding_shown", "freshness",
)  # fmt: skip
#: Marks by what they say: after one statement all others are the same.
_MARKERS: Kept[Marker] = Kept(5_000)


def markers_of(
    page: Page, places: pd.DataFrame, *, picked: str | None, with_state: bool
) -> list[Marker]:
    """A mark for each place that has a position."""
    placed = records(places.loc[places["latitude"].notna(), list(_COLUMNS)])
    setting = (page.lang, page.city.zone, page.now.date(), with_state)

    def marker_of(row: Row) -> Marker:
        is_picked = row["facility_id"] == picked
        key = (setting, is_picked, repr(row.values()))
        return _MARKERS.get(
            key, lambda: _marker(page, row, is_picked=is_picked, with_state=with_state)
        )

    return [marker_of(row) for row in placed]


def _marker(page: Page, row: Row, *, is_picked: bool, with_state: bool) -> Marker:
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
        is_selected=is_picked,
        is_exact=row["position_precision"] == "surveyed",
    )


def _master_mark() -> Mark:
    return mark("board.mark.place", "disc", "brand")
