"""What two reporters say differently: listed until somebody who saw both has spoken."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from machimori.store.queries import conflicts
from machimori.store.queries.board import Incident
from machimori.ui.board_acts import Writing
from machimori.ui.board_table import place_name
from machimori.ui.board_words import field_words
from machimori.ui.living import slot
from machimori.ui.markup import Html, tag
from machimori.ui.page import Page
from machimori.ui.staff_frame import Row
from machimori.ui.tables import records
from machimori.wording import numbers


def conflict_list(
    page: Page, incident: Incident | None, places: pd.DataFrame, may: Writing | None
) -> None:
    """Draw what differs, for those who may settle it."""
    if incident is not None and may is not None:
        slot(page, "conflicts", conflicts_html(page, incident, places))


def conflicts_html(page: Page, incident: Incident, places: pd.DataFrame) -> Html | None:
    """Which place, which field, who says what and when; None where nobody differs."""
    found = conflicts.of_incident(page.warehouse, page.journal, incident)
    if found.empty:
        return None
    named = places[["facility_id", "name"]].to_dict("records")
    names = {str(row["facility_id"]): place_name(row) for row in named}
    n = numbers.number(len(found), page.lang)
    return tag(
        "details",
        tag("summary", page.t("board.conflicts", n=n), class_="m-alarm"),
        tag("p", page.t("board.conflicts_note"), class_="m-quiet m-small"),
        tag(
            "ul",
            *(tag("li", _pair(page, row, names)) for row in records(found)),
            class_="m-history",
        ),
        class_="m-panel",
    )


def _pair(page: Page, row: Row, names: Mapping[str, str]) -> Html:
    facility_id = str(row["facility_id"])

    def side(prefix: str) -> str:
        who = row[f"{prefix}reporter"]
        return page.t(
            "board.conflict_side",
            who=page.t("word.not_stated") if numbers.is_missing(who) else who,
            moment=page.clock(row[f"{prefix}observed_at"]),
            value=field_words(page, str(row["field"]), row[f"{prefix}value"]),
        )

    return tag(
        "span",
        tag("strong", names.get(facility_id, facility_id)),
        " ",
        page.t(f"board.form.{row['field']}"),
        page.t("board.conflict_pair", one=side(""), other=side("other_")),
    )
