"""What leaves the gate, what it refuses, and what two releases together tell: no more than one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from machimori.city import City
from machimori.city_privacy import Privacy
from machimori.domain.margins import Margins, summed
from machimori.store import gate
from machimori.store.gate import GateRefused, Released, Subject
from machimori.store.refusals import StoreError

DIMENSIONS = ("town", "kind")
GROUPINGS = ((), ("town",), ("kind",), ("town", "kind"))
OCTOBER = {("a", "hole"): 2, ("a", "tree"): 10, ("b", "hole"): 12, ("b", "tree"): 14}


def real(folder: Path, **privacy: int) -> City:
    return City(
        name="見本区",
        code="131016",
        bbox=(139.7, 35.65, 139.8, 35.72),
        metric_crs="EPSG:6677",
        folder=folder,
        privacy=Privacy(**privacy),
    )


def month(counts: Mapping[tuple[str, str], int]) -> Margins:
    return summed(DIMENSIONS, dict(counts), GROUPINGS)


def tell(city: City, **months: Margins) -> dict[tuple[str, ...], int | None]:
    told = gate.counts(
        city,
        Subject.POSTS,
        "road_reports_monthly",
        {name.replace("m", "2026-"): margins for name, margins in months.items()},
        dimensions=DIMENSIONS,
        period="month",
        count="reports",
    ).frame
    return {
        tuple(str(part) for part in (row["month"], row["town"], row["kind"])): None
        if row["is_withheld"]
        else int(row["reports"])
        for row in told.to_dict("records")
    }


def test_small_cells_and_what_would_give_them_away_are_withheld(tmp_path: Path) -> None:
    assert tell(real(tmp_path), m10=month(OCTOBER)) == {
        ("2026-10", "None", "None"): 38,
        ("2026-10", "a", "None"): 12,
        ("2026-10", "b", "None"): 26,
        ("2026-10", "None", "hole"): 14,
        ("2026-10", "None", "tree"): 24,
        ("2026-10", "a", "hole"): None,
        ("2026-10", "a", "tree"): None,
        ("2026-10", "b", "hole"): None,
        ("2026-10", "b", "tree"): None,
    }


def test_the_threshold_is_the_configurations(tmp_path: Path) -> None:
    assert None not in tell(real(tmp_path, posts=1), m10=month(OCTOBER)).values()


def test_a_later_release_of_a_month_is_the_first_one_to_the_letter(tmp_path: Path) -> None:
    city = real(tmp_path)
    before = tell(city, m10=month(OCTOBER))
    late = OCTOBER | {("a", "hole"): 3}  # a post that came in after the month was told
    after = tell(city, m10=month(late), m11=month({("b", "hole"): 5}))
    assert {cell: count for cell, count in after.items() if cell[0] == "2026-10"} == before
    assert after["2026-11", "b", "hole"] == 5


def test_a_revision_withholds_what_was_withheld_and_its_change_stays_unknown(
    tmp_path: Path,
) -> None:
    city = real(tmp_path)
    first, second = month(OCTOBER), month(OCTOBER | {("a", "hole"): 5, ("b", "tree"): 15})
    told = [
        gate.released(city, Subject.POSTS, "t", {"2026-10": margins}, revised=frozenset(revised))
        for margins, revised in ((first, ()), (second, ("2026-10",)), (second, ("2026-10",)))
    ]
    releases = [one["2026-10"] for one in told]
    assert [one.revision for one in releases] == [1, 2, 2]  # nothing new: no further revision
    assert releases[0].withheld <= releases[1].withheld
    for cell in releases[0].withheld:
        least, most = _change(first, second, releases[0].withheld, releases[1].withheld, cell)
        assert most - least >= city.privacy.posts - 1, cell


def _change(
    first: Margins, second: Margins, before: frozenset, after: frozenset, cell: object
) -> tuple[float, float]:
    """Least and most a cell can have changed by, for one who has both releases."""
    rows, sums = [], []
    size = len(first.cells)
    for offset, (margins, hidden) in enumerate(((first, before), (second, after))):
        for line in margins.lines:
            row, rest = np.zeros(2 * size), 0
            for one in line.members:
                sign = -1 if one == line.total else 1
                if margins.cells[one] in hidden:
                    row[offset * size + one] = sign
                else:
                    rest -= sign * (margins.counts[one] or 0)
            rows.append(row)
            sums.append(rest)
    weights = np.zeros(2 * size)
    number = first.cells.index(cell)  # type: ignore[arg-type]
    weights[number], weights[size + number] = -1, 1
    ends = [
        linprog(sign * weights, A_eq=np.array(rows), b_eq=sums, bounds=(0, 1000)).fun
        for sign in (1, -1)
    ]
    return ends[0], -ends[1]


def test_what_residents_withheld_last_time_stays_withheld(tmp_path: Path) -> None:
    city = real(tmp_path)

    def people(**areas: int) -> Margins:
        return summed(("area",), {(area,): count for area, count in areas.items()}, ((), ("area",)))

    told = gate.released(
        city,
        Subject.PEOPLE,
        "population",
        {"2026-10-01": people(a=8, b=20, c=30), "2026-11-01": people(a=12, b=20, c=30)},
        is_stock=True,
    )
    assert [sorted(key[0] for _, key in one.withheld) for one in told.values()] == [
        ["a", "b"],
        ["a", "b"],
    ]


def test_generated_data_begins_anew(tmp_path: Path) -> None:
    city = real(tmp_path).model_copy(update={"is_sample": True})
    tell(city, m10=month(OCTOBER))
    other = tell(city, m10=month({("a", "hole"): 30, ("b", "tree"): 40}))
    assert other["2026-10", "a", "hole"] == 30


def test_without_its_ledger_nothing_is_told(tmp_path: Path) -> None:
    city = real(tmp_path)
    tell(city, m10=month(OCTOBER))
    (entry,) = (tmp_path / "released" / "road_reports_monthly").glob("*.json")
    assert json.loads(entry.read_text())["threshold"] == 3
    entry.write_text("{")
    with pytest.raises(StoreError, match="can't be read"):
        tell(city, m10=month(OCTOBER))


def test_a_single_figure_and_a_share(tmp_path: Path) -> None:
    rules = real(tmp_path).privacy
    posts = Subject.POSTS
    assert [gate.count(rules, posts, one) for one in (0, 1, 2, 3)] == [0, None, None, 3]
    assert [gate.count(rules, Subject.PLACES, one) for one in (0, 1)] == [0, 1]
    assert [
        gate.share(rules, posts, part, whole)
        for part, whole in ((5, 10), (2, 10), (9, 10), (0, 10), (10, 10), (None, 9), (0, 0))
    ] == [50.0, None, None, 0.0, 100.0, None, None]


@pytest.mark.parametrize("column", ["photo_url", "reporter", "assignee", "note", "counters"])
def test_columns_of_the_staff_do_not_pass(column: str) -> None:
    frame = pd.DataFrame({"name": ["見本"], column: ["x"]})
    for passing in (gate.places, gate.figures):
        with pytest.raises(GateRefused, match=column):
            passing(frame)


def test_what_somebody_wrote_does_not_pass_as_a_place() -> None:
    with pytest.raises(GateRefused, match="description"):
        gate.places(pd.DataFrame({"name": ["見本"], "description": ["x"]}))
    listed = pd.DataFrame({"title": ["見本"], "description": ["目録の説明"]})
    assert gate.figures(listed).frame.equals(listed)


def test_hidden_places_single_posts_and_unsealed_tables_do_not_pass() -> None:
    with pytest.raises(GateRefused, match="not public"):
        gate.places(pd.DataFrame({"name": ["見本"], "is_public": [False]}))
    with pytest.raises(GateRefused, match="single posts"):
        gate.figures(pd.DataFrame({"report_id": ["r1"]}))
    with pytest.raises(GateRefused, match="gate alone"):
        Released(pd.DataFrame(), Subject.POSTS)
