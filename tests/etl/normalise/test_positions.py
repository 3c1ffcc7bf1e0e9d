from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalise.columns import Context
from etl.normalise.coordinates import positions
from etl.normalise.datum import from_tokyo

TOKYO = Context(bbox=(139.5, 35.5, 140.0, 36.0))
INSIDE = st.tuples(st.floats(139.5, 140.0), st.floats(35.5, 36.0))


def row(longitude: str | None, latitude: str | None, context: Context = TOKYO) -> tuple[Any, ...]:
    """Longitude, latitude, whether it is refused, rule and suggestion of one row."""
    found = positions(text(longitude), text(latitude), context=context)
    return tuple(column[0].as_py() for column in found[:5])


def text(*values: str | None) -> pa.Array:
    return pa.array(values, pa.string())


@pytest.mark.parametrize(
    ("longitude", "latitude", "expected"),
    [
        ("139.75", "35.69", (139.75, 35.69, False, None, None)),
        ("１３９．７５", " 35.69　", (139.75, 35.69, False, None, None)),
        ("139°45'00\"", "35度41分24秒", (139.75, 35.69, False, None, None)),
        ("", None, (None, None, False, "coordinates_missing", None)),
        ("－", "不明", (None, None, False, "coordinates_missing", None)),
        ("139.75", "", (None, None, True, "coordinates_incomplete", None)),
        ("0", "0", (None, None, True, "coordinates_zero", None)),
        ("0.0", "0.000", (None, None, True, "coordinates_zero", None)),
        ("35.69", "139.75", (None, None, True, "coordinates_swapped", "35.69, 139.75")),
        ("北緯35.69", "東経139.75", (None, None, True, "coordinates_swapped", None)),
        ("-220.25", "35.69", (139.75, 35.69, False, "coordinates_wrapped", None)),
        ("499.75", "35.69", (139.75, 35.69, False, "coordinates_wrapped", None)),
        ("139756774", "3569413", (139.756774, 35.69413, False, "coordinates_lost_point", None)),
        ("13975.6774", "35.69413", (139.756774, 35.69413, False, "coordinates_lost_point", None)),
        ("135756774", "3569413", (None, None, True, "coordinates_lost_point",
                                  "35.69413, 135.756774")),
        ("139.75", "34/059147", (None, None, True, "coordinates_unreadable", "34.059147")),
        ("139.75", "区役所前", (None, None, True, "coordinates_unreadable", None)),
        ("135.19", "34.69", (None, None, True, "coordinates_outside", None)),
        ("-139.75", "35.69", (None, None, True, "coordinates_outside", "35.69, 139.75")),
    ],
)  # fmt: skip
def test_one_row(longitude: str | None, latitude: str | None, expected: tuple[Any, ...]) -> None:
    assert row(longitude, latitude) == tuple(
        pytest.approx(one) if isinstance(one, float) else one for one in expected
    )


def test_a_whole_file_may_be_turned() -> None:
    turned = replace(TOKYO, axis_order="swapped")
    assert row("35.69", "139.75", turned) == (139.75, 35.69, False, None, None)
    assert row("139.75", "35.69", turned)[3:] == ("coordinates_swapped", "35.69, 139.75")


def test_sources_of_a_position_are_taken_in_order() -> None:
    found = positions(
        text("139.70", "139.70", None, None, None),
        text("35.60", "35.60", "", None, None),
        combined=text(None, "35.7,139.8", "35.7,139.8", None, "35.69 or so"),
        geo3x3=text("E9139667771", None, None, "E9139667771", None),
        geometry=pa.array([shapely.to_wkb(shapely.Point(139.9, 35.9)), None, None, None, None]),
        context=TOKYO,
    )
    assert found.longitude.to_pylist()[:3] == [139.9, 139.70, 139.8]
    assert found.latitude.to_pylist()[:3] == [35.9, 35.60, 35.7]
    assert found.longitude[3].as_py() == pytest.approx(139.7546, abs=1e-4)
    assert found.cell_metres.to_pylist() == [None, None, None, pytest.approx(339.3, abs=0.1), None]
    assert found.rule.to_pylist() == [None] * 4 + ["coordinates_unreadable"]


