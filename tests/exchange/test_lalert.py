from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from machimori.domain.vocabulary import Crowding, Opening, Role
from machimori.exchange import lalert_reading
from machimori.exchange.lalert import Information, Remark, Totals, sending
from machimori.exchange.lalert_changes import Changes, changes
from machimori.exchange.lalert_document import write
from machimori.exchange.lalert_words import words
from tests.exchange.shelter_documents import NOW, ZONE, document, state, states

BODY = f"{{{words().namespaces['body']}}}"


def elements(xml: bytes, name: str) -> list[str]:
    return [str(one.text) for one in etree.fromstring(xml).iter(f"{BODY}{name}")]


def test_the_mapping_names_its_version_and_every_word_of_ours() -> None:
    said = words()
    assert said.version == "shelter3"
    assert said.compared_with_operator is False
    for opening in Opening:
        assert said.sort_sent_as.get(opening, opening) in said.sorts
    for crowding in Crowding:
        assert said.status_sent_as.get(crowding, crowding) in said.statuses
    assert set(Role) - set(said.kind_by_role) == {"support_station"}
    for role, kind in said.kind_by_role.items():
        assert kind.type not in said.always_open
        assert said.role_of(kind.type, kind.detail) == role
        if kind.permanent:
            assert kind.permanent in said.always_open
            assert said.role_of(kind.permanent, kind.detail) == role
    assert set(said.role_without_detail) == set(said.types)


def test_a_whole_row_is_written_in_the_order_of_the_format() -> None:
    sent = sending([state(name_kana="れいだいしょうがっこう")])
    root = etree.fromstring(write(document(sent), ZONE))
    information = next(root.iter(f"{BODY}Information"))
    assert [etree.QName(one).localname for one in information] == [
        "Location", "Type", "Sort", "DateTime", "Capacity", "Status", "NumberOf", "CheckedDateTime",
    ]  # fmt: skip
    assert [(etree.QName(one).localname, one.text) for one in information[0]] == [
        ("circle", "35.690000,139.750000 0"),
        ("areaName", "例題小学校"),
        ("areaNameKana", "れいだいしょうがっこう"),
        ("ContactInfo", "03-0000-0001"),
        ("Address", "例題町1-1"),
    ]
    assert information.findtext(f"{BODY}DateTime") == "2026-11-21T11:00:00+09:00"
    assert information.findtext(f"{BODY}CheckedDateTime") == "2026-11-21T14:00:00+09:00"
    assert [one.text for one in information.find(f"{BODY}NumberOf")] == ["40", "15"]


def test_the_envelope_says_training_and_which_revision_it_replaces() -> None:
    sent = sending([state()])
    xml = write(document(sent, mode="training", revision=2, previous_revision=1), ZONE)
    received = lalert_reading.read(xml)
    assert (received.mode, received.revision, received.previous_revision) == ("training", 2, 1)
    assert xml.count(b"<edxlde:distributionStatus>Exercise<") == 2
    assert b"Actual" not in xml
    with pytest.raises(ValueError, match="follows"):
        write(document(sent, revision=3, previous_revision=1), ZONE)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"opened_at": None}, "opened_at"),
        ({"opening": "閉鎖"}, "closed_at"),
        ({"opening": "常設"}, "permanent"),
        ({"role": "support_station"}, "role"),
    ],
)
def test_a_row_the_format_cannot_carry_stays_out_with_its_reason(
    fields: dict[str, object], code: str
) -> None:
    found = sending([state(**fields)])
    assert found.rows == ()
    assert [(one.name, one.code) for one in found.left_out] == [("例題小学校", code)]


@pytest.mark.parametrize("role", ["evacuation_site", "wide_area_site", "tsunami_building"])
def test_a_place_without_an_opening_procedure_is_sent_as_permanent(role: str) -> None:
    row = sending([state(role=role, opening="常設")]).rows[0]
    assert (row.sort, row.date_time) == ("常設", None)
    assert row.type in words().always_open


def test_such_a_place_that_is_opened_or_closed_goes_as_a_shelter_with_its_kind() -> None:
    found = sending(
        [
            state(role="evacuation_site"),
            state(role="wide_area_site", opening="閉鎖", closed_at=NOW, headcount=None),
            state(is_temporary=True),
        ]
    )
    assert [(row.type, row.type_detail, row.sort) for row in found.rows] == [
        ("避難所", "指定緊急避難場所", "開設"),
        ("避難所", "広域避難場所", "閉鎖"),
        ("臨時避難所", None, "開設"),
    ]


