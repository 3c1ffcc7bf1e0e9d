"""Every pair of states, what each step needs, and what others call the states."""

from __future__ import annotations

import pytest

from machimori.domain.report_transitions import (
    CLOSED_STATUSES,
    Need,
    mycityreport,
    needs,
    next_statuses,
    open311,
)
from machimori.domain.vocabulary import OPEN_REPORT_STATUSES, ReportStatus

#: Columns in the order of the vocabulary:
#: 受付済, 対応中, 経過観察, 対応済, 再開, 対象外, 他管理者へ, 重複.
#: o: needs nothing; r: a reason; p: the post that stays; a: an addressee; P, A: and a reason.
TABLE = {
    None: "oooo.rap",
    "受付済": ".ooo.rap",
    "対応中": "r.oo.rap",
    "経過観察": ".o.o.rap",
    "対応済": "....rrAP",
    "再開": ".ooo.rap",
    "対象外": "....r.AP",
    "他管理者へ": "...rrr.P",
    "重複": "....r...",
}
_NEEDS = {
    "o": set(),
    "r": {Need.REASON},
    "p": {Need.PARENT},
    "a": {Need.ADDRESSEE},
    "P": {Need.REASON, Need.PARENT},
    "A": {Need.REASON, Need.ADDRESSEE},
}


@pytest.mark.parametrize("after", list(ReportStatus))
@pytest.mark.parametrize("before", [None, *ReportStatus])
def test_every_pair(before: ReportStatus | None, after: ReportStatus) -> None:
    letter = TABLE[before][list(ReportStatus).index(after)]
    assert needs(before, after) == _NEEDS.get(letter)


def test_a_form_offers_what_may_follow() -> None:
    assert next_statuses(ReportStatus.DONE) == ["再開", "対象外", "他管理者へ", "重複"]
    assert next_statuses(ReportStatus.DUPLICATE) == ["再開"]


def test_an_end_is_left_by_opening_again_alone() -> None:
    for ended in CLOSED_STATUSES:
        assert set(next_statuses(ended)) & OPEN_REPORT_STATUSES == {"再開"}


def test_every_state_in_the_words_of_others() -> None:
    projected = {one: (mycityreport(one), open311(one)) for one in (None, *ReportStatus)}
    assert projected == {
        None: (None, None),
        "受付済": ("受付済", "open"),
        "対応中": ("対応中", "open"),
        "経過観察": ("対応中", "open"),
        "対応済": ("対応済", "closed"),
        "再開": ("受付済", "open"),
        "対象外": ("対応済", "closed"),
        "他管理者へ": ("対応済", "closed"),
        "重複": ("対応済", "closed"),
    }
