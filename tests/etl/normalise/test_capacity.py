from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalise.capacity import Capacity, capacity, read_capacity
from etl.normalise.verdict import Reading, Unreadable

COUNTS = st.integers(0, 99_999)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("屋内480人／屋外3,350人(面積の1/2)", Capacity(3830, 480, 3350, "面積の1/2")),
        ("屋内2,736人屋外11,700人（面積の1/2）", Capacity(14_436, 2736, 11_700, "面積の1/2")),
        ("屋内990人／屋外0人(座席数)", Capacity(990, 990, 0, "座席数")),
        ("屋内100人", Capacity(100, 100)),
        ("屋外１，２００名", Capacity(1200, None, 1200)),
        ("810", Capacity(810)),
        ("50,700 ", Capacity(50_700)),
        ("1750.0", Capacity(1750)),
        ("500人（うち車いす10台）", Capacity(500, basis="うち車いす10台")),
        ("計300人（屋内）", Capacity(300, basis="屋内")),
        ("0", Capacity(0)),
        ("", Capacity()),
        ("－", Capacity()),
        ("不明", Capacity()),
    ],
)
def test_capacities_as_published(published: str, expected: Capacity) -> None:
    assert capacity(published) == expected


def test_what_is_odd_is_noted() -> None:
    assert read_capacity("約500人") == Reading(Capacity(500), "number_approximate")
    assert read_capacity("X") == Reading(Capacity(), "withheld")
    assert read_capacity("計900人 屋内300人 屋外500人") == Reading(
        Capacity(900, 300, 500), "capacity_sum"
    )


@pytest.mark.parametrize(
    "published", ["収容可能", "2階100人、3階50人", "300/500", "1,2", "-5", "100～200人", "屋内多数"]
)
def test_what_no_capacity_is_says_so(published: str) -> None:
    with pytest.raises(Unreadable, match="capacity_unreadable"):
        capacity(published)


@given(COUNTS, COUNTS, st.sampled_from(["／", "/", "", "、", " "]), st.sampled_from(["人", "名"]))
def test_parts_add_up(indoor: int, outdoor: int, between: str, unit: str) -> None:
    published = f"屋内{indoor:,}{unit}{between}屋外{outdoor}{unit}（面積の1/2）"
    assert capacity(published) == Capacity(indoor + outdoor, indoor, outdoor, "面積の1/2")


@given(st.text(max_size=15))
def test_unknown_is_never_zero(published: str) -> None:
    try:
        read = capacity(published)
    except Unreadable:
        return
    if not any(one.isdigit() for one in published):
        assert read == Capacity()


def test_every_capacity_nanao_published_is_read(real_data: Path) -> None:
    path = real_data / "shelter_status/nanao/reference_data.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = [capacity(row["想定収容人数"]) for row in csv.DictReader(file)]
    assert len(read) == 112
    assert sum(one == Capacity() for one in read) == 3
    known = [one for one in read if one.total is not None]
    assert all(one.total == (one.indoor or 0) + (one.outdoor or 0) for one in known)
    assert {one.basis for one in known} == {"面積の1/1", "面積の1/2", "座席数"}
