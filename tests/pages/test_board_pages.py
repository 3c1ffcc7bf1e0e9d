"""Writing on the board, opening incidents and adding places, as Streamlit runs the pages."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machimori.city import REPOSITORY, current_city
from machimori.store.desk import Desk
from machimori.store.journal import Journal, current_journal
from machimori.store.staff_sessions import ROLES
from machimori.store.warehouse import open_warehouse
from machimori.ui import access, navigation
from tests.served import write_small_city
from tests.store.small_warehouse import INCIDENT, NOW, write_small_warehouse

STAFF = access.StaffSession("見本 太郎", "防災課", frozenset(ROLES), "id")
VIEWER = access.StaffSession("見本 花子", "防災課", frozenset({"viewer"}), "id")
SCHOOL = "p01:shelter"
#: Words and text from right to left as a stranger's phone writes them.
MIXED = "家族 👨‍👩‍👧 שלום <b>太字</b>"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)
    # The test's runner takes every page for one of Streamlit's older kind, and the second run
    # this brings about loses what was pressed.
    monkeypatch.setattr(navigation, "through_the_front_door", lambda: None)
    return tmp_path


@pytest.fixture
def peace(folder: Path) -> Path:
    write_small_warehouse(
        folder / "warehouse.duckdb",
        build_id="peace",
        without=("marts.incidents", "marts.facility_status", "marts.facility_status_history"),
    )
    return folder


def opened(page: str, **query: str) -> AppTest:
    run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=60)
    for name, value in query.items():
        run.query_params[name] = value
    run.switch_page(f"pages/{page}.py").run()
    assert not run.exception
    return run


def words(run: AppTest) -> str:
    return " ".join(_sent(element) for element in run.main)


def _sent(element: Any) -> str:
    return str(element.proto) if element.type in ("html", "bidi_component") else str(element)


def journal() -> Journal:
    return current_journal(current_city())


def told() -> list[tuple[str, str, dict[str, Any]]]:
    return [(one.kind, one.subject, dict(one.payload)) for one in journal().events_after(0)]


def field(run: AppTest, label: str) -> Any:
    return next(one for one in run.text_input if one.label == label)


def press(run: AppTest, label: str) -> AppTest:
    next(one for one in run.button if one.label == label).click().run()
    assert not run.exception
    return run


def refused(run: AppTest) -> list[str]:
    return re.findall(r'class="m-refused"[^>]*>([^<]+)<', _plain(run))


@pytest.mark.parametrize(
    ("label", "typed", "reason"),
    [
        ("中の人（人）", "-1", "0より小さい数（-1）は書けません"),
        ("中の人（人）", "1000000000", "1,000,000,000は多すぎます"),
        ("中の人（人）", "たくさん", "「たくさん」は数として読めません"),
        ("世帯", "3.5", "「3.5」は数として読めません"),
        ("見た時刻", "23:59", "はまだ来ていません"),
        ("見た時刻", "11/20 08:00", "訓練が始まる前です"),
        ("見た時刻", "25:00", "「25:00」は時刻として読めません"),
        ("見た時刻", "14:00", "何も入っていません"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    folder: Path, label: str, typed: str, reason: str
) -> None:
    run = opened("board", place=SCHOOL)
    if label == "見た時刻" and typed != "14:00":
        field(run, "中の人（人）").set_value("5")
    field(run, label).set_value(typed)
    press(run, "記録する")
    (words_said,) = refused(run)
    assert reason in words_said
    assert told() == []
    assert field(run, label).value == typed  # what was typed is still there


def test_a_statement_carries_what_its_writer_had_seen(folder: Path) -> None:
    run = opened("board", place=SCHOOL)
    field(run, "中の人（人）").set_value("１２３人")
    field(run, "見た時刻").set_value("１４：００")
    run.text_area[0].set_value(MIXED)
    press(run, "記録する")
    ((kind, subject, payload),) = told()
    assert (kind, subject) == ("facility_status", SCHOOL)
    assert payload == {
        "event_type": "status",
        "headcount": 123,
        "note": MIXED,
        "based_on": "event-1",
        "via": "board",
    }
    sent = words(run)
    assert "<b>" not in sent
    assert field(run, "中の人（人）").value == ""
    press(run, "記録する")  # an empty form says nothing more
    assert len(told()) == 1


def test_an_open_form_stays_and_says_who_wrote_in_between(folder: Path) -> None:
    run = opened("board", place=SCHOOL)
    before = field(run, "中の人（人）").id
    city = current_city()
    other = Desk(city, open_warehouse(city), journal(), "受付 見本", NOW - timedelta(minutes=1))
    other.state(INCIDENT, SCHOOL, {"headcount": 490}, client_key="other", based_on="event-1")
    run.run()
    assert field(run, "中の人（人）").id == before  # the same field: what was typed stays in it
    field(run, "中の人（人）").set_value("350")
    assert "この欄を開いた後に" in _plain(run)
    assert "490人" in _plain(run)
    press(run, "記録する")
    assert [one[2]["headcount"] for one in told()] == [490, 350]
    assert told()[1][2]["based_on"] == "event-1"
    run.run()
    assert "食い違い 1" in _plain(run)
    assert "350 / 480人" in _plain(run)  # the later observation stands


def test_whoever_has_read_the_other_conflicts_with_nobody(folder: Path) -> None:
    run = opened("board", place=SCHOOL)
    city = current_city()
    other = Desk(city, open_warehouse(city), journal(), "受付 見本", NOW - timedelta(minutes=1))
    theirs = other.state(
        INCIDENT, SCHOOL, {"headcount": 490}, client_key="other", based_on="event-1"
    )
    run.run()
    press(run, "読みました。その上で記録します")
    field(run, "中の人（人）").set_value("350")
    press(run, "記録する")
    assert told()[1][2]["based_on"] == theirs.event_id
    assert "食い違い" not in _plain(run)


def test_a_correction_supersedes_one_line_and_keeps_it(folder: Path) -> None:
    run = opened("board", place=SCHOOL)
    which = next(one for one in run.selectbox if one.label == "どの報告を直しますか")
    which.set_value("event-1").run()
    counts = [one for one in run.text_input if one.label == "中の人（人）"]
    assert [one.value for one in counts] == ["", "486"]
    counts[1].set_value("386")
    press(run, "訂正を記録する")
    ((_, _, payload),) = told()
    assert payload["event_type"] == "correction"
    assert (payload["supersedes"], payload["headcount"]) == ("event-1", 386)
    sent = _plain(run)
    assert "386 / 480人" in sent
    assert "訂正済み" in sent
    assert "486人" in sent


def test_several_places_at_once_each_with_its_own_answer(folder: Path) -> None:
    run = opened("board")
    run.session_state["board_chosen"] = [SCHOOL, "p04:shelter", "p10:shelter"]
    run.run()
    assert "3か所を選びました" in _plain(run)
    next(one for one in run.selectbox if one.key == "board_common_opening").set_value("閉鎖").run()
    press(run, "まとめて記録する")
    assert sorted(one[1] for one in told()) == [SCHOOL, "p04:shelter", "p10:shelter"]
    keys = {one.client_key for one in journal().events_after(0)}
    assert len(keys) == 3
    run.session_state["board_chosen"] = [SCHOOL, "p02:temporary_stay", "p04:shelter"]
    run.run()
    next(one for one in run.selectbox if one.key == "board_common_opening").set_value(
        "未開設"
    ).run()
    press(run, "まとめて記録する")
    sent = _plain(run)
    assert "0か所を記録しました。断られたもの 2か所" in sent  # the third is of another role
    assert "「閉鎖」から「未開設」にはできません" in sent
    assert "閉鎖・中に486人" in sent
    assert "1か所に、最後の数で486人が残っています" in sent


def test_all_chosen_are_confirmed_where_anybody_ever_spoke(folder: Path) -> None:
    run = opened("board")
    run.session_state["board_chosen"] = ["p10:shelter", SCHOOL]
    run.run()
    press(run, "確認済み・変化なし")
    ((_, subject, payload),) = told()
    assert (subject, payload["event_type"], payload["based_on"]) == (
        SCHOOL,
        "confirmation",
        "event-1",
    )
    sent = _plain(run)
    assert "1か所を記録しました。断られたもの 1か所" in sent
    assert "まだ報告がありません" in sent


def test_a_viewer_sees_and_cannot_write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_session", lambda *_: VIEWER)
    run = opened("board", place=SCHOOL)
    sent = _plain(run)
    assert "受付票の控えあり" in sent
    assert 'data-act="confirm"' not in sent
    assert "m-choose" not in sent
    assert not [one for one in run.button if one.label == "記録する"]
    assert not [one for one in opened("temporary").button if one.label == "加える"]
    incidents = opened("incidents")
    assert not [one for one in incidents.button if one.label == "終わらせる"]


def test_in_peace_two_taps_open_an_incident(peace: Path) -> None:
    run = opened("board")
    assert "いま開設中の災害・訓練はありません" in _plain(run)
    assert not [one for one in run.button if "として開く" in one.label]
    _choose(run, "incident_kind", "real")
    press(run, "実災害として開く")
    ((kind, _, payload),) = told()
    assert (kind, payload["name"], payload["hazard"]) == (
        "incident",
        "地震 2026-11-21",
        "earthquake",
    )
    sent = _plain(run)
    assert "災害「地震 2026-11-21」を開きました" in sent
    assert "0/4" in sent  # shelters begin as not opened
    assert "未開設" in sent


def test_a_real_incident_says_that_it_ends_the_drill_and_does(folder: Path) -> None:
    run = opened("incidents")
    _choose(run, "incident_kind", "real")
    assert "訓練「見本区総合防災訓練」はここで終わります" in _plain(run)
    press(run, "実災害として開く")
    assert [("ended_at" in one[2]) for one in told()] == [False, True]
    listed = _plain(opened("incidents"))
    assert "防災課 見本 太郎" in listed
    assert "続いています" in listed
    run = opened("incidents")
    press(run, "終わらせる")
    press(run, "「地震 2026-11-21」を終わらせる")
    assert "続いています" not in _plain(opened("incidents"))
    assert "いま開設中の災害・訓練はありません" in _plain(opened("board"))


@pytest.mark.parametrize("page", ["indicators", "food", "datasets", "shelters", "health"])
def test_a_drill_is_said_on_every_page(folder: Path, page: str) -> None:
    assert _plain(opened(page)).count("「見本区総合防災訓練」の訓練の情報です") == 1


def test_a_place_nobody_designated_is_added_shown_and_joined(folder: Path) -> None:
    run = opened("temporary")
    press(run, "加える")
    assert refused(run) == ["ここは書いてください。"]
    field(run, "名前").set_value("見本寺 👨‍👩‍👧")
    field(run, "住所（分かれば）").set_value("どこか遠く")
    press(run, "加える")
    assert "「どこか遠く」は住所の表に見つかりません" in refused(run)[0]
    field(run, "住所（分かれば）").set_value("見本町一丁目2番3号")
    press(run, "加える")
    ((kind, place, payload),) = told()
    assert kind == "facility"
    assert (payload["longitude"], payload["position_precision"]) == (139.745, "town_block")
    assert "capacity" not in payload
    board = opened("board", place=place)
    sent = _plain(board)
    assert "見本寺" in sent
    assert "臨時" in sent
    field(board, "中の人（人）").set_value("30")
    press(board, "記録する")
    city = current_city()
    desk = Desk(city, open_warehouse(city), journal(), "防災課", NOW)
    desk.state(INCIDENT, place, {"opening": "開設"}, client_key="opening")
    public = _plain(opened("shelters"))
    assert "見本寺" in public
    run = opened("temporary")
    which = next(one for one in run.selectbox if one.label == "どの施設と同じですか")
    assert which.options[0] == "見本会館（一時滞在施設・160 m）"  # the nearest comes first
    which.set_value("p10:shelter").run()
    press(run, "結びつける")
    after = _plain(opened("board", place="p10:shelter"))
    assert "見本寺" not in after
    assert "30 / 60人" in after


def test_a_pin_goes_before_the_address_and_outside_is_refused(folder: Path) -> None:
    run = opened("temporary")
    field(run, "名前").set_value("見本寺")
    field(run, "緯度").set_value("139.75")
    field(run, "経度").set_value("35.69")
    press(run, "加える")
    assert refused(run) == [
        "この位置は区域の外です。緯度と経度が入れかわっていないか確かめてください。"
    ]
    run.session_state["temporary_pin"] = (35.6955, 139.7540)
    run.run()
    field(run, "緯度").set_value("")
    field(run, "経度").set_value("")
    press(run, "加える")
    ((_, _, payload),) = told()
    assert (payload["latitude"], payload["position_precision"]) == (35.6955, "surveyed")


def test_a_place_without_coordinates_is_listed_and_counted(folder: Path) -> None:
    sent = _plain(opened("board"))
    assert "見本町集会所" in sent
    assert "位置なし" in sent or "位置が分からない1か所" in sent


def _choose(run: AppTest, key: str, value: str) -> None:
    run.session_state[key] = value
    run.run()
    assert not run.exception


def _plain(run: AppTest) -> str:
    """Octal of the protobuf's text form and escapes of JSON read back into letters."""
    plain = re.sub(
        r"((?:\\[0-3][0-7]{2})+)",
        lambda found: bytes(int(octal, 8) for octal in found.group(1).split("\\")[1:]).decode(
            "utf-8", "replace"
        ),
        words(run),
    )
    plain = plain.replace('\\"', '"').replace("\\'", "'").replace("\\\\", "\\")
    plain = plain.replace('\\"', '"')
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found.group(1), 16)), plain)
