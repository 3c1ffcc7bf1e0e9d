"""What we know of a shelter, as L-Alert can say it: one row each, its losses, what stays out.

Nothing is sent that nobody said. A row the format can't carry is left out with the reason, and a
word it doesn't have goes as the nearest one, with the loss stated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from machimori.domain.vocabulary import Opening
from machimori.exchange.lalert_words import Words, words


@dataclass(frozen=True)
class ShelterState:
    """One place in one role with what holds of it. Times are aware; None is unknown."""

    facility_id: str
    name: str
    role: str
    opening: str | None
    name_kana: str | None = None
    address: str | None = None
    phone: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    is_temporary: bool = False
    capacity: int | None = None  # persons
    crowding: str | None = None
    headcount: int | None = None  # persons inside
    households: int | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True)
class Information:
    """One ``Information`` element, in the words of the format."""

    name: str
    type: str
    sort: str
    name_kana: str | None = None
    phone: str | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    type_detail: str | None = None
    date_time: datetime | None = None  # of opening or of closing
    capacity: int | None = None
    status: str | None = None
    head_count: int | None = None
    head_count_voluntary: int | None = None
    households: int | None = None
    households_voluntary: int | None = None
    checked_at: datetime | None = None


@dataclass(frozen=True)
class Remark:
    """What was lost of a row, or why it is not in: ``code`` is a key of the catalogue's words."""

    facility_id: str
    name: str
    code: str
    ours: str = ""
    sent: str = ""


@dataclass(frozen=True)
class Totals:
    """Sums over 開設 and 常設 alone; None where nothing is known, partial where it says so."""

    shelters: int
    head_count: int | None
    households: int | None
    head_count_unknown: int  # open places without a count


@dataclass(frozen=True)
class Sending:
    """What goes out: the rows, what they lost, and the rows that stay here."""

    rows: tuple[Information, ...]
    losses: tuple[Remark, ...]
    left_out: tuple[Remark, ...]
    totals: Totals
    still_inside: tuple[tuple[str, int], ...]  # shut places that hold people: name, persons


def sending(states: Iterable[ShelterState]) -> Sending:
    """The rows of a document, in the order of the states."""
    said = words()
    rows: list[Information] = []
    losses: list[Remark] = []
    left_out: list[Remark] = []
    inside: list[tuple[str, int]] = []
    for state in states:
        kind = _kind(said, state)
        sort = said.sort_sent_as.get(state.opening or "", state.opening or str(Opening.UNKNOWN))
        reason = _why_not(said, state, kind, sort)
        if reason or kind is None:
            left_out.append(Remark(state.facility_id, state.name, reason, state.opening or ""))
            continue
        row, lost = _row(said, state, kind, sort)
        rows.append(row)
        losses += lost
        if sort in said.shut and state.headcount:
            inside.append((state.name, state.headcount))
    return Sending(tuple(rows), tuple(losses), tuple(left_out), totals(rows), tuple(inside))


def totals(rows: Iterable[Information]) -> Totals:
    """Sums of the rows that are open; what is unknown is counted beside, never as 0."""
    counted = [row for row in rows if row.sort in words().counted]
    return Totals(
        shelters=len(counted),
        head_count=_sum(row.head_count for row in counted),
        households=_sum(row.households for row in counted),
        head_count_unknown=sum(row.head_count is None for row in counted),
    )


def _kind(said: Words, state: ShelterState) -> str | None:
    """The type a place goes as; None where the format has none for it."""
    kind = said.kind_by_role.get(state.role)
    if kind is None:
        return None
    if state.opening == Opening.PERMANENT:
        return kind.permanent
    return said.temporary_type if state.is_temporary else kind.type


def _why_not(said: Words, state: ShelterState, kind: str | None, sort: str) -> str:
    """Code of the reason a row stays out; empty where it goes."""
    if state.role not in said.kind_by_role:
        return "role"
    if kind is None:
        return "permanent"
    if sort == Opening.OPEN and state.opened_at is None:
        return "opened_at"
    if sort == Opening.CLOSED and state.closed_at is None:
        return "closed_at"
    return ""


def _row(
    said: Words, state: ShelterState, kind: str, sort: str
) -> tuple[Information, list[Remark]]:
    lost: list[Remark] = []

    def lose(code: str, ours: object, sent: object) -> None:
        lost.append(Remark(state.facility_id, state.name, code, str(ours), str(sent)))

    if state.opening in said.sort_sent_as:
        lose("opening", state.opening, sort)
    status = said.status_sent_as.get(state.crowding or "", state.crowding)
    if status != state.crowding:
        lose("crowding", state.crowding, status)
    head_count, households = state.headcount, state.households
    if sort == Opening.UNKNOWN:
        if head_count is not None or households is not None:
            lose("count_of_unknown", _persons(head_count), "")
        head_count = households = None
    elif sort in said.shut and head_count:
        lose("people_in_shut", head_count, "")
        head_count = households = None
    elif sort in said.shut and said.zero_when_shut:
        head_count, households = 0, 0
    moments = {str(Opening.OPEN): state.opened_at, str(Opening.CLOSED): state.closed_at}
    return Information(
        name=state.name,
        type=kind,
        sort=sort,
        name_kana=state.name_kana,
        phone=state.phone,
        address=state.address,
        latitude=state.latitude,
        longitude=state.longitude,
        type_detail=said.kind_by_role[state.role].detail,
        date_time=moments.get(sort),
        capacity=state.capacity,
        status=status,
        head_count=head_count,
        households=households,
        checked_at=state.confirmed_at,
    ), lost


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _persons(count: int | None) -> str:
    return "" if count is None else str(count)
