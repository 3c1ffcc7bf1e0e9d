"""The public pages, run as Streamlit runs them, in every state and both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machimori import database
from machimori.city import REPOSITORY
from machimori.ui.navigation import PAGES
from machimori.wording.catalogue import catalogue
from tests.served import write_small_city
from tests.store.small_warehouse import NOW, STAFF_ONLY, write_small_warehouse

PUBLIC = [page.key for page in PAGES if page.reader == "public"]
SAMPLE_BAND = {
    "ja": "見本データ",
    "en": "Sample data",
    "zh": "样本数据",
    "ko": "견본 데이터",
    "easy": "見本の データ",
}
#: Tables a page lives on; without them it has to say so.
NEEDS = {
    "shelters": ("marts.facilities", "避難施設のデータがまだありません"),
    "food": ("marts.food_drive_points", "フードドライブの受付場所のデータがまだありません"),
    "indicators": ("marts.indicators", "指標のデータがまだありません"),
    "datasets": ("marts.open_datasets", "公開データの目録がまだありません"),
    "overview": ("marts.food_drive_points", "まだデータがありません"),
    "map": ("marts.public_places", "地図に出せるものがまだありません"),
}
#: Tables that have to be empty too, for the page to have nothing to show.
NEEDS_TOO = {
    "indicators": ("marts.indicator_values",),
    "map": tuple(
        f"marts.{one}" for one in ("facilities", "food_drive_points", "hazards", "past_floods")
    ),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A municipality's folder in force, its clock at NOW."""
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    return tmp_path


def opened(page: str, **query: str) -> AppTest:
    """The page after its first run, told by the address."""
    run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=30)
    for name, value in query.items():
        run.query_params[name] = value
    run.switch_page(f"pages/{page}.py").run()
    assert not run.exception
    return run


def words(run: AppTest) -> str:
    """Everything the page sends."""
    return " ".join(_sent(element) for element in run.main if element.type != "main")


def _sent(element: Any) -> str:
    if element.type == "html":
        return str(element.proto.body)
    if element.type == "bidi_component":
        return str(json.loads(element.proto.json or "null"))
    return str(element)


@pytest.mark.parametrize("page", PUBLIC)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_word_is_in_the_catalogue_and_nothing_of_the_staff_is_sent(
    folder: Path, page: str, lang: str
) -> None:
    sent = words(opened(page, lang=lang))
    assert re.findall(r"\[[a-z0-9_]+\.[a-z0-9_]+\]", sent) == []
    assert [one for one in STAFF_ONLY if one in sent] == []
    assert "例題福祉センター" not in sent, "not a public place"
    assert ("見本データ" in sent) is (lang == "ja")
    assert ("Sample data" in sent) is (lang == "en")


@pytest.mark.parametrize(
    ("page", "lang"),
    [*(("shelters", lang) for lang in SAMPLE_BAND), ("food", "zh"), ("food", "easy")],
)
def test_shelters_and_food_speak_every_language_to_the_last_word(
    folder: Path, page: str, lang: str
) -> None:
    sent, band = words(opened(page, lang=lang)), SAMPLE_BAND[lang]
    assert re.findall(r"\[[a-z0-9_]+\.[a-z0-9_]+\]", sent) == []
    assert [one for one in STAFF_ONLY if one in sent] == []
    assert band in sent
    assert ("m-band-provisional" in sent) is (lang not in ("ja", "en"))
    ja, own = catalogue("ja"), set(catalogue(lang).values())
    said = {one.strip() for one in re.split(r"[<>\"\']", sent)}
    foreign = {one for one in ja.values() if len(one) > 1 and one in said and one not in own}
    assert foreign == set() or lang == "ja"


def test_a_page_without_the_language_is_whole_in_another_and_the_wish_is_kept(folder: Path) -> None:
    run = opened("datasets", lang="zh")
    assert "Sample data" in words(run)
    assert run.button_group(key="lang").options == ["日本語", "English"]
    run.switch_page("pages/shelters.py").run()
    assert SAMPLE_BAND["zh"] in words(run)
    run.button_group(key="lang").set_value("ko").run()
    assert SAMPLE_BAND["ko"] in words(run)


def test_a_shelter_is_found_by_name_open_or_not_and_orders_stand_on_top(folder: Path) -> None:
    sent = words(opened("shelters", q="ホール"))
    assert "試験台ホール" in sent, "closed by now, and asked for"
    assert "見本第一小学校" not in sent.replace("見本第一小学校への", "").split("m-places")[-1]
    assert sent.index("警戒レベル4") < sent.index("m-kpis") < sent.index("m-places")
    assert "危険な場所から全員避難してください。" in sent
    none = words(opened("shelters", q="どこにもない"))
    assert "条件に合うものがありません。" in none


def test_readings_stand_above_names_in_easy_japanese_only(folder: Path) -> None:
    connection = database.connect(folder / "warehouse.duckdb")
    connection.execute(
        "UPDATE marts.facilities SET name_kana = 'みほん<かいかん' WHERE place_id = 'p02'"
    )
    connection.close()
    assert "<rt>みほん&lt;かいかん</rt>" in words(opened("shelters", lang="easy"))
    assert "<ruby>" not in words(opened("shelters", lang="ja"))
    assert "見本会館" in words(opened("shelters", q="ミホン", lang="ja"))