def test_the_order_in_one_cell_is_said_by_the_cell_or_the_bbox() -> None:
    london = Context(bbox=(-0.5, 51.3, 0.3, 51.7))
    cells = text("51.5,-0.1", "-0.1,51.5", "POINT(-0.1 51.5)", "N51.5 W0.1")
    for arrays in (cells, cells.slice(0, 2), cells.slice(1, 1)):
        found = positions(None, None, combined=arrays, context=london)
        assert set(found.longitude.to_pylist()) == {-0.1}
        assert set(found.latitude.to_pylist()) == {51.5}
    everywhere = positions(None, None, combined=text("51.5,-0.1"), context=Context())
    assert (everywhere.latitude[0].as_py(), everywhere.longitude[0].as_py()) == (51.5, -0.1)


def test_geometries_of_every_kind_have_a_point() -> None:
    shapes = [
        shapely.Point(139.75, 35.69),
        shapely.Point(139.75, 35.69, 0.0),
        shapely.LineString([(139.7, 35.69), (139.8, 35.69)]),
        shapely.box(139.7, 35.6, 139.8, 35.7),
        shapely.Point(),
        None,
    ]
    wkb = pa.array([None if one is None else shapely.to_wkb(one) for one in shapes], pa.binary())
    found = positions(None, None, geometry=wkb, context=TOKYO)
    expected = [139.75, 139.75, 139.7, 139.75, None, None]  # of a line, an end
    assert found.longitude.to_pylist() == [one and pytest.approx(one) for one in expected]
    assert found.rule.to_pylist() == [None] * 4 + ["coordinates_missing"] * 2
    points = positions(None, None, geometry=wkb.take(pa.array([0, 5, 0])), context=TOKYO)
    assert points.latitude.to_pylist() == [35.69, None, 35.69]


def test_nothing_given_is_missing_everywhere() -> None:
    found = positions(None, None, rows=2, context=TOKYO)
    assert found.rule.to_pylist() == ["coordinates_missing"] * 2
    assert found.bad.to_pylist() == [False, False]
    assert len(positions(text(), text(), context=TOKYO).bad) == 0


@given(st.lists(INSIDE, min_size=1, max_size=20))
@settings(max_examples=100)
def test_what_is_plain_stays_as_it_is(points: list[tuple[float, float]]) -> None:
    longitude, latitude = (text(*(repr(one[axis]) for one in points)) for axis in (0, 1))
    found = positions(longitude, latitude, context=TOKYO)
    assert found.longitude.to_pylist() == [one[0] for one in points]
    assert found.latitude.to_pylist() == [one[1] for one in points]
    assert found.bad.true_count == 0
    assert found.rule.null_count == len(points)


@given(st.lists(INSIDE, min_size=1, max_size=20), st.sampled_from([-360, 360]))
def test_turns_and_lost_points_come_back(points: list[tuple[float, float]], turn: int) -> None:
    x = [round(one[0], 6) for one in points]
    y = [round(one[1], 6) for one in points]
    wrapped = positions(
        text(*(f"{one + turn:.6f}" for one in x)), text(*(f"{one:.6f}" for one in y)), context=TOKYO
    )
    assert wrapped.longitude.to_pylist() == pytest.approx(x, abs=1e-6)
    assert set(wrapped.rule.to_pylist()) == {"coordinates_wrapped"}
    lost = positions(
        text(*(f"{one:.6f}".replace(".", "") for one in x)),
        text(*(f"{one:.6f}".replace(".", "") for one in y)),
        context=TOKYO,
    )
    assert lost.longitude.to_pylist() == pytest.approx(x)
    assert lost.latitude.to_pylist() == pytest.approx(y)
    assert set(lost.rule.to_pylist()) == {"coordinates_lost_point"}


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), min_size=1, max_size=10))
def test_any_text_is_in_the_bbox_or_has_no_position(cells: list[tuple[str, str]]) -> None:
    found = positions(text(*(a for a, _ in cells)), text(*(b for _, b in cells)), context=TOKYO)
    for x, y, bad, rule in zip(*(one.to_pylist() for one in found[:4]), strict=True):
        if x is None:
            assert y is None
            assert rule is not None
        else:
            assert not bad
            assert 139.5 <= x <= 140.0
            assert 35.5 <= y <= 36.0


