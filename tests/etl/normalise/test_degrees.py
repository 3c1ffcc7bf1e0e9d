from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalise.degrees import degrees, pair
from etl.normalise.geo3x3 import decode, encode, geo3x3, geo3x3_code
from etl.normalise.verdict import Unreadable

LONGITUDES = st.floats(-180, 180, allow_nan=False)
LATITUDES = st.floats(-90, 90, allow_nan=False)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("35.689556", 35.689556),
        ("34.705529 ", 34.705529),
        ("３５．６８９５５６", 35.689556),
        ("北緯35.689556", 35.689556),
        ("N35.689556", 35.689556),
        ("35.689556°N", 35.689556),
        ("緯度：35.689556", 35.689556),
        ("S35.5", -35.5),
        ("-35.5", -35.5),
        ("35°41'22.4\"", 35.689556),
        ("35度41分22．4秒", 35.689556),
        ("北緯35度41分22.4秒", 35.689556),
        ("35°41′22.4″N", 35.689556),
        ("35°41'22.4''", 35.689556),
        ("35.41.22.4", 35.689556),
        ("35.6.8", 35.102222),
        ("35:41:22.4", 35.689556),
        ("35 41 22.4", 35.689556),
        ("35°41.37334'", 35.689556),
        ("35度", 35),
        ("3569413", 3_569_413),  # the bbox decides about lost points
        ("", None),
        ("－", None),
        ("不明", None),
    ],
)
def test_latitudes_as_published(published: str, expected: float | None) -> None:
    read = degrees(published, "latitude")
    assert read == (None if expected is None else pytest.approx(expected, abs=1e-6))


@pytest.mark.parametrize(
    ("published", "rule", "suggestion"),
    [
        ("34/059147", "coordinates_unreadable", "34.059147"),
        ("34,059147", "coordinates_unreadable", "34.059147"),
        ("34。059147", "coordinates_unreadable", "34.059147"),
        ("35°61'00\"", "coordinates_unreadable", ""),
        ("35.41.75.0", "coordinates_unreadable", ""),
        ("東経139.75", "coordinates_swapped", ""),
        ("区役所前", "coordinates_unreadable", ""),
        ("nan", "coordinates_unreadable", ""),
    ],
)
def test_what_no_latitude_is_says_why(published: str, rule: str, suggestion: str) -> None:
    with pytest.raises(Unreadable) as caught:
        degrees(published, "latitude")
    assert (caught.value.rule, caught.value.suggestion) == (rule, suggestion)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("35.6941,139.7567", (35.6941, 139.7567, "latlon")),
        ("135.579573,34.861189", (135.579573, 34.861189, "lonlat")),
        ("（３５．６９４１、１３９．７５６７）", (35.6941, 139.7567, "latlon")),
        ("[139.7567, 35.6941]", (139.7567, 35.6941, "lonlat")),
        ("35.6941 139.7567", (35.6941, 139.7567, "latlon")),
        ("N35.6941 E139.7567", (35.6941, 139.7567, "latlon")),
        ("東経139.7567 北緯35.6941", (139.7567, 35.6941, "lonlat")),
        ("緯度:35.6941 経度:139.7567", (35.6941, 139.7567, "latlon")),
        ("POINT(139.7567 35.6941)", (139.7567, 35.6941, "lonlat")),
        ("SRID=4326;POINT (-0.1 51.5)", (-0.1, 51.5, "lonlat")),
        ("geo:35.6941,139.7567", (35.6941, 139.7567, "latlon")),
        ("35°41'38.8\" 139°45'24.1\"", (35.69411, 139.75669, "latlon")),
        ("51.5,-0.1", (51.5, -0.1, "")),
        ("", None),
    ],
)
def test_pairs_as_published(published: str, expected: tuple[float, float, str] | None) -> None:
    read = pair(published)
    if expected is None or read is None:
        assert read is expected
    else:
        assert read == (pytest.approx(expected[0]), pytest.approx(expected[1]), expected[2])


@pytest.mark.parametrize(
    "published", ["35.6941", "35.6,139.7,5", "千代田区", "35.6941,東京", "POINT EMPTY"]
)
def test_what_no_pair_is_says_so(published: str) -> None:
    with pytest.raises(Unreadable, match="coordinates_unreadable"):
        pair(published)


@given(LATITUDES)
@settings(max_examples=200)
def test_degrees_minutes_seconds_go_there_and_back(latitude: float) -> None:
    hundredths = round(abs(latitude) * 360_000)
    minutes, rest = divmod(hundredths, 6_000)
    whole, minute = divmod(minutes, 60)
    sign = "-" if latitude < 0 else ""
    second = f"{rest / 100:.2f}"
    expected = pytest.approx(hundredths / 360_000 * (-1 if sign else 1), abs=1e-9)
    for form in (f"{sign}{whole}°{minute}'{second}\"", f"{sign}{whole}度{minute}分{second}秒"):
        assert degrees(form, "latitude") == expected
    assert degrees(f"{whole}°{minute}'{second}\"{'S' if sign else 'N'}", "latitude") == expected


@given(LATITUDES, LONGITUDES)
def test_pairs_go_there_and_back(latitude: float, longitude: float) -> None:
    y, x = f"{latitude:.7f}", f"{longitude:.7f}"
    assert pair(f"POINT({x} {y})") == (float(x), float(y), "lonlat")
    first, second, order = pair(f"{y}, {x}") or (0.0, 0.0, "")
    assert (first, second) == (float(y), float(x))
    assert order == ("latlon" if abs(float(x)) > 90 else "")


@given(st.text(max_size=15))
def test_any_text_is_a_coordinate_or_says_why(published: str) -> None:
    for read in (lambda text: degrees(text, "longitude"), pair):
        try:
            read(published)
        except Unreadable as error:
            assert error.rule.startswith("coordinates_")


@given(LONGITUDES, LATITUDES, st.integers(1, 18))
def test_geo3x3_cells_hold_their_point(longitude: float, latitude: float, level: int) -> None:
    cell = decode(encode(longitude, latitude, level))
    assert abs(cell.longitude - longitude) <= cell.side / 2 + 1e-9
    assert abs(cell.latitude - latitude) <= cell.side / 2 + 1e-9
    assert cell.side == pytest.approx(180 / 3 ** (level - 1))


def test_geo3x3_as_published() -> None:
    # 内幸町二丁目, as the town table codes it: a cell of about 340 m.
    cell = decode("E9139667771")
    assert (cell.longitude, cell.latitude) == pytest.approx((139.7546, 35.6714), abs=1e-4)
    assert cell.metres == pytest.approx(339.3, abs=0.1)
    assert geo3x3_code(" ｅ９１３９ ") == "E9139"
    assert geo3x3("X123") is None
    with pytest.raises(Unreadable, match="geo3x3_unreadable"):
        decode("E9130")


def test_every_town_of_tokyo_has_a_code_that_goes_there_and_back(real_data: Path) -> None:
    path = real_data / "addresses/townid_13_tokyo.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 5358
    for row in rows:
        cell = decode(row["geo3x3"])
        assert encode(cell.longitude, cell.latitude, len(row["geo3x3"])) == row["geo3x3"]
        if row["city"] == "千代田区" and len(row["geo3x3"]) > 9:
            assert 139.72 < cell.longitude < 139.79
            assert 35.66 < cell.latitude < 35.71
