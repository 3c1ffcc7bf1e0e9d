"""Nobody works out a small count from what is published: the attack is linear programming."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.margins import Grouping, Line, Margins, stated, summed
from machimori.domain.recoverable import intervals
from machimori.domain.small_cells import withheld

LEAST = 3
GROUPINGS: tuple[Grouping, ...] = (
    (),
    ("district",),
    ("category",),
    ("district", "category"),
    ("district", "town"),
)
DIMENSIONS = ("district", "town", "category")


def table(*rows: tuple[str, str, int]) -> Margins:
    """Rows × columns with totals."""
    counts = {(row, column): count for row, column, count in rows}
    return summed(("row", "column"), counts, ((), ("row",), ("column",), ("row", "column")))


def told(margins: Margins, hidden: frozenset[int]) -> dict[str, int | None]:
    return {
        "+".join(str(part) for part in key) or "all": None if number in hidden else count
        for number, ((_, key), count) in enumerate(zip(margins.cells, margins.counts, strict=True))
    }


def test_a_lone_small_count_takes_three_others_with_it() -> None:
    margins = table(("a", "x", 2), ("a", "y", 10), ("b", "x", 10), ("b", "y", 10), ("c", "x", 40),
                    ("c", "y", 50))  # fmt: skip
    hidden = withheld(margins, threshold=LEAST)
    assert told(margins, hidden) == {
        "all": 122, "a": 12, "b": 20, "c": 90, "x": 52, "y": 70,
        "a+x": None, "a+y": None, "b+x": None, "b+y": None, "c+x": 40, "c+y": 50,
    }  # fmt: skip
    assert intervals(margins, hidden)[margins.cells.index((("row", "column"), ("a", "x")))] == (
        0.0,
        12.0,
    )


def test_zeros_are_told_and_nothing_is_withheld_without_need() -> None:
    margins = table(("a", "x", 0), ("a", "y", 10), ("b", "x", 3), ("b", "y", 10))
    assert withheld(margins, threshold=LEAST) == frozenset()
    assert withheld(margins, threshold=0) == frozenset()


def test_a_table_with_nothing_but_one_post_tells_nothing() -> None:
    margins = table(("a", "x", 1))
    assert withheld(margins, threshold=LEAST) == frozenset(range(4))


def test_where_its_own_lines_have_nothing_left_others_near_by_are_withheld() -> None:
    counts = {("C", "C1", "y"): 2, ("C", "C1", "z"): 1, ("A", "A1", "x"): 1, ("A", "A1", "y"): 1,
              ("B", "B1", "x"): 2}  # fmt: skip
    margins = summed(DIMENSIONS, dict(counts), GROUPINGS)
    hidden = withheld(margins, threshold=LEAST)
    lone = margins.cells.index((("district", "category"), ("A", "y")))
    least, most = intervals(margins, hidden, of=[lone])[lone]
    assert (least <= 1, most >= LEAST - 1) == (True, True)


def test_what_an_outsider_knows_cannot_be_withheld_and_others_are_instead() -> None:
    given: dict[Grouping, dict[tuple[str | None, ...], int | None]] = {
        (): {(): 32},
        ("area",): {("a",): 4, ("b",): 12, ("c",): 16},
    }
    free = stated(given)
    bound = stated(given, known=[()])
    assert told(free, withheld(free, threshold=10)) == {"all": 32, "a": None, "b": None, "c": 16}
    hidden = withheld(bound, threshold=10)
    assert told(bound, hidden)["all"] == 32
    assert intervals(bound, hidden, of=[1])[1] == (0.0, 16.0)


def test_a_count_that_came_withheld_is_covered_too() -> None:
    given: dict[Grouping, dict[tuple[str | None, ...], int | None]] = {
        ("area",): {("a",): 40},
        ("area", "sex"): {("a", "m"): None, ("a", "f"): 33},
    }
    margins = stated(given)
    hidden = withheld(margins, threshold=10)
    assert told(margins, hidden) == {"a": 40, "a+m": None, "a+f": None}


def test_numbers_that_do_not_add_up_bind_nobody() -> None:
    given: dict[Grouping, dict[tuple[str | None, ...], int | None]] = {
        ("area",): {("a",): 40},
        ("area", "sex"): {("a", "m"): 5, ("a", "f"): 33},
    }
    margins = stated(given)
    assert margins.lines == ()
    assert told(margins, withheld(margins, threshold=10)) == {"a": 40, "a+m": None, "a+f": 33}


def test_the_lines_of_a_table_are_its_nearest_sums() -> None:
    counts = {("d", "t1", "x"): 1, ("d", "t2", "x"): 2}
    margins = summed(DIMENSIONS, counts, GROUPINGS)
    names = {number: "+".join(key) or "all" for number, (_, key) in enumerate(margins.cells)}
    lines = {
        (names[line.total], tuple(names[part] for part in line.parts)) for line in margins.lines
    }
    assert lines == {
        ("all", ("d",)),
        ("all", ("x",)),
        ("d", ("d+x",)),
        ("x", ("d+x",)),
        ("d", ("d+t1", "d+t2")),
    }
    assert Line(0, (1,)).members == (0, 1)


tables = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("1234"), st.sampled_from("xyz")).map(
        lambda key: (key[0], key[0] + key[1], key[2])
    ),
    st.integers(1, 6),
    min_size=1,
    max_size=20,
)


@given(tables)
@settings(max_examples=25, deadline=None)
def test_no_small_count_can_be_worked_out(counts: dict[tuple[str, str, str], int]) -> None:
    margins = summed(DIMENSIONS, dict(counts), GROUPINGS)
    hidden = withheld(margins, threshold=LEAST)
    small = [number for number, count in enumerate(margins.counts) if count and 0 < count < LEAST]
    assert set(small) <= hidden
    for least, most in intervals(margins, hidden, of=small).values():
        assert least <= 1
        assert most >= LEAST - 1


@given(tables, st.data())
@settings(max_examples=12, deadline=None)
def test_a_pattern_that_is_kept_only_grows(
    counts: dict[tuple[str, str, str], int], data: st.DataObject
) -> None:
    margins = summed(DIMENSIONS, dict(counts), GROUPINGS)
    kept = data.draw(st.sets(st.integers(0, len(margins.cells) - 1), max_size=3))
    hidden = withheld(margins, threshold=LEAST, kept=kept)
    assert kept <= hidden
    for least, most in intervals(
        margins, hidden, of=[one for one in hidden if (margins.counts[one] or 0) in (1, 2)]
    ).values():
        assert (least <= 1, most >= LEAST - 1) == (True, True)