def test_the_old_datum_is_turned_to_within_metres_of_the_published_answer(real_data: Path) -> None:
    def read(name: str) -> list[dict[str, str]]:
        with (real_data / "datum" / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    old, new = read("streetlight_tokyo_datum.csv"), read("streetlight_wgs84.csv")
    # Echizen: the bbox holds the true places, the old ones lie up to 0.005 degrees beside.
    context = Context(bbox=(136.15, 35.85, 136.25, 35.95), datum="Tokyo")
    found = positions(
        text(*(one["lng"] for one in old)), text(*(one["lat"] for one in old)), context=context
    )
    assert found.bad.true_count == 0
    x = np.array([float(one["lng"]) for one in new])
    y = np.array([float(one["lat"]) for one in new])
    metres = np.hypot(
        (found.longitude.to_numpy() - x) * 111_320 * np.cos(np.radians(y)),
        (found.latitude.to_numpy() - y) * 111_320,
    )
    # The published answer is a three-term approximation; it and ours differ by 2.25 m everywhere.
    assert len(metres) == 1140
    assert 2.2 < metres.min() < metres.max() < 2.3


def test_the_datum_is_applied_to_published_degrees_only() -> None:
    context = Context(bbox=(139.5, 35.5, 140.0, 36.0), datum="Tokyo")
    found = positions(
        text("139.75", None, None),
        text("35.69", None, None),
        geo3x3=text(None, "E9139667771", None),
        geometry=pa.array([None, None, shapely.to_wkb(shapely.Point(139.75, 35.69))]),
        context=context,
    )
    x, y = from_tokyo(np.array([139.75]), np.array([35.69]))
    assert found.longitude.to_pylist() == [x[0], pytest.approx(139.7546, abs=1e-4), 139.75]
    assert found.latitude.to_pylist() == [y[0], pytest.approx(35.6714, abs=1e-4), 35.69]
    # About 12 seconds to the north-west.
    assert (x[0] - 139.75, y[0] - 35.69) == pytest.approx((-0.00323, 0.00323), abs=1e-4)


def test_ishikawa_lost_a_point_in_one_row(real_data: Path) -> None:
    path = real_data / "standard_datasets/ishikawa/170003_public_toilet.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = positions(
        text(*(one["経度"] for one in rows)),
        text(*(one["緯度"] for one in rows)),
        context=Context(bbox=(136.2, 36.0, 137.4, 37.9)),
    )
    assert found.bad.true_count == 0
    odd = [index for index, rule in enumerate(found.rule.to_pylist()) if rule]
    assert [(rows[one]["経度"], found.longitude[one].as_py()) for one in odd] == [
        ("13674703", 136.74703)
    ]


def test_tokyo_went_round_the_world_in_one_row(real_data: Path) -> None:
    path = real_data / "standard_datasets/tokyo/koumin_facilities.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = positions(
        text(*(one["経度"] for one in rows)),
        text(*(one["緯度"] for one in rows)),
        context=Context(bbox=(138.9, 26.0, 142.5, 35.9)),
    )
    wrapped = found.rule.to_pylist().index("coordinates_wrapped")
    assert found.longitude[wrapped].as_py() == pytest.approx(139.414194)
    assert found.bad.true_count == 0
