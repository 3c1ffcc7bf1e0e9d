"""Which state of a post may follow which, what each step needs, and what others call the states.

One table, for forms, bulk acts and imports alike. A post that ended begins again only as 再開, and
how it ended can be put right with a reason. Nothing goes back to 受付済 unexplained. Whatever was
unknown (記載なし) may turn out to be anything but opened *again*.
"""

from __future__ import annotations

from enum import StrEnum

from machimori.domain.vocabulary import OPEN_REPORT_STATUSES, EndKind, ReportStatus


class Need(StrEnum):
    """What has to be said with a step, and the field of the journal that says it."""

    REASON = "reason"
    PARENT = "parent"  # the post that stays
    ADDRESSEE = "referred_to"  # who keeps that road


(
    _RECEIVED, _IN_PROGRESS, _WATCHING, _DONE,
    _REOPENED, _OUT_OF_SCOPE, _REFERRED, _DUPLICATE,
) = ReportStatus  # fmt: skip
CLOSED_STATUSES = frozenset(ReportStatus) - OPEN_REPORT_STATUSES

_NOTHING: frozenset[Need] = frozenset()
_REASON = frozenset({Need.REASON})
_PARENT = frozenset({Need.PARENT})
_ADDRESSEE = frozenset({Need.ADDRESSEE})
_WHY_PARENT = _REASON | _PARENT
_WHY_ADDRESSEE = _REASON | _ADDRESSEE

#: From each state those that may follow, and what the step needs.
STEPS: dict[ReportStatus, dict[ReportStatus, frozenset[Need]]] = {
    _RECEIVED: {
        _IN_PROGRESS: _NOTHING,
        _WATCHING: _NOTHING,
        _DONE: _NOTHING,
        _OUT_OF_SCOPE: _REASON,
        _REFERRED: _ADDRESSEE,
        _DUPLICATE: _PARENT,
    },
    _IN_PROGRESS: {
        _RECEIVED: _REASON,
        _WATCHING: _NOTHING,
        _DONE: _NOTHING,
        _OUT_OF_SCOPE: _REASON,
        _REFERRED: _ADDRESSEE,
        _DUPLICATE: _PARENT,
    },
    _WATCHING: {
        _IN_PROGRESS: _NOTHING,
        _DONE: _NOTHING,
        _OUT_OF_SCOPE: _REASON,
        _REFERRED: _ADDRESSEE,
        _DUPLICATE: _PARENT,
    },
    _DONE: {
        _REOPENED: _REASON,
        _OUT_OF_SCOPE: _REASON,
        _REFERRED: _WHY_ADDRESSEE,
        _DUPLICATE: _WHY_PARENT,
    },
    _REOPENED: {
        _IN_PROGRESS: _NOTHING,
        _WATCHING: _NOTHING,
        _DONE: _NOTHING,
        _OUT_OF_SCOPE: _REASON,
        _REFERRED: _ADDRESSEE,
        _DUPLICATE: _PARENT,
    },
    _OUT_OF_SCOPE: {
        _REOPENED: _REASON,
        _REFERRED: _WHY_ADDRESSEE,
        _DUPLICATE: _WHY_PARENT,
    },
    _REFERRED: {
        _DONE: _REASON,  # the other road owner says so
        _REOPENED: _REASON,
        _OUT_OF_SCOPE: _REASON,
        _DUPLICATE: _WHY_PARENT,
    },
    _DUPLICATE: {_REOPENED: _REASON},
}
#: From 記載なし.
FIRST_STEPS: dict[ReportStatus, frozenset[Need]] = {_RECEIVED: _NOTHING} | STEPS[_RECEIVED]
#: How a step ends a post, where the state itself says so. 対応済 is done, not necessarily repaired.
ENDS: dict[ReportStatus, EndKind] = {
    _OUT_OF_SCOPE: EndKind.OUT_OF_SCOPE,
    _REFERRED: EndKind.REFERRED,
    _DUPLICATE: EndKind.DUPLICATE,
}


def needs(before: ReportStatus | None, after: ReportStatus) -> frozenset[Need] | None:
    """What the step from one state to another needs said; None where there is no such step."""
    return (FIRST_STEPS if before is None else STEPS[before]).get(after)


def next_statuses(before: ReportStatus | None) -> list[ReportStatus]:
    """What a form offers after a state, in the usual order."""
    return [one for one in ReportStatus if needs(before, one) is not None]


class MyCityReportState(StrEnum):
    """The three states MyCityReport shows on its map, by the word of the state."""

    BEFORE = "受付済"  # 対応前
    UNDER_WAY = "対応中"
    AFTER = "対応済"  # 対応後


_THREE: dict[ReportStatus, MyCityReportState] = {
    _RECEIVED: MyCityReportState.BEFORE,
    _REOPENED: MyCityReportState.BEFORE,
    _IN_PROGRESS: MyCityReportState.UNDER_WAY,
    _WATCHING: MyCityReportState.UNDER_WAY,
    _DONE: MyCityReportState.AFTER,
    _OUT_OF_SCOPE: MyCityReportState.AFTER,
    _REFERRED: MyCityReportState.AFTER,
    _DUPLICATE: MyCityReportState.AFTER,
}


def mycityreport(status: ReportStatus | None) -> MyCityReportState | None:
    """One of MyCityReport's three states; None where the state is not known."""
    return None if status is None else _THREE[status]


def open311(status: ReportStatus | None) -> str | None:
    """Open311's ``open`` or ``closed``, which says nothing of a repair; None where unknown."""
    if status is None:
        return None
    return "open" if status in OPEN_REPORT_STATUSES else "closed"
