"""The pace and the hot spots, run as Streamlit runs them: sentences first, tables behind charts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from machimori.city import REPOSITORY
from machimori.store.staff_sessions import ROLES
from machimori.ui import access
from tests.served import write_small_city
from tests.store.small_analysis import HOSTILE
from tests.store.small_warehouse import NOW, write_small_warehouse

STAFF = access.StaffSession("見本 太郎", "道路公園課", frozenset(ROLES), "id")
POSTS = ("survival", "survival_summary", "survival_tests", "survival_basis")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)
    return tmp_path


def words(page: str, **query: str) -> str:
    """The page's words after its first run, without its markup."""
    run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=60)
    for name, value in query.items():
        run.query_params[name] = value
    run.switch_page(f"pages/{page}.py").run()
    assert not run.exception
    sent = " ".join(
        str(one.proto) if one.type in ("html", "bidi_component", "arrow_vega_lite_chart") else ""
        for one in run.main
    )
    assert "[faster." not in sent
    assert "[hot." not in sent
    return re.sub(r"<[^>]*>", " ", sent.replace("\\n", " ").replace('\\"', '"'))


def test_the_pace_in_sentences_and_by_period(folder: Path) -> None:
    sent = words("faster")
    assert "60日以内に完了 26%（22–31%）。半数に達した日はまだない。" in sent
    # Last year's share is 26 %, this year's 31 %, and p is 0.012.
    assert "60日以内の割合は、2025年度 26%、2026年度 31%。" in sent
    assert "2026年度のほうが早く、偶然とは考えにくい差です（ログランク検定 p＝0.012）。" in sent
    assert "（素朴な中央値）は19日です。まだ開いている280件" in sent
    assert "終わった通報を載せない配信のようです" in sent
    for heading in ("期間ごとの比較", "終わり方の内訳", "週ごとの受付件数（XmR管理図）"):
        assert heading in sent
    assert "30%（25–36）" in sent  # within 90 days
    # Forty posts over ninety days: about thirteen whole weeks.
    assert re.search(r"直近の週（2026年11月9日から）は\d+件", sent)


def test_few_posts_are_not_drawn_and_their_words_stay_words(folder: Path) -> None:
    sent = words("faster", category=HOSTILE)
    assert "9件（うち終わったもの4件）しかなく、割合を言うにはデータが足りません" in sent
    assert "期間ごとの比較" not in sent
    assert HOSTILE not in sent


def test_no_posts_at_all_have_their_own_sentence(folder: Path) -> None:
    without = tuple(f"marts.road_{one}" for one in (*POSTS, "reports", "hot_spots_basis"))
    write_small_warehouse(folder / "warehouse.duckdb", without=without)
    assert "道路の通報がありません。" in words("faster")
    assert "通報の集まりを調べられるデータがありません。" in words("hot_spots")


def test_hot_spots_with_the_warning_and_the_list(folder: Path) -> None:
    sent = words("hot_spots")
    assert "偶然とは考えにくい集中箇所が1" in sent
    assert "通報の地図は、人が通報した場所の地図です。" in sent
    # Half in 2 of 12 cells; 33 of 140 posts repeat another; 91 came on weekdays by day.
    assert "2個のます目（17%）に集まり、同じ場所への重ねての通報が33件（24%）" in sent
    assert "平日7時から19時の通報が65%" in sent
    assert "見本町一丁目" in sent
    # 60 incidents on 3 km against 100 on 18 km.
    assert "3.6倍" in sent


def test_few_posts_have_no_map_of_hot_spots(folder: Path) -> None:
    sent = words("hot_spots", category=HOSTILE)
    assert "集中箇所を言うにはデータが足りません" in sent
    assert "集中箇所の一覧" not in sent


def test_both_speak_english_whole(folder: Path) -> None:
    japanese = re.compile(r"[ぁ-んァ-ヶ]")
    pace = words("faster", lang="en")
    assert "26% completed within 60 days (22–31%); half has not been reached yet." in pace
    assert "FY2026 is faster, by more than chance (log-rank p = 0.012)." in pace
    spots = words("hot_spots", lang="en")
    assert "One area stands out from chance." in spots
    for sent in (pace, spots):
        body = sent.partition("Sign out")[2] or sent
        assert not japanese.search(re.sub(r"見本\S*|例題\S*|道路のへこみ|側溝|まちもり", "", body))
