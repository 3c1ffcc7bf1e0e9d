from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from etl.contract import SOURCE_ROW
from etl.formats import read_batches
from etl.profile import profile
from etl.sources.indicators import SOURCE, period
from etl.transform import transform
from machimori.city import REPOSITORY, City, SourceConfig, load_city

SHIPPED = REPOSITORY / "cities" / "indicators"


def loaded(path: Path) -> tuple[pa.Table, pa.Table]:
    city = load_city(REPOSITORY / "cities" / "sample")
    entry = SourceConfig(id="figures", path=str(path))
    (plan,) = profile(path, SOURCE, entry, city)
    done = [transform(batch, plan) for batch in read_batches(plan)]
    return (
        pa.concat_tables([one.accepted for one in done]),
        pa.concat_tables([one.rejected for one in done]),
    )


def counts(table: pa.Table, column: str) -> dict[str, int]:
    grouped = table.group_by(column).aggregate([([], "count_all")]).to_pylist()
    return {row[column]: row["count_all"] for row in grouped}


def test_all_shipped_values_load() -> None:
    accepted, rejected = loaded(SHIPPED / "values.csv")
    assert rejected.to_pylist() == []
    assert accepted.num_rows == 324
    assert pc.count_distinct(accepted["indicator_id"]).as_py() == 255
    assert counts(accepted, "kind") == {
        "実績": 175,
        "推計": 21,
        "目標": 29,
        "調査": 26,
        "予測": 6,
        "想定": 9,
        "制度値": 25,
        "予算": 17,
        "決算": 16,
    }
    assert counts(accepted, "date_basis") == {"明記": 184, "推定": 53, "なし": 87}
    assert accepted["source_quote"].null_count == 324
    assert accepted["section"].null_count == 0
    assert counts(accepted, "municipality_code")[None] == 11


def test_no_sentence_of_a_document_is_shipped() -> None:
    with (SHIPPED / "values.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert "source_quote" not in header
    assert len(header) == 24


def test_every_value_names_a_listed_document() -> None:
    with (SHIPPED / "sources.csv").open(encoding="utf-8", newline="") as file:
        documents = {row["document_id"]: row for row in csv.DictReader(file)}
    with (SHIPPED / "values.csv").open(encoding="utf-8", newline="") as file:
        values = list(csv.DictReader(file))
    for value in values:
        document = documents[value["document_id"]]
        assert (value["document_title"], value["issuer"], value["document_date"]) == (
            document["title"],
            document["issuer"],
            document["date"],
        )
    for identifier, document in documents.items():
        assert int(document["values"]) == sum(one["document_id"] == identifier for one in values)


def test_the_shared_table_loads_with_its_quotes(real_data: Path) -> None:
    accepted, rejected = loaded(real_data.parent / "seed_indicators.csv")
    assert rejected.to_pylist() == []
    assert accepted.num_rows == 324
    assert accepted["source_quote"].null_count == 0


@pytest.mark.parametrize(
    ("column", "word"),
    [("kind", "guess"), ("as_of_basis", "maybe"), ("direction", "up"), ("qualifier", "たぶん")],
)
def test_an_unknown_word_rejects_the_row(tmp_path: Path, column: str, word: str) -> None:
    with (SHIPPED / "values.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:3]
    rows[1][column] = word
    path = tmp_path / "values.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    accepted, rejected = loaded(path)
    assert accepted[SOURCE_ROW.strip("_")].to_pylist() == [2, 4]
    verdicts = {(one["source_row"], one["column"]) for one in rejected.to_pylist()}
    assert verdicts == {(3, column)}
    assert "word_unknown" in {one["rule"] for one in rejected.to_pylist()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-06-30", (date(2024, 6, 30), date(2024, 6, 30))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2023-12", (date(2023, 12, 1), date(2023, 12, 31))),
        ("2023", (date(2023, 1, 1), date(2023, 12, 31))),
        ("FY2024", (date(2024, 4, 1), date(2025, 3, 31))),
        ("FY2020/FY2023", (date(2020, 4, 1), date(2024, 3, 31))),
        ("2020-04-01/2022-03-31", (date(2020, 4, 1), date(2022, 3, 31))),
        ("FY2023/FY2020", None),
        ("2024-13", None),
        ("昨年", None),
        ("", None),
    ],
)
def test_periods_are_read(text: str, expected: tuple[date, date] | None) -> None:
    assert period(text) == expected


def test_cities_share_the_figures() -> None:
    for name in ("sample", "chiyoda"):
        city: City = load_city(REPOSITORY / "cities" / name)
        (entry,) = city.sources["indicators"]
        assert city.resolve(entry.path) == SHIPPED / "values.csv"
        assert not entry.is_sample
        with (SHIPPED / "values.csv").open(encoding="utf-8", newline="") as file:
            known = {row["indicator_id"] for row in csv.DictReader(file)}
        assert city.indicators.front
        assert set(city.indicators.front) <= known


def test_unknown_kind_is_out_and_the_rest_is_in() -> None:
    fixture = Path(__file__).parents[2] / "fixtures" / "indicators" / "values.csv"
    accepted, rejected = loaded(fixture)
    kept = accepted.select(["indicator_id", "kind", "precision", "date_basis", "value"])
    assert kept.to_pylist() == [
        {
            "indicator_id": "sample.posts",
            "kind": "実績",
            "precision": "none",
            "date_basis": "明記",
            "value": 399.0,
        },
        {
            "indicator_id": "sample.loss",
            "kind": "推計",
            "precision": "約",
            "date_basis": "なし",
            "value": 40000.0,
        },
    ]
    out = rejected.filter(pc.equal(rejected["severity"], "row"))
    assert out.select(["source_row", "column", "value"]).to_pylist() == [
        {"source_row": 3, "column": "kind", "value": "guessed"}
    ]
