"""Readers: refuse what isn't theirs, never see half a build, take up a new one by themselves."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path

import duckdb
import pytest

from machimori import database
from machimori.store import warehouse as store
from machimori.store.warehouse import NoWarehouse, Store, WrongMunicipality, open_warehouse
from tests.store.small_warehouse import small_city, write_small_warehouse


def test_without_a_file_the_message_says_what_to_run(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    with pytest.raises(NoWarehouse) as refused:
        open_warehouse(city)
    command = f"python -m etl run --config {tmp_path}/city.toml"
    assert refused.value.command == command
    assert str(refused.value) == (
        f"{city.warehouse_path}: there is no warehouse yet. Run `{command}`."
    )


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 500])
def test_a_file_that_is_no_warehouse_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    city = small_city(tmp_path)
    city.warehouse_path.write_bytes(content)
    with pytest.raises(NoWarehouse, match="no complete warehouse"):
        open_warehouse(city)


def test_another_municipality_is_refused_in_one_sentence(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path, code="281000", name="神戸市", is_sample=False)
    with pytest.raises(WrongMunicipality) as refused:
        open_warehouse(city)
    assert str(refused.value) == (
        f"{city.warehouse_path} holds 神戸市 (281000, real data), the configuration wants 見本区 "
        f"(131016, sample data): set another data_dir in {tmp_path}/city.toml or move the file "
        f"away, then run `python -m etl run --config {tmp_path}/city.toml`."
    )


def test_sample_data_is_refused_where_real_is_wanted(tmp_path: Path) -> None:
    city = small_city(tmp_path, is_sample=False)
    write_small_warehouse(city.warehouse_path)
    with pytest.raises(WrongMunicipality, match="131016, sample data.*131016, real data"):
        open_warehouse(city)


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (SELECT 1) TO '{folder}/leak.csv'",
        "SELECT * FROM read_text('/etc/hostname')",
        "ATTACH '{folder}/other.duckdb' AS other",
        "SET enable_external_access = true",
        "DELETE FROM wh.marts.facilities",
        "CREATE TABLE wh.marts.mine (a INTEGER)",
    ],
)
def test_a_reader_can_neither_write_nor_reach_files(tmp_path: Path, statement: str) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    with pytest.raises(duckdb.Error):
        open_warehouse(city).rows(statement.format(folder=tmp_path))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["warehouse.duckdb"]


def test_questions_run_with_longitude_first_and_in_utc(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    rows = open_warehouse(city).rows(
        "SELECT round(ST_Distance_Sphere(ST_Point(139.75, 35.69), ST_Point(139.85, 35.69))), "
        "current_setting('TimeZone')"
    )
    assert rows == [(9031.0, "UTC")]


def test_many_threads_share_one_generation(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    reader, wrong = Store(), []

    def ask() -> None:
        for _ in range(30):
            found = reader.warehouse(city).rows("SELECT count(*) FROM wh.marts.facilities")
            if found != [(12,)]:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_reader_open_during_the_swap_keeps_its_build_and_the_next_has_the_new_one(
    tmp_path: Path,
) -> None:
    city, reader = small_city(tmp_path), Store()
    write_small_warehouse(city.warehouse_path, build_id="old")
    before = reader.warehouse(city)
    assert reader.warehouse(city) is before

    write_small_warehouse(city.warehouse_path, build_id="new", journal_watermark=7)
    after = reader.warehouse(city)

    assert (after.build.build_id, after.build.journal_watermark) == ("new", 7)
    assert after.rows("SELECT build_id FROM wh.meta.build") == [("new",)]
    assert before.rows("SELECT build_id FROM wh.meta.build") == [("old",)]
    assert after.signature != before.signature


def test_an_old_generation_goes_when_nobody_uses_it(tmp_path: Path) -> None:
    city, reader = small_city(tmp_path), Store()
    write_small_warehouse(city.warehouse_path)
    gone = weakref.ref(reader.warehouse(city))
    write_small_warehouse(city.warehouse_path, build_id="build-2")
    reader.warehouse(city)
    gc.collect()
    assert gone() is None


def test_a_removed_or_foreign_file_is_noticed_at_the_next_question(tmp_path: Path) -> None:
    city, reader = small_city(tmp_path), Store()
    write_small_warehouse(city.warehouse_path)
    reader.warehouse(city)
    write_small_warehouse(city.warehouse_path, code="281000", name="神戸市")
    with pytest.raises(WrongMunicipality):
        reader.warehouse(city)
    city.warehouse_path.unlink()
    with pytest.raises(NoWarehouse):
        reader.warehouse(city)


def test_the_process_wide_store_answers_the_same(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    assert store.current_warehouse(city).build.name == "見本区"


def test_a_warehouse_of_an_older_version_is_refused_with_what_to_run(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    with database.connect(city.warehouse_path) as connection:
        connection.execute("ALTER TABLE marts.incidents DROP COLUMN is_opened_here")
    with pytest.raises(NoWarehouse, match=r"(?s)is_opened_here.*Run `"):
        open_warehouse(city)