def test_our_two_extra_words_go_as_the_nearest_with_the_loss_stated() -> None:
    found = sending([state(opening="開設準備中", crowding="やや混雑")])
    assert (found.rows[0].sort, found.rows[0].status) == ("未開設", "混雑")
    assert found.losses[:2] == (
        Remark("例題小学校_shelter", "例題小学校", "opening", "開設準備中", "未開設"),
        Remark("例題小学校_shelter", "例題小学校", "crowding", "やや混雑", "混雑"),
    )


def test_unknown_is_an_absent_element_and_never_zero() -> None:
    sent = sending(
        [
            state("甲", headcount=None, households=None, capacity=None, crowding=None),
            state("乙", opening="不明", headcount=12),
            state("丙", opening="未開設", headcount=None, households=None),
        ]
    )
    xml = write(document(sent), ZONE)
    assert elements(xml, "HeadCount") == []
    assert elements(xml, "Capacity") == ["100", "100"]
    assert elements(xml, "NumberOf") == []
    assert elements(xml, "TotalNumber") == []
    assert elements(xml, "TotalNumberOfShelter") == ["1"]
    assert sent.totals == Totals(1, None, None, 1)
    assert [(one.name, one.code) for one in sent.losses] == [("乙", "count_of_unknown")]


def test_people_in_a_shut_place_are_not_sent_as_nobody() -> None:
    found = sending([state(opening="閉鎖", closed_at=NOW, headcount=3)])
    assert found.rows[0].head_count is None
    assert found.still_inside == (("例題小学校", 3),)
    assert [(one.code, one.ours) for one in found.losses] == [("people_in_shut", "3")]
    counted = sending([state(opening="閉鎖", closed_at=NOW, headcount=0, households=0)])
    assert (counted.rows[0].head_count, counted.losses) == (0, ())


def test_totals_are_of_the_open_places_alone() -> None:
    sent = sending(
        [
            state("甲", headcount=10, households=4),
            state("乙", headcount=None, households=None),
            state("丙", opening="閉鎖", closed_at=NOW, headcount=5),
            state("丁", role="evacuation_site", opening="常設", headcount=7, households=None),
        ]
    )
    assert sent.totals == Totals(shelters=3, head_count=17, households=4, head_count_unknown=1)
    assert elements(write(document(sent), ZONE), "HeadCount")[0] == "17"


def test_a_corrected_address_is_no_opening() -> None:
    before = sending([state(), state("乙", address="例題町2", latitude=35.7)]).rows
    put_right = [state(address="例題町1-2"), state("乙会館", address="例題町2", latitude=35.7)]
    after = sending(put_right).rows
    found = changes(before, after)
    assert found == Changes((), (), (), ("例題小学校", "乙会館"), (), ())
    assert found.is_only_correction
    old, new = (
        [(row.sort, row.date_time, row.checked_at) for row in rows] for rows in (before, after)
    )
    assert old == new


def test_what_changed_between_two_revisions() -> None:
    before = sending(
        [
            state("甲"),
            state("乙", opening="未開設", address="二"),
            state("丙", address="三"),
            state("丁", address="四"),
        ]
    ).rows
    after = sending(
        [
            state("甲", headcount=50),
            state("乙", address="二"),
            state("丙", opening="閉鎖", closed_at=NOW, address="三"),
            state("戊", opening="未開設", address="五", latitude=35.8),
        ]
    ).rows
    assert changes(before, after) == Changes(("乙",), ("丙",), ("甲",), (), ("戊",), ("丁",))
    assert changes(before, before).is_empty
    again = [replace(before[0], date_time=NOW)]
    assert changes(before[:1], again).opened == ("甲",)


def as_read(row: Information) -> Information:
    """What the format keeps of a row: positions to 6 decimals, seconds, no zero of a shut place."""
    shut = row.sort in words().shut and not any((row.head_count, row.households))
    return replace(
        row,
        head_count=None if shut else row.head_count,
        households=None if shut else row.households,
    )


@settings(max_examples=100)
@given(st.lists(states, max_size=6))
def test_what_is_written_is_read_back(given_states: list) -> None:  # type: ignore[type-arg]
    sent = sending(given_states)
    received = lalert_reading.read(write(document(sent), ZONE))
    assert received.refused == ()
    assert [row for _, row in received.rows] == [as_read(row) for row in sent.rows]
    assert len(sent.rows) + len(sent.left_out) == len(given_states)
    assert received.sent_at == NOW
    for row in sent.rows:
        assert (row.type in words().always_open) == (row.sort == "常設")
        assert row.sort != "開設" or row.date_time is not None
        assert row.sort != "不明" or row.head_count is None


def test_strangers_text_stays_text() -> None:
    name = "<b>甲</b>&\x00\x08\u202e]]>😀"
    xml = write(document(sending([state(name)])), ZONE)
    assert lalert_reading.read(xml).rows[0][1].name == "<b>甲</b>&]]>😀"
