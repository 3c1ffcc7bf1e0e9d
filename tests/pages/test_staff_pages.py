"""The staff pages, run as Streamlit runs them, on the small warehouse and in every state."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machimori.city import REPOSITORY
from machimori.store import warehouse as store
from machimori.store.staff_sessions import ROLES
from machimori.ui import access
from tests.served import write_small_city
from tests.store.small_warehouse import NOW, STAFF_ONLY, write_small_warehouse

PAGES = ("board", "triage", "health", "load")
STAFF = access.StaffSession("見本 太郎", "防災課", frozenset(ROLES), "id")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A municipality's folder in force, its clock at NOW."""
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    return tmp_path


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the connection carried the cookie of somebody with every role."""
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)


def opened(page: str, **query: str) -> AppTest:
    """The page after its first run, told by the address."""
    run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=30)
    for name, value in query.items():
        run.query_params[name] = value
    run.switch_page(f"pages/{page}.py").run()
    assert not run.exception
    return run


def words(run: AppTest) -> str:
    """Everything the page sends, tables among it."""
    return " ".join(_sent(element) for element in run.main)


def _sent(element: Any) -> str:
    return str(element.proto) if element.type in ("html", "bidi_component") else str(element)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_read_before_the_sign_in(
    folder: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(store.Warehouse, "frame", lambda *_: asked.append("frame"))
    monkeypatch.setattr(store.Warehouse, "rows", lambda *_: asked.append("rows"))
    sent = words(opened(page, place="p01:shelter", post="r001", source="facilities"))
    assert "m_passphrase" in sent
    assert asked == []
    assert not [secret for secret in STAFF_ONLY if secret in sent]


@pytest.mark.parametrize(
    ("page", "role"), [("board", "road"), ("triage", "shelter"), ("load", "viewer")]
)
def test_the_page_asks_for_its_own_role(
    folder: Path, page: str, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles = frozenset({role}) if page == "load" else frozenset()
    some = access.StaffSession("見本 花子", "道路課", roles, "id")
    monkeypatch.setattr(access, "_session", lambda *_: some)
    sent = words(opened(page))
    assert "必要な権限" in sent
    assert "m-kpi" not in sent
    assert "file_uploader" not in sent


@pytest.mark.parametrize("page", PAGES)
def test_without_a_warehouse_the_command_is_said(folder: Path, page: str, signed_in: None) -> None:
    (folder / "warehouse.duckdb").unlink()
    run = opened(page)
    assert "データの準備ができていません" in words(run)
    assert [one.value for one in run.code][0].startswith("python -m etl run --config")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_word_is_missing_and_english_is_english(
    folder: Path, page: str, lang: str, signed_in: None
) -> None:
    query = {"place": "p01:shelter", "post": "r001", "source": "facilities", "lang": lang}
    sent = _unescaped(words(opened(page, **query)))
    assert {"ja": "職員だけが", "en": "for staff only"}[lang] in sent
    assert not re.findall(r"\[(?:board|triage|health|load|column)\.[\w.]+\]", sent)


def test_the_board_shows_the_drill(folder: Path, signed_in: None) -> None:
    sent = words(opened("board", place="p01:shelter"))
    for expected in (
        "「見本区総合防災訓練」の訓練の情報です",
        "見本区総合防災訓練（訓練）",
        "不明の1か所を除く",
        "486 / 480人",
        "受付票の控えあり",
        "位置が分からない1か所は地図に出ていません：見本町集会所",
        "540人・2時間45分前の確認",
        "tel:0300000000",
    ):
        assert expected in _unescaped(sent), expected


def test_the_board_in_peace_shows_the_list_of_places(folder: Path, signed_in: None) -> None:
    write_small_warehouse(
        folder / "warehouse.duckdb",
        build_id="peace",
        without=("marts.incidents", "marts.facility_status", "marts.facility_status_history"),
    )
    sent = _unescaped(words(opened("board")))
    assert "いま開設中の災害・訓練はありません" in sent
    assert "台帳の定員" in sent
    assert "見本第一小学校" in sent


def test_the_board_without_any_place_says_so(folder: Path, signed_in: None) -> None:
    write_small_warehouse(
        folder / "warehouse.duckdb",
        build_id="empty",
        without=(
            "marts.incidents",
            "marts.facilities",
            "marts.facility_status",
            "marts.facility_status_history",
        ),
    )
    assert "該当する施設がありません" in _unescaped(words(opened("board")))


def test_the_board_filters_by_the_address(folder: Path, signed_in: None) -> None:
    run = opened("board", crowding="定員一杯")
    table = _unescaped(_tables(run))
    assert "見本第一小学校" in table
    assert "見本体育館" not in table


def test_the_queue_shows_open_posts_and_a_stranger_s_text_escaped(
    folder: Path, signed_in: None
) -> None:
    sent = _unescaped(words(opened("triage", post="r005", scope="すべて")))
    assert "40件のうち" in sent
    assert "&lt;script&gt;" in sent
    assert "<script>" not in sent
    assert 'href="https://photos.invalid' in sent
    assert 'src="https://photos.invalid' not in sent


def test_an_unknown_post_is_said(folder: Path, signed_in: None) -> None:
    assert "その番号の通報は、いまのデータにありません" in _unescaped(
        words(opened("triage", post="nobody"))
    )


def test_the_queue_without_posts_says_so(folder: Path, signed_in: None) -> None:
    write_small_warehouse(
        folder / "warehouse.duckdb", build_id="none", without=("marts.road_reports",)
    )
    assert "通報がありません" in _unescaped(words(opened("triage")))


def test_a_due_date_nobody_states_is_not_zero(folder: Path, signed_in: None) -> None:
    from machimori import database

    with database.connect(folder / "warehouse.duckdb") as connection:
        connection.execute("UPDATE marts.road_reports SET due_at = NULL")
    assert "通報のデータに期限がありません" in _unescaped(words(opened("triage")))


def test_health_opens_a_source_held_back(folder: Path, signed_in: None) -> None:
    sent = _unescaped(words(opened("health", source="population")))
    assert "町丁別人口の新しい行は使わず、前回までの行" in sent
    assert "96 of 100 rows were rejected" in sent
    assert "100 ＝ 採用 4 ＋ 除外 96 ＋ 重複 0" in sent


def test_health_says_what_to_do_about_a_reject(folder: Path, signed_in: None) -> None:
    sent = _unescaped(words(opened("health", source="facilities")))
    assert "直しかた：元の表を直してください" in sent
    assert "小数点の位置を確かめる" in sent
    assert "公表の経度が隣の街区を指す" in sent


def test_loading_begins_with_a_sentence(folder: Path, signed_in: None) -> None:
    assert "落としただけでは公開されません" in _unescaped(words(opened("load")))


def _tables(run: AppTest) -> str:
    """The tables rows are picked from, without the list of whom to ask."""
    sent = [_sent(one) for one in run.main if one.type == "bidi_component"]
    return " ".join(one for one in sent if "m-picks" in one)


def _unescaped(sent: str) -> str:
    """Octal of the protobuf's text form and escapes of JSON read back into letters."""
    plain = re.sub(
        r"((?:\\[0-3][0-7]{2})+)",
        lambda found: bytes(int(octal, 8) for octal in found.group(1).split("\\")[1:]).decode(
            "utf-8", "replace"
        ),
        sent,
    )
    plain = plain.replace('\\"', '"').replace("\\'", "'").replace("\\\\", "\\")
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found.group(1), 16)), plain)
