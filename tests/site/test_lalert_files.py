"""Revisions of the L-Alert document: each is held against the one that was sent before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from machimori.city import City
from machimori.exchange import lalert_reading
from machimori.site import lalert_files
from machimori.site.lalert_files import Draft
from machimori.store import issued
from machimori.store.desk import Desk
from machimori.store.issued import AlreadyIssued
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import board
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import NOW, STAFF_ONLY, small_city, write_small_warehouse


@dataclass
class Scene:
    city: City
    warehouse: Warehouse
    journal: Journal
    incident_id: str = ""

    def desk(self, now: datetime = NOW) -> Desk:
        return Desk(self.city, self.warehouse, self.journal, "見本 当直", now)

    def say(self, place: str, key: str, **fields: object) -> None:
        self.desk().state(self.incident_id, place, fields, client_key=key)

    def draft(self) -> Draft:
        known = {one.incident_id: one for one in board.incidents(self.warehouse, self.journal)}
        incident = known[self.incident_id]
        return lalert_files.draft(
            self.city, self.warehouse, self.journal, incident, now=NOW + timedelta(minutes=1)
        )


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    city = small_city(tmp_path, is_sample=False)
    write_small_warehouse(city.warehouse_path, is_sample=False)
    journal = open_journal(city)
    scene = Scene(city, open_warehouse(city), journal)
    began = NOW - timedelta(hours=1)
    desk = scene.desk()
    scene.incident_id = desk.open_incident(
        "例題の地震", "real", client_key="i", started_at=began
    ).subject
    yield scene
    journal.close()


def test_the_first_revision_says_what_opened_and_hides_what_is_hidden(scene: Scene) -> None:
    scene.say("p01:shelter", "s1", opening="開設", headcount=12)
    scene.say("p05:welfare_shelter", "s2", opening="開設", headcount=3)
    made = scene.draft()
    received = lalert_reading.read(made.content)
    assert (received.mode, received.revision, received.previous_revision) == ("real", 1, None)
    assert made.document.headline == "開設：見本第一小学校"
    rows = {row.name: (row.type, row.sort, row.head_count) for _, row in received.rows}
    assert rows["見本体育館"] == ("避難所", "未開設", None)
    assert rows["試験台公園"] == ("広域避難場所:開設措置なし", "常設", None)
    by_role = [
        (row.type_detail, row.sort) for _, row in received.rows if row.name == "見本第一小学校"
    ]
    assert set(by_role) == {(None, "開設"), ("指定緊急避難場所", "未開設")}
    said = made.content.decode()
    assert [one for one in ("例題福祉センター", *STAFF_ONLY, "当直") if one in said] == []
    assert [(one.code, one.name) for one in made.sending.left_out] == [
        ("role", "見本コンビニ 例題店")
    ]


def test_the_next_revision_says_what_is_new_and_nothing_twice(scene: Scene) -> None:
    scene.say("p01:shelter", "s1", opening="開設", headcount=12)
    first = scene.draft()
    lalert_files.issue(scene.city, first)
    again = scene.draft()
    assert (again.document.revision, again.document.previous_revision) == (2, 1)
    assert not again.has_news
    with pytest.raises(AlreadyIssued):
        lalert_files.issue(scene.city, first)
    scene.say("p01:shelter", "s2", opening="閉鎖", headcount=2)
    scene.say("p03:shelter", "s3", opening="開設")
    second = scene.draft()
    assert second.document.headline == "開設：見本体育館。閉鎖：見本第一小学校"
    assert second.document.complement is not None
    assert "見本第一小学校（2人）" in second.document.complement
    assert "3か所をのぞきます" in second.document.complement
    assert lalert_reading.read(second.content).distribution_type == "Update"
    lalert_files.issue(scene.city, second)
    assert issued.revisions(scene.city, second.document.document_id) == [1, 2]
    kept = issued.last(scene.city, second.document.document_id)
    assert kept is not None
    assert kept.content == second.content


def test_a_corrected_address_never_opens_anything(scene: Scene) -> None:
    scene.say("p01:shelter", "s1", opening="開設", headcount=12)
    lalert_files.issue(scene.city, scene.draft())
    before = scene.draft().content.decode()
    path = issued.last(scene.city, scene.draft().document.document_id)
    assert path is not None
    wrong = path.content.replace("見本町2番".encode(), "まちがい町9番".encode())
    path.path.write_bytes(wrong)
    made = scene.draft()
    assert made.changes.is_only_correction
    assert made.document.headline.startswith(
        "記載の訂正（開設・閉鎖ではありません）：見本第一小学校"
    )
    assert made.document.errata == made.document.headline
    opened = [row.date_time for _, row in lalert_reading.read(made.content).rows]
    assert opened == [row.date_time for _, row in lalert_reading.read(before.encode()).rows]


def test_generated_data_is_never_actual(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    journal = open_journal(city)
    scene = Scene(city, open_warehouse(city), journal)
    scene.incident_id = scene.desk().open_incident("例題", "real", client_key="i").subject
    made = scene.draft()
    assert made.content.count(b"distributionStatus>Test<") == 2
    assert "【見本データ】例題" in made.content.decode()
    lalert_files.issue(city, made)
    assert scene.draft().document.revision == 2
    journal.close()


@pytest.mark.parametrize("name", ["", "..", "a/b", "x" * 90])
def test_no_document_leaves_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no folder"):
        issued.revisions(small_city(tmp_path), name)
