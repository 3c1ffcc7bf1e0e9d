from __future__ import annotations

import pyarrow as pa
import pytest

from etl.road_reports.status import known_words, read
from machimori.domain.vocabulary import EndKind, ReportStatus


def test_every_code_has_a_word_of_its_own_and_no_word_two_codes() -> None:
    words = known_words()
    assert {status for status, _ in words.values()} == set(ReportStatus)
    for status in ReportStatus:
        assert words[status.casefold()][0] is status
    assert {end for _, end in words.values() if end} == set(EndKind)


@pytest.mark.parametrize(
    ("word", "status", "end_kind"),
    [
        ("受付済", "受付済", None),
        ("対応前", "受付済", None),
        ("open", "受付済", None),
        ("OPEN", "受付済", None),
        ("In_Progress", "対応中", None),
        ("ＣＬＯＳＥＤ", "対応済", None),
        ("対応済み", "対応済", None),
        ("補修完了", "対応済", "repaired"),
        ("fixed_-_council", "対応済", "repaired"),
        ("fixed - user", "対応済", None),
        ("Closed (Duplicate)", "重複", "duplicate"),
        ("not responsible", "他管理者へ", "referred"),
        ("対応不要", "対象外", "out_of_scope"),
        ("再開", "再開", None),
        ("検討する", None, None),
    ],
)
def test_words_of_publishers(word: str, status: str | None, end_kind: str | None) -> None:
    got = read(pa.array([word, None, word]))
    assert got.status.to_pylist() == [status, None, status]
    assert got.end_kind.to_pylist() == [end_kind, None, end_kind]
    assert got.unknown.to_pylist() == [status is None, False, status is None]


def test_closed_alone_never_says_repaired() -> None:
    ends = {word: end for word, (_, end) in known_words().items() if end is EndKind.REPAIRED}
    assert not any("clos" in word or word == "完了" or "対応" in word for word in ends)
