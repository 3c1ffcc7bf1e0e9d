"""The book as the desk writes it, and beside it what the system knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from machimori.domain.chronology import Line
from machimori.domain.desk_log import LogEntry
from machimori.domain.statement_rules import Refused
from machimori.store.desk import Desk
from machimori.store.log_desk import LONGEST_ENTRY, LogDesk
from machimori.store.order_desk import OrderDesk
from machimori.store.queries import desk_log, handover
from tests.store.incidents import Drill, drill
from tests.store.small_warehouse import INCIDENT


@pytest.fixture
def on(tmp_path: Path) -> Iterator[Drill]:
    with drill(tmp_path, without=("marts.evacuation_orders",)) as found:
        yield found


def desk(on: Drill, minutes: float = 0) -> LogDesk:
    return LogDesk(on.journal, on.incident, "防災課 見本 太郎", on.after(minutes))


def only(on: Drill) -> LogEntry:
    (entry,) = desk_log.entries(on.journal, on.incident)
    return entry


def promise(on: Drill) -> LogEntry:
    desk(on).write(
        "promise", "水を届ける", client_key="k", counterpart="見本水道局", due_at=on.after(60)
    )
    return only(on)


def test_written_twice_is_written_once(on: Drill) -> None:
    for _ in range(2):
        desk(on).write("received", "  停電の知らせ  ", client_key="k", at=on.after(-10))
    entry = only(on)
    assert (entry.text, entry.category, entry.reporter) == (
        "停電の知らせ",
        "received",
        "防災課 見本 太郎",
    )
    assert on.journal.last_seq() == 1


def test_a_promise_is_owed_until_done_and_again_when_that_was_wrong(on: Drill) -> None:
    entry = promise(on)
    assert desk_log.owed(on.journal, on.incident) == [entry]
    desk(on, 30).done(entry, client_key="d")
    assert desk_log.owed(on.journal, on.incident) == []
    with pytest.raises(Refused, match="nothing_owed"):
        desk(on, 31).done(only(on), client_key="e")
    desk(on, 32).not_done(only(on), client_key="f")
    assert desk_log.owed(on.journal, on.incident) == [entry]
    with pytest.raises(Refused, match="nothing_owed"):
        desk(on, 33).not_done(only(on), client_key="g")


def test_put_right_after_it_was_done_and_then_taken_back(on: Drill) -> None:
    entry = promise(on)
    desk(on, 5).done(entry, client_key="d")
    desk(on, 6).rewrite(only(on), "水500本を届ける", client_key="r")
    right = only(on)
    assert (right.text, right.at, right.due_at, right.is_corrected) == (
        "水500本を届ける",
        entry.at,
        entry.due_at,
        True,
    )
    assert (right.counterpart, right.done_at is None) == ("見本水道局", False)
    desk(on, 7).take_back(right, client_key="t")
    assert (only(on).is_taken_back, only(on).text) == (True, "水500本を届ける")


def test_what_cannot_be_is_refused(on: Drill) -> None:
    for rule, act in (
        ("unknown_word", lambda: desk(on).write("gossip", "x", client_key="k")),
        ("missing", lambda: desk(on).write("received", " ", client_key="k")),
        ("too_long", lambda: desk(on).write("received", "x" * (LONGEST_ENTRY + 1), client_key="k")),
        (
            "in_the_future",
            lambda: desk(on).write("received", "x", client_key="k", at=on.after(6)),
        ),
        (
            "too_long",
            lambda: desk(on).write("received", "x", client_key="k", counterpart="x" * 101),
        ),
        ("missing", lambda: desk(on).hand_over("  ", "x", client_key="k")),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.rule == rule
    assert on.journal.last_seq() == 0


def what(lines: list[Line]) -> list[str]:
    return [line.what for line in lines]


def test_the_book_joins_what_was_typed_and_what_is_known(on: Drill) -> None:
    before = desk_log.book(on.warehouse, on.journal, on.incident)
    assert before[0].what == "incident_opened"
    assert set(what(before)) >= {"incident_opened", "place_opened", "place_full"}
    orders = OrderDesk(on.warehouse, on.journal, on.incident, "見本", on.after(1))
    (order,) = orders.issue(4, ["district-w"], client_key="o")
    orders.send({"ja": "見本"}, client_key="m", audience="public")
    desk(on, 2).write("decision", "避難所を閉じる", client_key="d")
    writer = Desk(on.city, on.warehouse, on.journal, "見本", on.after(3))
    writer.state(INCIDENT, "p02:temporary_stay", {"opening": "閉鎖"}, client_key="c")
    later = OrderDesk(on.warehouse, on.journal, on.incident, "見本 花子", on.after(4))
    later.lift([order.event_id], client_key="l")
    new = desk_log.book(on.warehouse, on.journal, on.incident)[len(before) :]
    assert sorted(what(new[:2])) == ["message_sent", "order_issued"]
    assert what(new[2:]) == ["typed", "place_closed", "order_lifted"]
    assert (new[-1].reporter, new[-1].district_id, new[-1].alert_level) == (
        "見本 花子",
        "district-w",
        4,
    )


def test_the_handover_tells_since_when_and_what_is_not_sure(on: Drill) -> None:
    assert handover.since_last(on.journal, on.incident) is None
    desk(on, 1).hand_over("夜の班 例題", "特になし", client_key="h")
    signed = handover.since_last(on.journal, on.incident)
    assert signed is not None
    assert (signed.reporter, signed.counterpart) == ("防災課 見本 太郎", "夜の班 例題")
    found = handover.unconfirmed(on.warehouse, on.journal, on.city, on.incident, now=on.after(0))
    assert found.ageing["facility_id"].tolist()
    assert (found.ageing["freshness"] != "fresh").all()
    writer = Desk(on.city, on.warehouse, on.journal, "見本", on.after(3))
    for place in found.ageing["facility_id"]:
        writer.confirm(INCIDENT, place, client_key=place)
    again = handover.unconfirmed(on.warehouse, on.journal, on.city, on.incident, now=on.after(3))
    assert again.ageing.empty


def test_a_closed_place_with_people_inside_is_told(on: Drill) -> None:
    writer = Desk(on.city, on.warehouse, on.journal, "見本", on.after(1))
    writer.state(
        INCIDENT, "p02:temporary_stay", {"opening": "閉鎖", "headcount": 3}, client_key="c"
    )
    found = handover.unconfirmed(on.warehouse, on.journal, on.city, on.incident, now=on.after(1))
    assert found.closed_with_people["facility_id"].tolist() == ["p02:temporary_stay"]
