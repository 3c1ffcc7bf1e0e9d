from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.reconcile import Difference, Listed, Outcome, counts, reconcile

SCHOOL = Listed("1", "例題小学校", "例題町1-1", 35.69, 139.75, "E1")
_listed = st.builds(
    Listed,
    row=st.uuids().map(str),
    name=st.sampled_from(["例題小学校", "区立例題小学校", "例題会館", "乙会館", "丙"]),
    address=st.none() | st.sampled_from(["例題町1-1", "例題町一丁目", "乙町2番地3号"]),
    latitude=st.none() | st.floats(35.68, 35.70),
    longitude=st.none() | st.floats(139.74, 139.76),
    publisher_id=st.none() | st.sampled_from(["E1", "E2"]),
)


def outcomes(here: list[Listed], there: list[Listed]) -> list[tuple[str, str | None, str | None]]:
    return [
        (str(one.outcome), one.here and one.here.row, one.there and one.there.row)
        for one in reconcile(here, there)
    ]


def test_the_five_outcomes() -> None:
    here = [
        SCHOOL,
        Listed("2", "見本区立例題中学校", "例題町2-2", 35.690, 139.751),
        Listed("3", "例題会館", "例題町3丁目4番5号", 35.691, 139.752),
        Listed("4", "ここだけの家", "例題町9", 35.70, 139.76),
    ]
    there = [
        Listed("a", "例題 小学校", "例題町1-1", 35.69, 139.75),
        Listed("b", "例題中学校", None, 35.69027, 139.751),
        Listed("c", "例題市民館", "東京都例題町３－４－５", 35.691, 139.752),
        Listed("d", "あちらだけの家", "乙町1", 35.60, 139.60),
    ]
    found = reconcile(here, there)
    assert [(one.outcome, one.there and one.there.row) for one in found] == [
        (Outcome.SAME, "a"),
        (Outcome.MOVED, "b"),
        (Outcome.RENAMED, "c"),
        (Outcome.ONLY_HERE, None),
        (Outcome.ONLY_THERE, "d"),
    ]
    assert round(found[1].distance_m or 0) == 30
    assert counts(found) == dict.fromkeys(Outcome, 1)


def test_the_publishers_own_number_goes_before_the_name() -> None:
    there = [
        Listed("a", "例題小学校", None, 35.60, 139.75),
        Listed("b", "例題学園", None, 35.69, 139.75, "E1"),
    ]
    assert outcomes([SCHOOL], there) == [("renamed", "1", "b"), ("only_there", None, "a")]


def test_of_two_with_one_name_the_nearest_is_meant() -> None:
    here = [Listed("1", "集会所", None, 35.69, 139.75), Listed("2", "集会所", None, 35.70, 139.75)]
    there = [
        Listed("a", "集会所", None, 35.7001, 139.75),
        Listed("b", "集会所", None, 35.69, 139.75),
    ]
    assert outcomes(here, there) == [("same", "1", "b"), ("moved", "2", "a")]


def test_without_a_position_a_name_is_enough_and_nothing_is_said_of_metres() -> None:
    assert reconcile([SCHOOL], [Listed("a", "例題小学校")]) == [
        Difference(Outcome.SAME, SCHOOL, Listed("a", "例題小学校"), None)
    ]


def test_neighbours_of_another_name_stay_apart() -> None:
    there = [Listed("a", "乙福祉園", "例題町1-2", 35.6905, 139.75)]
    assert outcomes([SCHOOL], there) == [("only_here", "1", None), ("only_there", None, "a")]


@settings(max_examples=100)
@given(st.lists(_listed, max_size=7), st.lists(_listed, max_size=7))
def test_every_row_is_in_exactly_one_difference(here: list[Listed], there: list[Listed]) -> None:
    found = reconcile(here, there)
    assert [one.here for one in found if one.here] == here
    assert sorted(one.there.row for one in found if one.there) == sorted(one.row for one in there)
    assert len(reconcile(here, here)) == len(here)
    assert sum(counts(found).values()) == len(found)


def gsi(file: Path) -> list[Listed]:
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    rows = [(one["properties"], one["geometry"]["coordinates"]) for one in features]
    return [
        Listed(str(number), said["施設・場所名"], said["住所"], position[1], position[0])
        for number, (said, position) in enumerate(rows, 1)
    ]


def test_the_two_lists_of_one_publisher_disagree_about_two_places(real_data: Path) -> None:
    lists = real_data / "shelters" / "gsi"
    found = reconcile(gsi(lists / "evacuation_131016.json"), gsi(lists / "emergency_131016.json"))
    assert list(counts(found).values()) == [12, 2, 0, 1, 14]
    assert [
        (one.here.name, round(one.distance_m))
        for one in found
        if one.outcome == Outcome.MOVED and one.here and one.distance_m
    ] == [("麹町小学校", 27), ("富士見みらい館", 41)]
    assert [one.here.name for one in found if one.outcome == Outcome.ONLY_HERE and one.here] == [
        "都立日比谷高校"
    ]


def test_two_publishers_of_one_city(real_data: Path) -> None:
    shelters = real_data / "shelters"
    text = (shelters / "kobe" / "okunai.csv").read_bytes().decode("cp932")
    city = [
        Listed(
            str(number),
            row["名称"],
            row["住所"],
            float(row["緯度"]) if row["緯度"] else None,
            float(row["経度"]) if row["経度"] else None,
        )
        for number, row in enumerate(csv.DictReader(io.StringIO(text)), 1)
    ]
    found = reconcile(city, gsi(shelters / "gsi" / "evacuation_281000.json"))
    assert counts(found)[Outcome.ONLY_HERE] == 16
    renamed = {
        (one.here.name, one.there.name)
        for one in found
        if one.outcome == Outcome.RENAMED and one.here and one.there
    }
    assert ("水木小学絞", "水木小学校") in renamed
    assert ("神戸大学海事科学部", "神戸大学海洋政策科学部") in renamed
    assert ("三菱重工業和田クラブ(神戸造船所)", "和田岬小学校") not in renamed
