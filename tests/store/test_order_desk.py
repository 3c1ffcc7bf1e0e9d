"""Orders and messages as the desk writes them, refused where they cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from machimori.domain.statement_rules import Refused
from machimori.store.order_desk import LONGEST_MESSAGE, OrderDesk
from machimori.store.queries import orders
from tests.store.incidents import Drill, drill
from tests.store.small_warehouse import NOW

WEST, EAST = "district-w", "district-e"


@pytest.fixture
def on(tmp_path: Path) -> Iterator[Drill]:
    with drill(tmp_path, without=("marts.evacuation_orders",)) as found:
        yield found


def desk(on: Drill, minutes: float = 0) -> OrderDesk:
    return OrderDesk(on.warehouse, on.journal, on.incident, "防災課 見本 太郎", on.after(minutes))


def standing(on: Drill, minutes: float = 0) -> list[tuple[str | None, int]]:
    held = orders.orders_in_force(on.warehouse, on.journal, on.incident, now=on.after(minutes))
    return [(one.district_id, one.alert_level) for one in held]


def test_an_order_per_district_with_its_names(on: Drill) -> None:
    desk(on).issue(4, [WEST, EAST, WEST], client_key="k")
    desk(on, 1).issue(3, [None], client_key="l")
    held = orders.orders_in_force(on.warehouse, on.journal, on.incident, now=on.after(2))
    assert [(one.alert_level, one.order_kind, one.is_for_all) for one in held] == [
        (4, "避難指示", False),
        (4, "避難指示", False),
        (3, "高齢者等避難", True),
    ]
    assert {one.district.name for one in held if one.district} == {"西地区", "東地区"}
    assert {one.mode for one in held} == {"training"}
    assert [len(those) for those in orders.by_level(held).values()] == [2, 1]


def test_the_same_press_twice_is_one_order(on: Drill) -> None:
    first = desk(on).issue(4, [WEST], client_key="k")
    again = desk(on, 1).issue(4, [WEST], client_key="k")
    assert [one.event_id for one in again] == [one.event_id for one in first]
    assert on.journal.last_seq() == 1


def test_a_level_that_is_in_force_is_passed_over(on: Drill) -> None:
    desk(on).issue(4, [WEST], client_key="k")
    (new,) = desk(on, 1).issue(4, [WEST, EAST], client_key="l")
    assert new.subject == EAST
    with pytest.raises(Refused, match="already_in_force"):
        desk(on, 2).issue(4, [WEST], client_key="m")
    desk(on, 3).issue(5, [WEST], client_key="n")
    assert standing(on, 3) == [(WEST, 5), (EAST, 4)]


def test_lifting_is_an_entry_that_names_the_order(on: Drill) -> None:
    (order,) = desk(on).issue(4, [WEST], client_key="k")
    (lift,) = desk(on, 60).lift([order.event_id], client_key="l")
    assert (lift.payload["lifts"], lift.subject) == (order.event_id, WEST)
    assert (standing(on, 59), standing(on, 60)) == ([(WEST, 4)], [])
    desk(on, 61).issue(4, [WEST], client_key="m")
    assert standing(on, 61) == [(WEST, 4)]


def test_a_mistake_never_stood(on: Drill) -> None:
    (order,) = desk(on).issue(5, [None], client_key="k")
    desk(on, 1).take_back(order.event_id, client_key="l")
    assert orders.all_orders(on.warehouse, on.journal, on.incident) == []
    with pytest.raises(Refused, match="unknown_order"):
        desk(on, 2).take_back(order.event_id, client_key="m")


def test_what_cannot_be_is_refused(on: Drill) -> None:
    (order,) = desk(on).issue(3, [WEST], client_key="k")
    began = on.incident.started_at.replace(tzinfo=NOW.tzinfo)
    for rule, act in (
        ("unknown_word", lambda: desk(on).issue(2, [EAST], client_key="x")),
        ("missing", lambda: desk(on).issue(4, [], client_key="x")),
        ("unknown_district", lambda: desk(on).issue(4, ["nowhere"], client_key="x")),
        (
            "in_the_future",
            lambda: desk(on).issue(4, [EAST], client_key="x", issued_at=on.after(6)),
        ),
        (
            "before_the_incident",
            lambda: desk(on).issue(4, [EAST], client_key="x", issued_at=began - timedelta(days=1)),
        ),
        ("missing", lambda: desk(on).lift([], client_key="x")),
        ("unknown_order", lambda: desk(on).lift(["gone"], client_key="x")),
        (
            "before_the_order",
            lambda: desk(on).lift([order.event_id], client_key="x", lifted_at=on.after(-5)),
        ),
        ("missing", lambda: desk(on).send({"en": "x"}, client_key="x", audience="public")),
        (
            "too_long",
            lambda: desk(on).send(
                {"ja": "あ" * (LONGEST_MESSAGE + 1)}, client_key="x", audience="public"
            ),
        ),
        (
            "unknown_district",
            lambda: desk(on).send(
                {"ja": "見本"}, client_key="x", audience="public", district_id="nowhere"
            ),
        ),
        ("unknown_message", lambda: desk(on).withdraw("gone", client_key="x")),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.rule == rule
    assert on.journal.last_seq() == 1


def test_what_was_told_with_an_order_goes_with_it(on: Drill) -> None:
    def out(minutes: float) -> list[str]:
        told = orders.messages_out(on.journal, on.incident, now=on.after(minutes))
        return sorted(one.texts["ja"] for one in told)

    def issue(level: int, key: str, minutes: float) -> str:
        writer = desk(on, minutes)
        (order,) = writer.issue(level, [WEST], client_key=key)
        writer.tell({"ja": f"レベル{level}"}, client_key=key, district_id=WEST)
        return order.event_id

    desk(on).send({"ja": "給水"}, client_key="water", audience="public")
    issue(3, "a", 0)
    second = issue(4, "b", 10)
    assert (out(5), out(10)) == (["レベル3", "給水"], ["レベル4", "給水"])
    desk(on, 20).lift([second], client_key="c")
    assert out(20) == ["給水"]
    third = issue(5, "d", 30)
    desk(on, 31).take_back(third, client_key="e")
    assert out(31) == ["給水"]
    (quiet,) = desk(on, 40).issue(3, [WEST], client_key="f")
    desk(on, 41).lift([quiet.event_id], client_key="g")
    assert out(41) == ["給水"]


def test_a_message_in_five_languages_and_its_withdrawal(on: Drill) -> None:
    sent = desk(on).send(
        {"ja": "水を配っています。", "en": "Water.", "zh": "  ", "ko": "물"},
        client_key="k",
        audience="public",
        district_id=WEST,
        machine_translated=["ko", "zh", "ja"],
    )
    desk(on, 1).send({"ja": "職員は本部へ。"}, client_key="l", audience="staff")
    (message,) = orders.messages_out(on.journal, on.incident, now=on.after(2))
    assert message.texts == {"ja": "水を配っています。", "en": "Water.", "ko": "물"}
    assert (message.machine_translated, message.district_id) == (frozenset({"ko"}), WEST)
    every = orders.messages_out(on.journal, on.incident, now=on.after(2), audience=None)
    assert [one.audience for one in every] == ["staff", "public"]
    desk(on, 5).withdraw(sent.subject, client_key="m")
    assert orders.messages_out(on.journal, on.incident, now=on.after(5)) == []
    assert orders.messages(on.journal, None) == []
