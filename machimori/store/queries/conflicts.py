"""Who wrote without having seen whom: what a form has to carry, and what has to be looked at."""

from __future__ import annotations

import pandas as pd

from machimori.domain.conflicts import COLUMNS, open_conflicts
from machimori.store.journal import EventLog
from machimori.store.queries import status
from machimori.store.queries.board import Incident
from machimori.store.shared import shared
from machimori.store.warehouse import Warehouse

_OF_INCIDENT = """
FROM wh.marts.facility_status_history
WHERE incident_id IS NOT DISTINCT FROM $incident_id AND mode = $mode
"""
_NEWEST = f"""
SELECT facility_id, arg_max(event_id, {{'at': received_at, 'id': event_id}}) AS event_id
{_OF_INCIDENT} GROUP BY facility_id
"""  # noqa: S608 - constant text
#: Places where somebody wrote who had not seen the statement before his: all others have none.
_SUSPECTS = f"""
WITH told AS (
    SELECT facility_id, based_on,
        lag(event_id) OVER (PARTITION BY facility_id ORDER BY received_at, event_id) AS before
    {_OF_INCIDENT}
)
SELECT DISTINCT facility_id FROM told WHERE based_on <> before
"""  # noqa: S608 - constant text
_SAID = f"SELECT * {_OF_INCIDENT} AND list_contains($facilities, facility_id)"  # noqa: S608 - constant text


@shared
def newest_statements(
    warehouse: Warehouse, journal: EventLog | None, incident: Incident
) -> dict[str, str]:
    """Facility to the id of the statement about it that was received last (``based_on``)."""
    found = dict(warehouse.rows(_NEWEST, _bound(incident)))
    told = _told(warehouse, journal, incident)
    newest = told.sort_values(["received_at", "event_id"]).drop_duplicates(
        "facility_id", keep="last"
    )
    return found | dict(zip(newest["facility_id"], newest["event_id"], strict=True))


@shared
def of_incident(warehouse: Warehouse, journal: EventLog | None, incident: Incident) -> pd.DataFrame:
    """Columns of ``domain.conflicts``: what two reporters say differently and nobody settled."""
    bound = _bound(incident)
    suspects = {str(row[0]) for row in warehouse.rows(_SUSPECTS, bound)}
    told = _told(warehouse, journal, incident)
    ordered = told.sort_values(["received_at", "event_id"])
    built = dict(warehouse.rows(_NEWEST, bound))
    before = ordered.groupby("facility_id")["event_id"].shift()
    before = before.where(before.notna(), ordered["facility_id"].map(built))
    missed = ordered["based_on"].notna() & before.notna() & (ordered["based_on"] != before)
    suspects |= set(ordered.loc[missed, "facility_id"])
    if not suspects:
        return pd.DataFrame(columns=list(COLUMNS), dtype=object)
    said = warehouse.frame(_SAID, bound | {"facilities": sorted(suspects)})
    about = told[told["facility_id"].isin(suspects)]
    both = [frame.astype(object) for frame in (said, about) if len(frame)]
    return open_conflicts(pd.concat(both, ignore_index=True))


def _told(warehouse: Warehouse, journal: EventLog | None, incident: Incident) -> pd.DataFrame:
    """What the journal says of the incident since the build."""
    told = status.told_since(warehouse, journal)
    same = (
        told["incident_id"].isna()
        if incident.incident_id is None
        else told["incident_id"] == incident.incident_id
    )
    return told[same & (told["mode"] == incident.mode)]


def _bound(incident: Incident) -> dict[str, str | None]:
    return {"incident_id": incident.incident_id, "mode": incident.mode}
