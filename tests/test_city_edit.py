"""A clerk's mapping goes into city.toml; everything else in the file stays as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from machimori.city import ConfigurationError, load_city
from machimori.city_edit import save_source

BEFORE = """# 見本区の設定
name = "見本区"
code = "131016"   # 検査数字つき
bbox = [139.70, 35.65, 139.80, 35.72]
metric_crs = "EPSG:6677"

[[sources.facilities]]
id = "shelters"   # 防災課の表
path = "shelters.csv"
[sources.facilities.columns]
name = "名称"

[sources.road_reports]
path = "posts.csv"
"""


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    path = tmp_path / "city.toml"
    path.write_text(BEFORE, encoding="utf-8")
    return path


def test_a_mapping_is_saved_and_comments_stay(configuration: Path) -> None:
    save_source(
        configuration, "facilities", "shelters", columns={"name": "施設名", "address": "住所"}
    )
    entry = load_city(configuration).sources["facilities"][0]
    assert entry.columns == {"name": "施設名", "address": "住所"}
    assert entry.path == "shelters.csv"
    written = configuration.read_text(encoding="utf-8")
    for comment in ("# 見本区の設定", "# 検査数字つき", "# 防災課の表"):
        assert comment in written


def test_words_are_added_to_those_there_are(configuration: Path) -> None:
    save_source(
        configuration, "road_reports", "road_reports", values={"status": {"完了": "対応済"}}
    )
    save_source(
        configuration, "road_reports", "road_reports", values={"status": {"受付": "受付済"}}
    )
    entry = load_city(configuration).sources["road_reports"][0]
    assert entry.values == {"status": {"完了": "対応済", "受付": "受付済"}}
    assert entry.path == "posts.csv"


def test_a_second_entry_turns_a_single_table_into_a_list(configuration: Path) -> None:
    save_source(
        configuration, "road_reports", "patrol", columns={"report_id": "番号"}, place="p.csv"
    )
    entries = load_city(configuration).sources["road_reports"]
    assert [(one.id, one.path) for one in entries] == [
        ("road_reports", "posts.csv"),
        ("patrol", "p.csv"),
    ]


def test_a_source_that_was_not_configured_is_added(configuration: Path) -> None:
    save_source(configuration, "population", "population", place="incoming/population/p.csv")
    assert load_city(configuration).sources["population"][0].path == "incoming/population/p.csv"


def test_names_with_quotes_and_dots_survive(configuration: Path) -> None:
    odd = '"名称".\n=[x]'
    save_source(configuration, "facilities", "shelters", columns={"name": odd})
    assert load_city(configuration).sources["facilities"][0].columns == {"name": odd}


def test_what_would_not_be_valid_leaves_the_file_alone(configuration: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"sources\.shelter"):
        save_source(configuration, "shelter", "x", columns={"name": "名称"})
    assert configuration.read_text(encoding="utf-8") == BEFORE
    assert [one.name for one in configuration.parent.iterdir()] == ["city.toml"]


def test_an_unreadable_file_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "city.toml"
    broken.write_text("name = ", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not readable as TOML"):
        save_source(broken, "facilities", "x")
