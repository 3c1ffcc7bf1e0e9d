"""The PDF files read back: what they say, that every page says what kind of data it is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from machimori.site import paper, shelter_sheet, situation, situation_report
from machimori.site.situation import Situation
from machimori.store.desk import Desk
from machimori.store.journal import open_journal
from machimori.store.log_desk import LogDesk
from machimori.store.order_desk import OrderDesk
from machimori.store.queries import board
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Situation]:
    """The small warehouse's drill with an order, a promise, and people in a closed place."""
    city = small_city(tmp_path_factory.mktemp("report"))
    write_small_warehouse(city.warehouse_path)
    journal = open_journal(city)
    warehouse = open_warehouse(city)
    drill = board.incidents(warehouse, journal)[0]
    assert drill.incident_id is not None
    desk = Desk(city, warehouse, journal, "見本 当直", NOW)
    desk.state(drill.incident_id, "p09:temporary_stay", {"headcount": 3}, client_key="s1")
    orders = OrderDesk(warehouse, journal, drill, "見本 当直", NOW)
    orders.issue(5, [None], client_key="o1")
    LogDesk(journal, drill, "見本 当直", NOW).write(
        "promise",
        "毛布を運ぶ😀\u202e" + "長い文です。" * 100,
        client_key="l1",
        counterpart="例題運送",
        due_at=NOW + timedelta(hours=1),
    )
    yield situation.gather(city, warehouse, journal, drill, now=NOW)
    journal.close()


def pages(content: bytes) -> list[str]:
    """Text of each page, without the breaks of its lines."""
    return ["".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(content)).pages]


def test_the_report_says_everything_and_every_page_that_it_is_a_drill(told: Situation) -> None:
    content = situation_report.write(told, lang="ja", by="見本当直", number=2)
    found = pages(content)
    assert len(found) >= 2
    for page in found:
        assert "【訓練】見本区総合防災訓練" in page
        assert "【見本】" in page
        assert "時点" in page
    whole = "".join(found)
    for words in (
        "状況報告第2報",
        "作成：見本当直",
        "警戒レベル5緊急安全確保",
        "試験台ホール（3人）",
        "毛布を運ぶ〓長い文です。",
        "例題運送",
        "見本第一小学校避難所■定員一杯486/480",
    ):
        assert words in whole, words
    assert f"1/{len(found)}ページ" in found[0]
    assert "[" not in whole.replace("［", "")  # no message is missing from the catalogue


def test_the_fonts_are_in_the_file(told: Situation) -> None:
    content = situation_report.write(told, lang="en", by="Sample")
    reader = PdfReader(io.BytesIO(content))
    fonts = reader.pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert "BIZUDGothic" in descendant["/BaseFont"]
        assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
    assert "Situationreport" in pages(content)[0]


def test_a_list_for_the_wall_leaves_hidden_places_out(told: Situation) -> None:
    for_all = "".join(pages(shelter_sheet.write(told, lang="ja", is_public=True)))
    for_staff = "".join(pages(shelter_sheet.write(told, lang="ja", is_public=False)))
    assert "例題福祉センター" not in for_all
    assert "職員用" not in for_all
    assert "例題福祉センター［非公表］" in for_staff
    assert "見本町集会所" in for_all


def test_characters_a_font_lacks_are_said_to_be_missing() -> None:
    assert paper.plain("あ\x00😀\u202eい\n") == "あ〓い\n"


def test_without_the_font_it_is_said_what_to_run(
    told: Situation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(paper, "_REGULAR", tmp_path / "none.ttf")
    with pytest.raises(paper.NoFont, match="make install"):
        situation_report.write(told, lang="ja", by="")