@pytest.mark.parametrize("page", PUBLIC)
def test_without_a_table_the_page_says_so(folder: Path, page: str) -> None:
    table, sentence = NEEDS[page]
    without = (table, *NEEDS_TOO.get(page, ()))
    write_small_warehouse(folder / "warehouse.duckdb", without=without)
    assert sentence in words(opened(page))


@pytest.mark.parametrize("page", PUBLIC)
def test_without_a_warehouse_the_page_says_so_and_names_no_command(folder: Path, page: str) -> None:
    (folder / "warehouse.duckdb").unlink()
    sent = words(opened(page))
    assert "データの準備ができていません" in sent
    assert "python -m" not in sent


def test_the_map_tells_what_is_published_and_searches_in_kana(folder: Path) -> None:
    sent = words(opened("map", layer="aed", lang="ja"))
    assert "使える時間: データなし" in sent and "小児用の設備: あり" in sent
    assert "131016_aed.csv" in sent and "見本の蛇口" not in sent
    kept = words(opened("map", layer="set-1a2b3c4d", q="れいだい", lang="en"))
    assert "給水方法: 応急給水栓" in kept and "見本の蛇口" in kept


def test_another_municipality_is_not_shown(folder: Path) -> None:
    write_small_warehouse(folder / "warehouse.duckdb", code="281000", name="神戸市")
    assert "別の自治体のデータが置かれています" in words(opened("overview"))


def test_in_peacetime_no_shelter_is_counted(folder: Path) -> None:
    write_small_warehouse(
        folder / "warehouse.duckdb",
        without=("marts.incidents", "marts.facility_status", "marts.facility_status_history"),
    )
    sent = words(opened("overview"))
    assert "いま開いている避難所はありません（平常時）" in sent
    assert "訓練" not in sent
    assert "開いている一時滞在施設" not in sent


def test_a_drill_is_called_one_and_old_words_are_called_old(folder: Path) -> None:
    sent = words(opened("shelters"))
    assert "「見本区総合防災訓練」の訓練の情報です" in sent
    assert "13:58 確認（7分前）" in sent
    assert "11:20 の確認（2時間45分前）" in sent
    assert "混んでいます。近くの空き：例題中学校（1.1 km）" in sent
    assert "あと約120人" in sent


def test_filters_are_read_from_the_address(folder: Path) -> None:
    sent = words(opened("shelters", role="temporary_stay", show="all"))
    assert "試験台ホール" in sent
    assert "見本第一小学校</button>" not in sent
    unknown = words(opened("shelters", role="castle"))
    assert "見本第一小学校</button>" in unknown


def test_old_data_is_called_old(folder: Path) -> None:
    sent = words(opened("datasets"))
    assert "古いデータ" in sent
    assert "取り込めず（前のデータを表示）" in sent


def test_a_card_says_value_state_date_comparison_and_source(folder: Path) -> None:
    sent = words(opened("indicators", theme="食品"))
    card = sent[sent.index("家庭の食品ロス") :]
    parts = ["41.2", "未達", "令和7年3月31日（2025-03-31）", "目標 38g/人日", "見本区基本計画"]
    assert sorted(parts, key=card.index) == parts
    assert "2020-03-31" in card, "two comparable dates make a chart"


def test_population_is_a_map_and_a_table(folder: Path) -> None:
    sent = words(opened("indicators"))
    assert "人口の分布（町丁別）" in sent
    assert "2026年10月1日 時点 出典：人口" in sent
    table = sent[sent.index("世帯</th>") :]
    assert "1,250人" in table
    assert "秘匿" in table, "withheld is neither zero nor unknown"
    legend = sent[sent.index("m-swatch") :]
    assert "人以上" in legend
    assert "秘匿" in legend


def test_without_population_the_indicators_stay(folder: Path) -> None:
    write_small_warehouse(folder / "warehouse.duckdb", without=("marts.population",))
    sent = words(opened("indicators"))
    assert "町丁別の人口のデータがまだありません" in sent
    assert "m-card" in sent


def test_the_places_of_our_tables_are_chosen_in_the_address(folder: Path) -> None:
    sent = words(opened("datasets", places="food_drive_points"))
    assert "地図の内容を表で見る" in sent
    assert 'aria-label="フードドライブの受付場所"' in sent
    assert 'aria-label="避難施設"' not in sent
    assert 'aria-label="避難施設"' in words(opened("datasets"))


def test_data_without_a_time_is_said_to_be_fetched(folder: Path) -> None:
    connection = database.connect(folder / "warehouse.duckdb")
    connection.execute("UPDATE meta.source_runs SET as_of = NULL WHERE source = 'facilities'")
    connection.execute("UPDATE marts.facilities SET as_of = NULL")
    connection.execute("DELETE FROM marts.incidents")
    connection.execute("CHECKPOINT")
    connection.close()
    assert "（時点の記載がないデータは取得 11月" in words(opened("overview"))
    sent = words(opened("datasets"))
    assert "取得 11月" in sent
    assert "取得から " in sent
    assert "データの時点が不明" not in sent


@pytest.mark.parametrize("page", PUBLIC)
def test_every_page_ends_with_sources_licences_and_accessibility(folder: Path, page: str) -> None:
    sent = words(opened(page))
    footer = sent[sent.index("m-footer") :]
    assert "出典・ライセンス・アクセシビリティ" in footer
    assert "キーボードだけで使え" in footer
    assert "国土数値情報" in footer
    assert "Geolonia" in footer
    assert "mini-tokyo-3d" in footer
