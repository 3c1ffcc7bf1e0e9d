"""Orders, log, handover and reception, run as Streamlit runs them, on the small warehouse."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machimori.city import REPOSITORY, load_city
from machimori.domain.events import DESK_LOG, DISASTER_MESSAGE, EVACUATION_ORDER, FACILITY_STATUS
from machimori.store import warehouse
from machimori.store.journal import Journal, current_journal
from machimori.store.staff_sessions import ROLES
from machimori.ui import access, navigation, tables
from tests.served import write_small_city
from tests.store.small_warehouse import INCIDENT, NOW, write_small_warehouse

PAGES = ("orders", "log", "reception")
STAFF = access.StaffSession("見本 太郎", "防災課", frozenset(ROLES), "id")
PLACE = "p02:temporary_stay"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A municipality in force with nothing ordered yet, its clock at NOW; somebody signed in."""
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)
    # As our own server does before its first visitor: the page runs once per press, not twice.
    monkeypatch.setattr(navigation, "through_the_front_door", lambda: None)
    write_small_warehouse(
        tmp_path / "warehouse.duckdb", build_id="calm", without=("marts.evacuation_orders",)
    )
    return tmp_path


def journal(folder: Path) -> Journal:
    return current_journal(load_city(folder / "city.toml"))


def opened(page: str, **query: str) -> AppTest:
    run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=30)
    for name, value in query.items():
        run.query_params[name] = value
    run.switch_page(f"pages/{page}.py").run()
    assert not run.exception
    return run


def words(run: AppTest) -> str:
    """Everything the page sends, as a reader sees it."""
    assert not run.exception
    sent = " ".join(
        str(one.proto) if one.type in ("html", "bidi_component") else str(one) for one in run.main
    )
    octal = re.sub(r"(?:\\[0-7]{3})+", _bytes, sent)
    plain = re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), octal)
    return unescape(plain.replace("\\'", "'").replace('\\"', '"'))


def _bytes(found: re.Match[str]) -> str:
    return bytes(int(one, 8) for one in found[0].split("\\")[1:]).decode("utf-8", "replace")


def press(run: AppTest, label: str) -> AppTest:
    """Press the first button of that label; the run after it may have asked for another."""
    (button, *_) = [one for one in run.button if one.label == label]
    button.click().run()
    assert not run.exception
    return run


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_word_is_missing(folder: Path, page: str, lang: str) -> None:
    sent = words(opened(page, lang=lang, place=PLACE))
    areas = "acting|alerts|board|language|log|orders|phrase|phrase_name|reception|refused|times"
    assert not re.findall(rf"\[(?:{areas})\.[\w.]+\]", sent)
    assert {"ja": "総合防災訓練", "en": "for staff only"}[lang] in sent


