"""Each of the shipped figures is the same in card, table, CSV, JSON, sentence and page.

The numbers are read back from what a reader sees by rules of this test, not by ours.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

import lxml.html
import pytest
from lxml import etree

from etl.formats import read_batches
from etl.profile import profile
from etl.sources.indicators import SOURCE
from etl.transform import transform
from machimori.city import REPOSITORY, City, SourceConfig, load_city
from machimori.domain.published_values import Indicator, Published, indicator
from machimori.exchange import guarded_csv
from machimori.site.figure_files import csv_path, data_files, json_path
from machimori.site.figure_pages import pages
from machimori.site.figures import Figures, folder_of
from machimori.site.sheet import Sheet
from machimori.wording.indicator_card import Card, card
from machimori.wording.indicator_words import state_mark, unit_word

SHIPPED = REPOSITORY / "cities" / "indicators" / "values.csv"
LANGUAGES = ("ja", "en")
SCALES = {"億": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, "千": 1e3}
NUMBER = re.compile(r"([\d,]+(?:\.\d+)?)(億|千万|百万|万|千)?")


@cache
def shipped() -> tuple[Indicator, ...]:
    """The shipped table through the rules of the build, as indicators."""
    city = load_city(REPOSITORY / "cities" / "sample")
    (plan,) = profile(SHIPPED, SOURCE, SourceConfig(id="figures", path=str(SHIPPED)), city)
    rows = [
        row for batch in read_batches(plan) for row in transform(batch, plan).accepted.to_pylist()
    ]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["indicator_id"], []).append(row)
    return tuple(
        indicator(
            name,
            mine[0]["municipality"],
            mine[0]["municipality_code"],
            mine[0]["theme"],
            mine[0]["direction"],
            [published(place, row) for place, row in enumerate(mine)],
        )
        for name, mine in found.items()
    )


def published(place: int, row: dict[str, Any]) -> Published:
    names = set(Published.__dataclass_fields__) - {"row", "licence", "licence_url", "is_sample"}
    return Published(
        row=place,
        licence="CC BY 4.0",
        licence_url=None,
        is_sample=False,
        **{name: row[name] for name in names},
    )


@cache
def site() -> tuple[dict[str, bytes], dict[str, etree._Element]]:
    """Data files, and the pages of every indicator, parsed, by language and id."""
    city: City = load_city(REPOSITORY / "cities" / "sample")
    figures = Figures(city, datetime(2026, 11, 21, tzinfo=UTC), shipped(), (), ())
    facts: Any = SimpleNamespace(address="", city=city, figures=figures)
    files = data_files(figures)
    parsed = {}
    for lang in LANGUAGES:
        for path, content in pages(Sheet(facts, lang, ""), figures):
            if path.endswith("/index.html") and "/theme/" not in path:
                parsed[f"{lang}/{path.split('/')[1]}"] = lxml.html.document_fromstring(
                    content.decode()
                )
    return files, parsed


def number_in(words: str, lang: str) -> float:
    """The number a reader sees, thousands and 万 counted."""
    found = NUMBER.search(words)
    assert found, words
    number = float(found[1].replace(",", ""))
    return number * SCALES[found[2]] if found[2] else number


def seen(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()


def rows_of(page: etree._Element) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Per row of the table of values: texts, machine numbers, machine dates."""
    for line in page.xpath("//table//tbody/tr"):
        yield (
            [seen(cell) for cell in line.xpath("./th | ./td")],
            line.xpath(".//data/@value"),
            line.xpath(".//time/@datetime"),
        )


def check(given: Indicator, one: Published, told: Card, lang: str) -> None:
    """One value in one language, against what the document's row says."""
    files, parsed = site()
    row = told.rows[one.row]
    table = guarded_csv.read(files[csv_path(given.indicator_id)])
    record = dict(zip(table[0], table[1 + one.row], strict=True))
    machine = json.loads(files[json_path(given.indicator_id)])["values"][one.row]
    texts, numbers, days = list(rows_of(parsed[f"{lang}/{folder_of(given.indicator_id)}"]))[one.row]

    # The number, in the unit it was printed in: 7割 is 7 in CSV and JSON, never 70 %.
    expected = one.value
    if one.amount is not None and one.amount.unit == "割":
        expected = None if one.value is None else one.value / 10
        assert "%" not in row.value
    if one.amount is not None and one.amount.unit == "半数":
        expected = None
        assert "%" not in row.value
    assert machine["value"] == expected
    assert record["value"] == ("" if expected is None else f"{expected:.10g}")
    if expected is not None:
        assert number_in(row.value, lang) == pytest.approx(expected, rel=1e-12)
        assert float(numbers[0]) == expected
    assert texts[1] == row.value
    if one.value is not None:
        assert row.value in row.sentence
    if one.target_value is not None:
        assert machine["target_value"] == one.target_value
        assert number_in(row.target, lang) == one.target_value
        assert row.target in texts
        assert float(record["target_value"]) == one.target_value

    # The unit.
    unit = machine["unit"] or ""
    assert record["unit"] == unit
    if expected is not None and unit != "割":
        assert row.value.replace(" ", "").find(unit_word(unit, lang).replace(" ", "")) >= 0

    # The date.
    end = None if one.period_end is None else one.period_end.isoformat()
    assert (machine["date_end"], record["date_end"] or None) == (end, end)
    assert days == ([] if end is None else [end])
    assert texts[0] == row.date
    if one.value is not None:
        assert row.date in row.sentence

    # The state, and which of the indicator's values this is.
    word = told.state
    assert (machine["state"], record["state"]) == (str(given.state), str(given.state))
    assert word in row.sentence
    assert machine[f"sentence_{lang}"] == row.sentence
    assert record["kind"] == machine["kind"] == one.kind
    assert record["precision"] == machine["precision"] == one.precision


def check_card(given: Indicator, told: Card, lang: str) -> None:
    """The card on the page is that of the shown value, which the table has too."""
    page = site()[1][f"{lang}/{folder_of(given.indicator_id)}"]
    (article,) = page.xpath("//article")
    said = seen(article)
    shown = told.rows[given.shown.row]
    number = shown.target if told.is_target else shown.value
    assert told.value == number
    (figure,) = article.xpath("./p[@class='figure']")
    assert number in seen(figure)
    for words in (told.state, told.kind, told.date, *told.comparison):
        assert words in said
    assert page.xpath("//meta[@name='description']/@content") == [told.sentence]
    assert told.sentence in seen(page.xpath("//main")[0])
    assert state_mark(given.state).shape in etree.tostring(article).decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_value_is_the_same_in_every_form(lang: str) -> None:
    values = 0
    for given in shipped():
        told = card(given, lang)
        check_card(given, told, lang)
        for one in given.published:
            check(given, one, told, lang)
            values += 1
    assert values == 324


def test_the_file_of_all_has_each_value_once() -> None:
    files, _ = site()
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        printed = sorted(
            (one["indicator_id"], one["value_original"], one["as_of_original"], one["target_value"])
            for one in csv.DictReader(file)
        )
    text = io.StringIO(files["data/indicators/all.csv"].decode("utf-8-sig"), newline="")
    found = sorted(
        (one["indicator_id"], one["value_original"], one["as_of_original"], one["target_value"])
        for one in csv.DictReader(text)
    )
    assert found == printed
