from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machimori.exchange.redmine import Change, changes, custom_values, items, section

PERSONAL = ("電話番号", "郵便番号", "住所", "氏名", "年代", "性別", "職業", "誕生年", "個人/団体")


def journal(**fields: object) -> dict[str, object]:
    return {"created_on": "2026-03-01T00:00:00Z", "notes": "", "details": [], **fields}


def test_changes_come_oldest_first_without_names() -> None:
    journals = json.dumps(
        [
            journal(
                created_on="2026-03-03T00:00:00Z",
                user={"name": "見本 太郎"},
                details=[{"name": "status_id", "old_value": "2", "new_value": "3"}],
            ),
            journal(created_on="2026-03-02T00:00:00Z", notes=" 確認しました "),
            journal(created_on="2026-03-04T00:00:00Z", notes="電話した", private_notes=True),
            journal(details=[{"name": "assigned_to_id", "new_value": "5"}]),
        ],
        ensure_ascii=False,
    )
    assert changes(journals) == [
        Change("2026-03-02T00:00:00Z", None, "確認しました"),
        Change("2026-03-03T00:00:00Z", "3", None),
    ]


def test_a_private_note_with_a_new_status_gives_the_status_alone() -> None:
    entry = journal(
        notes="内部", private_notes=True, details=[{"name": "status_id", "new_value": 4}]
    )
    assert changes(json.dumps([entry])) == [Change("2026-03-01T00:00:00Z", "4", None)]


@pytest.mark.parametrize("text", [None, "", "{}", "null", "[1,", '"x"', "[null, 3]", "{:id=>1}"])
def test_what_is_no_list_of_objects_is_empty(text: str | None) -> None:
    assert items(text) == []
    assert changes(text) == []
    assert custom_values(text, ["分野"]) == {}


@given(st.sets(st.sampled_from([*PERSONAL, "分野", "路線"]), min_size=1))
def test_only_custom_fields_asked_for_are_looked_at(present: set[str]) -> None:
    fields = json.dumps([{"id": 1, "name": name, "value": f"{name}の値"} for name in present])
    expected = {"分野": "分野の値"} if "分野" in present else {}
    assert custom_values(fields, ["分野"]) == expected


def test_a_field_of_several_values_is_one_text() -> None:
    fields = '[{"name": "分野", "value": ["舗装", "側溝"]}, {"name": "路線", "value": ""}]'
    assert custom_values(fields, ["分野", "路線"]) == {"分野": "舗装、側溝"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("道路公園課", True),
        ("維持係", True),
        ("見本建設株式会社", True),
        ("株式会社見本", True),
        ("第一土木事務所", True),
        ("Roads Section", True),
        ("見本 太郎", False),
        ("Taro Mihon", False),
        ("", False),
        (None, False),
    ],
)
def test_an_assignee_is_kept_where_it_is_no_person(name: str | None, kept: bool) -> None:
    assert section(name) == (name if kept else None)