@pytest.mark.parametrize("page", PAGES)
def test_a_viewer_reads_and_cannot_write(
    folder: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = access.StaffSession("見本 花子", "広報課", frozenset({"viewer"}), "id")
    monkeypatch.setattr(access, "_session", lambda *_: some)
    run = opened(page, place=PLACE)
    assert "書きこむには「避難所」の権限が要ります" in words(run)
    acts = {"この内容で発令する", "公開する", "記録する", "この数にする", "取り下げる"}
    assert acts & {one.label for one in run.button} == set()
    assert "machimori_reception_pad" not in words(run)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_read_before_the_sign_in(
    folder: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(access, "_session", lambda *_: None)
    monkeypatch.setattr(warehouse.Warehouse, "frame", lambda *_: asked.append("frame"))
    monkeypatch.setattr(warehouse.Warehouse, "rows", lambda *_: asked.append("rows"))
    sent = words(opened(page, place=PLACE))
    assert ("m_passphrase" in sent, asked) == (True, [])


@pytest.mark.parametrize("page", PAGES)
def test_in_peace_it_says_so(folder: Path, page: str) -> None:
    none = ("marts.incidents", "marts.facility_status", "marts.facility_status_history",
            "marts.evacuation_orders")  # fmt: skip
    write_small_warehouse(folder / "warehouse.duckdb", build_id="peace", without=none)
    assert "いま開設中の災害・訓練はありません" in words(opened(page))


def test_an_order_is_issued_told_in_five_languages_and_lifted(folder: Path) -> None:
    run = opened("orders", level="4")
    assert "いま出ている避難情報はありません" in words(run)
    run.button_group(key="issue_areas_0").set_value(["district-w"]).run()
    assert "西地区に警戒レベル4「避難指示」を出します。" in words(run)
    run.checkbox(key="issue_tell_0").set_value(True).run()
    sent = words(press(run, "この内容で発令する"))
    assert "西地区に避難指示を出しました。" in sent
    assert "西地区 14:05 発令" in sent
    (order,) = journal(folder).events_after(0, kind=EVACUATION_ORDER)
    assert (order.subject, order.mode, order.incident_id, order.reporter) == (
        "district-w",
        "training",
        INCIDENT,
        "防災課 見本 太郎",
    )
    (message,) = journal(folder).events_after(0, kind=DISASTER_MESSAGE)
    assert message.payload["machine_translated"] == ["easy", "ko", "zh"]
    assert "West" in message.payload["text_en"]
    assert "避難指示。対象は西地区です" in words(opened("shelters"))
    lifted = words(press(opened("orders"), "解除する"))
    assert "いま出ている避難情報はありません" in lifted
    assert "14:05 解除" in lifted
    assert "いまお知らせはありません" in lifted, "what was told with it is withdrawn"
    assert journal(folder).events_after(0, kind=EVACUATION_ORDER)[-1].payload["lifts"] == (
        order.event_id
    )


def test_hostile_words_are_words(folder: Path) -> None:
    run = opened("orders")
    hostile = '<img src=x onerror="alert(1)">\u202e水'
    run.text_area(key="message_ja_0").set_value(hostile).run()
    assert "English、简体中文、한국어、やさしい日本語の文がありません" in words(run)
    sent = press(run, "公開する")
    assert all("<img src=x" not in str(one.proto) for one in sent.main if one.type == "html")
    assert hostile in words(sent)
    gone = words(press(opened("orders"), "取り下げる"))
    assert "14:05 取り下げ" in gone


def test_a_phrase_fills_every_language_with_its_place(folder: Path) -> None:
    run = opened("orders")
    run.selectbox(key="message_phrase_0").set_value("water").run()
    assert [one.disabled for one in run.button if one.label == "公開する"] == [True]
    run.selectbox(key="message_place_0").set_value("見本会館").run()
    told = {lang: run.text_area(key=f"message_{lang}_0").value for lang in ("ja", "zh", "easy")}
    assert all("見本会館" in one for one in told.values())
    assert told["ja"] == "見本会館で水を配っています。容れ物をお持ちください。"
    press(run, "公開する")
    (message,) = journal(folder).events_after(0, kind=DISASTER_MESSAGE)
    assert message.payload["text_ja"] == told["ja"]


def typed(run: AppTest, **fields: str) -> AppTest:
    by_label = {one.label: one for one in run.text_input}
    for label, value in fields.items():
        by_label[label].set_value(value)
    return press(run, "記録する")


def test_a_line_is_typed_kept_put_right_and_taken_back(folder: Path) -> None:
    run = typed(opened("log", category="promise"), 内容="水を届ける", 時刻="13:50", 期限="1500")
    sent = words(run)
    assert "15:00 まで" in sent
    (entry,) = journal(folder).events_after(0, kind=DESK_LOG)
    assert entry.observed_at.isoformat() == "2026-11-21T04:50:00+00:00"
    assert entry.payload["due_at"].startswith("2026-11-21T06:00:00")
    handed = opened("log", view="handover")
    assert "15:00 まで" in words(handed)
    press(handed, "済んだ")
    assert "残っていることはありません" in words(opened("log", view="handover"))
    unread = words(typed(opened("log"), 内容="停電", 時刻="99:99"))
    assert "時刻「99:99」は読めなかった" in unread
    assert "記録していません" in words(typed(opened("log"), 内容=" "))


def test_the_handover_is_signed_and_the_next_one_begins_there(folder: Path) -> None:
    run = opened("log", view="handover")
    sent = words(run)
    assert [
        one for one in ("1 変わったこと", "2 確かでないこと", "3 約束・要請") if one not in sent
    ] == []
    run.text_input[0].set_value("夜の班 例題")
    signed = words(press(run, "引き継ぎを記録する"))
    assert "夜の班 例題への引き継ぎを記録しました" in signed
    assert "防災課 見本 太郎 から 夜の班 例題 へ" in signed
    nobody = words(press(opened("log", view="handover"), "引き継ぎを記録する"))
    assert "記録していません" in nobody


def test_the_file_of_the_book_holds_no_formula(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[bytes] = []
    real = tables.csv_bytes
    monkeypatch.setattr(
        tables, "csv_bytes", lambda *a, **k: saved.append(real(*a, **k)) or saved[-1]
    )
    typed(opened("log"), 内容='=HYPERLINK("http://x")')
    rows = list(csv.DictReader(io.StringIO(saved[-1].decode("utf-8-sig"))))
    assert rows[-1]["内容"] == '\'=HYPERLINK("http://x")'
    assert (rows[-1]["区分"], rows[-1]["時刻"]) == ("受信", "2026-11-21 14:05")
    assert rows[0]["印"] == "自動"


def test_the_reception_counts_anew_and_shows_counters(folder: Path) -> None:
    run = opened("reception", place=PLACE)
    numbers: dict[str, Any] = {one.label: one for one in run.number_input}
    numbers["中の人"].set_value(40)
    numbers["世帯"].set_value(15)
    sent = words(press(run, "この数にする"))
    assert "数えた人数を記録しました" in sent
    assert "40人" in sent
    (event,) = journal(folder).events_after(0, kind=FACILITY_STATUS)
    assert (event.subject, event.payload["headcount"], event.payload["via"]) == (
        PLACE,
        40,
        "reception",
    )
    refused = words(press(opened("reception", place=PLACE), "この数にする"))
    assert "記録していません" in refused
