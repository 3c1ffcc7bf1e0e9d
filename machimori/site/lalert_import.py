"""Taking in somebody else's L-Alert document: every row becomes a statement, or says why not."""

from __future__ import annotations

from dataclasses import dataclass

from machimori.exchange import lalert_reading
from machimori.exchange.lalert_reading import Received
from machimori.exchange.lalert_statements import Known, statements
from machimori.store.desk import Desk, Refused
from machimori.store.queries import places
from machimori.store.queries.board import Incident

_PLACES = "SELECT facility_id, name, role FROM places ORDER BY facility_id"


class WrongMode(ValueError):
    """A drill's document for a real incident, or the other way round."""


@dataclass(frozen=True)
class Taken:
    """What became of one row: the statement's place, or the code of the reason it was refused."""

    row: int
    name: str
    facility_id: str | None
    code: str  # "taken", "known" (this revision was taken in before), or the reason
    value: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether it became a statement, now or before."""
        return self.code in ("taken", "known")


def take(content: bytes, desk: Desk, incident: Incident) -> tuple[Received, list[Taken]]:
    """Record the rows of a document through the desk, each by its own key.

    The desk's journal decides whether anything is written (``store.rehearsal`` writes nothing).

    Raises:
        UnreadableXml, NotShelters: it isn't a document we read.
        WrongMode: training and real never mix.
    """
    received = lalert_reading.read(content)
    if received.mode != incident.mode:
        raise WrongMode(f"{received.mode} into {incident.mode}")
    known = places.ask(
        desk.warehouse,
        desk.journal,
        _PLACES,
        incident_id=incident.incident_id,
        mode=incident.mode,
    )
    ours = [Known(row["facility_id"], row["name"], row["role"]) for row in known.to_dict("records")]
    found, unmatched = statements(received, ours)
    rows = [
        Taken(one.row, one.name, None, one.code, one.value)
        for one in (*received.refused, *unmatched)
    ]
    for one in found:
        key = f"lalert {received.document_id} {received.revision} {one.row} {one.facility_id}"
        is_known = desk.journal.acknowledged(key) is not None
        try:
            desk.state(
                str(incident.incident_id),
                one.facility_id,
                one.fields,
                client_key=key,
                observed_at=one.observed_at,
                via="import",
            )
        except Refused as refusal:
            said = str(refusal.params.get("value", refusal.field))
            rows.append(Taken(one.row, one.name, one.facility_id, refusal.rule, said))
        else:
            code = "known" if is_known else "taken"
            rows.append(Taken(one.row, one.name, one.facility_id, code))
    return received, sorted(rows, key=lambda one: one.row)
