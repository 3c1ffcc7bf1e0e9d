"""People by town block: totals alone, of the newest date; withheld and unknown are not zero."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from machimori import database
from machimori.store.queries import population
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import small_city, write_small_warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    connection = database.connect(city.warehouse_path)
    connection.execute(
        """
        INSERT INTO marts.population BY NAME
        SELECT * REPLACE ('male' AS sex, 200 AS population)
        FROM marts.population WHERE town_block_id = 'block-ws'
        """
    )
    connection.execute(
        """
        INSERT INTO marts.population BY NAME
        SELECT * REPLACE (DATE '2020-10-01' AS as_of, 9999 AS population)
        FROM marts.population WHERE town_block_id = 'block-wn'
        """
    )
    connection.execute("DELETE FROM marts.population WHERE town_block_id = 'block-en'")
    connection.execute("CHECKPOINT")
    connection.close()
    yield open_warehouse(city)


def test_each_block_has_its_newest_total(warehouse: Warehouse, tmp_path: Path) -> None:
    found = population.of_town_blocks(warehouse, small_city(tmp_path)).set_index("town_block_id")
    assert {
        key: (None if pd.isna(row.population) else int(row.population), bool(row.is_withheld))
        for key, row in found.iterrows()
    } == {
        "block-wn": (610, False),
        "block-ws": (420, False),
        "block-es": (None, True),
        "block-en": (None, False),
    }
    assert {json.loads(shape)["type"] for shape in found["shape"]} == {"Polygon"}
