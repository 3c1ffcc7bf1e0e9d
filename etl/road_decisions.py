"""What staff decided about posts, folded onto what was published."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from machimori.city import City
from machimori.domain.events import Event
from machimori.domain.report_fold import PUBLISHED_COLUMNS, event_frame, fold

_PUBLISHED = f"""
SELECT {", ".join(PUBLISHED_COLUMNS)} FROM marts.road_reports
WHERE report_id IN (SELECT report_id FROM decided_posts)
"""  # noqa: S608 - our own names


def fold_decisions(
    connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]
) -> None:
    """Fill marts.road_decisions. A decision about a post that is in no source (any more) stays."""
    decisions = event_frame(events)
    if decisions.empty:
        return
    connection.register(
        "decided_posts", pd.DataFrame({"report_id": decisions["report_id"].unique()})
    )
    try:
        published = connection.execute(_PUBLISHED).df()
        connection.register("folded_decisions", fold(published, decisions))
        connection.execute("INSERT INTO marts.road_decisions BY NAME FROM folded_decisions")
    finally:
        connection.unregister("decided_posts")
        connection.unregister("folded_decisions")
