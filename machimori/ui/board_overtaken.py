"""What others said of a place since its form was opened: shown at once, above the form."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from machimori.ui.board_words import said_words
from machimori.ui.markup import Html, tag
from machimori.ui.page import Page

#: The slot it is drawn into.
SLOT = "overtaken"


def overtaken_html(
    page: Page,
    newest: Mapping[str, str],
    facility_id: str,
    based_on: str | None,
    history: pd.DataFrame,
) -> Html | None:
    """Who wrote since, when, what, and what becomes of both; None where nobody did.

    Args:
        page: the page.
        newest: id of the newest statement by facility.
        facility_id: of the place.
        based_on: the statement the form was opened on.
        history: of ``board.history``.
    """
    if newest.get(facility_id) == based_on:
        return None
    ids = history.sort_values(["received_at", "event_id"])["event_id"].tolist()
    since = set(ids[ids.index(based_on) + 1 :] if based_on in ids else ids)
    lines = [line for line in history.to_dict("records") if line["event_id"] in since]
    return tag(
        "div",
        tag("p", page.t("board.overtaken"), class_="m-notice-head"),
        tag("ul", *(tag("li", said_words(page, line)) for line in lines)),
        tag("p", page.t("board.overtaken_note")),
        class_="m-notice m-tone-caution",
        role="status",
    )
