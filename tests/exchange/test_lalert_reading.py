from __future__ import annotations

from datetime import timedelta

import pytest

from machimori.exchange import lalert_reading
from machimori.exchange.lalert import sending
from machimori.exchange.lalert_document import write
from machimori.exchange.lalert_reading import NotShelters, Refusal
from machimori.exchange.lalert_statements import Known, statements
from machimori.exchange.safe_xml import MOST_BYTES, UnreadableXml
from tests.exchange.shelter_documents import NOW, ZONE, document, state

NAME = "例題小学校"
GOOD = write(document(sending([state(), state("例題会館", address="例題町2")])), ZONE)
PLACES = [
    Known("p1_shelter", "例題小学校", "shelter"),
    Known("p1_evacuation_site", "例題小学校", "evacuation_site"),
    Known("p2_shelter", "例題 会館", "shelter"),
]


def changed(old: str, new: str, count: int = 1) -> bytes:
    assert old.encode() in GOOD
    return GOOD.replace(old.encode(), new.encode(), count)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (b"<a><b></a>", "broken"),
        (b"\xff\xfe\x00", "broken"),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "entities"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "entities"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY e "x">]><a/>'.encode("utf-16"), "entities"),  # noqa: E501
        (b"<a>&undeclared;</a>", "broken"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableXml) as refused:
        lalert_reading.read(content)
    assert refused.value.reason == reason


def test_another_kind_of_document_is_refused() -> None:
    for content in (
        b"<a/>",
        changed("body/shelter3", "body/evacuation3"),
        changed("<edxlde:distributionStatus>Actual", "<edxlde:distributionStatus>Test"),
    ):
        with pytest.raises(NotShelters):
            lalert_reading.read(content)


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ("<pcx_sh:HeadCount>40<", "<pcx_sh:HeadCount>-1<",
         Refusal(1, NAME, "number", "-1")),
        ("<pcx_sh:Capacity>100<", "<pcx_sh:Capacity>1000000000<",
         Refusal(1, NAME, "number", "1000000000")),
        ("<pcx_sh:Capacity>100<", "<pcx_sh:Capacity>百<", Refusal(1, NAME, "number", "百")),
        ("<pcx_sh:Sort>開設<", "<pcx_sh:Sort>開いてる<", Refusal(1, NAME, "sort", "開いてる")),
        ("<pcx_sh:Sort>開設<", "<pcx_sh:Sort>常設<", Refusal(1, NAME, "permanent", "常設")),
        ("<pcx_sh:Type>避難所<", "<pcx_sh:Type>広域避難場所<",
         Refusal(1, NAME, "not_permanent", "開設")),
        ("<pcx_sh:Type>避難所<", "<pcx_sh:Type>給水所<", Refusal(1, NAME, "type", "給水所")),
        ("<pcx_sh:Status>空き<", "<pcx_sh:Status>満<", Refusal(1, NAME, "status", "満")),
        ("T11:00:00+09:00", "T11:00:00", Refusal(1, NAME, "time_zone", "2026-11-21T11:00:00")),
        ("2026-11-21T11:00:00+09:00", "きのう", Refusal(1, NAME, "time", "きのう")),
        ("<pcx_sh:DateTime>2026-11-21T11:00:00+09:00</pcx_sh:DateTime>", "",
         Refusal(1, NAME, "opened_at")),
        ("<commons:areaName>例題小学校<", "<commons:areaName> <", Refusal(1, "", "name")),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_and_the_next_one_taken(
    old: str, new: str, refusal: Refusal
) -> None:
    found = lalert_reading.read(changed(old, new))
    assert found.refused == (refusal,)
    assert [(number, row.name) for number, row in found.rows] == [(2, "例題会館")]


def test_a_zero_for_every_shut_place_is_no_count() -> None:
    shut = sending([state(opening="閉鎖", closed_at=NOW, headcount=0, households=0)])
    xml = write(document(shut), ZONE)
    assert b"<pcx_sh:HeadCount>0<" in xml
    assert lalert_reading.read(xml).rows[0][1].head_count is None


def test_counts_of_an_unknown_place_are_passed_over_and_said() -> None:
    found = lalert_reading.read(changed("<pcx_sh:Sort>開設<", "<pcx_sh:Sort>不明<"))
    assert found.rows[0][1].head_count is None
    assert found.passed_over == (Refusal(1, NAME, "count_of_unknown", "40"),)


def test_rows_become_statements_about_our_places() -> None:
    found, refused = statements(lalert_reading.read(GOOD), PLACES)
    assert refused == []
    assert [(one.row, one.facility_id, one.observed_at) for one in found] == [
        (1, "p1_shelter", NOW),
        (2, "p2_shelter", NOW),
    ]
    assert found[0].fields == {
        "opening": "開設",
        "crowding": "空き",
        "headcount": 40,
        "households": 15,
        "confirmed_at": NOW,
        "opened_at": NOW - timedelta(hours=3),
    }


def test_a_place_we_do_not_have_and_a_name_two_share_are_refused() -> None:
    received = lalert_reading.read(GOOD)
    twice = [*PLACES[:2], Known("p9_shelter", "例題小学校", "shelter")]
    found, refused = statements(received, twice)
    assert found == []
    assert [(one.row, one.code) for one in refused] == [(1, "several"), (2, "unknown_facility")]


def test_a_row_without_any_time_is_refused() -> None:
    closed = sending([state(opening="未開設", confirmed_at=None, headcount=None)])
    xml = write(document(closed), ZONE)
    start = xml.index(b"<edxlde:dateTimeSent>")
    end = xml.index(b"</edxlde:dateTimeSent>")
    found, refused = statements(
        lalert_reading.read(xml[:start] + b"<edxlde:dateTimeSent>" + xml[end:]), PLACES
    )  # noqa: E501
    assert (found, [one.code for one in refused]) == ([], ["observed_at"])
