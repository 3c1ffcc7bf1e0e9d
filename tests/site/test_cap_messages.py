"""CAP messages of an incident as the desk writes it: what is sent, updated and cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from machimori.city import City
from machimori.exchange import cap
from machimori.exchange.cap import Alert
from machimori.site.cap_messages import CapMessages
from machimori.store.desk import Desk
from machimori.store.journal import Journal, open_journal
from machimori.store.order_desk import OrderDesk
from machimori.store.queries import board, facilities
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import NOW, STAFF_ONLY, small_city, write_small_warehouse


@dataclass
class Scene:
    city: City
    warehouse: Warehouse
    journal: Journal
    incident_id: str = ""

    def desk(self) -> Desk:
        return Desk(self.city, self.warehouse, self.journal, "見本 当直", NOW)

    def begin(self, mode: str) -> None:
        began = NOW - timedelta(hours=1)
        opened = self.desk().open_incident(
            "例題の地震", mode, client_key="i", started_at=began, hazard="earthquake"
        )
        self.incident_id = opened.subject

    def orders(self) -> OrderDesk:
        known = {one.incident_id: one for one in board.incidents(self.warehouse, self.journal)}
        return OrderDesk(self.warehouse, self.journal, known[self.incident_id], "見本 当直", NOW)

    def alerts(self) -> list[Alert]:
        incident = facilities.incident_in_force(self.warehouse, self.journal, now=NOW)
        assert incident is not None
        return CapMessages(self.city, self.warehouse, self.journal, incident).alerts()

    def valid(self) -> list[Alert]:
        found = self.alerts()
        for one in found:
            assert cap.problems(cap.write(one, self.city.zone)) == []
        return found


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    city = small_city(tmp_path, is_sample=False).model_copy(
        update={
            "base_url": "https://example.jp/",
            "languages": ("ja", "en", "zh", "ko", "easy"),
        }
    )
    write_small_warehouse(city.warehouse_path, is_sample=False)
    journal = open_journal(city)
    scene = Scene(city, open_warehouse(city), journal)
    scene.desk().close_incident(drill(scene), client_key="end")
    yield scene
    journal.close()


def drill(scene: Scene) -> str:
    incident = facilities.incident_in_force(scene.warehouse, scene.journal, now=NOW)
    assert incident is not None
    return incident.incident_id


def told(alerts: list[Alert]) -> list[tuple[str, str, int]]:
    """Kind, headline in Japanese, number of the message it refers to (0: none)."""
    ids = [one.identifier for one in alerts]
    return [
        (
            one.msg_type,
            one.infos[0].headline or "",
            ids.index(one.references[0].identifier) + 1 if one.references else 0,
        )
        for one in alerts
    ]


def test_an_order_is_sent_raised_and_lifted(scene: Scene) -> None:
    scene.begin("real")
    first = scene.orders().issue(3, [None], client_key="o1")
    second = scene.orders().issue(4, [None], client_key="o2")
    scene.orders().lift([second[0].event_id], client_key="o3")
    assert first[0].event_id
    alerts = scene.valid()
    assert told(alerts) == [
        ("Alert", "警戒レベル3 高齢者等避難（見本区 全域）", 0),
        ("Update", "警戒レベル4 避難指示（見本区 全域）", 1),
        ("Cancel", "避難指示を解除しました（見本区 全域）", 2),
    ]
    update = alerts[1]
    assert [info.language for info in update.infos] == ["ja", "en", "zh-Hans", "ko", "ja-x-easy"]
    assert (update.status, update.sender) == ("Actual", "example.jp")
    japanese = update.infos[0]
    assert (japanese.urgency, japanese.severity, japanese.response_types) == (
        "Immediate",
        "Severe",
        ("Evacuate",),
    )
    assert japanese.areas[0].geocodes == (("JIS X 0402", "131016"),)
    assert japanese.categories == ("Geo",)
    assert alerts[2].infos[0].response_types == ("AllClear",)


def test_an_order_given_by_mistake_is_cancelled(scene: Scene) -> None:
    scene.begin("real")
    order = scene.orders().issue(5, [None], client_key="o1")[0]
    scene.orders().take_back(order.event_id, client_key="o2")
    assert [one[0] for one in told(scene.valid())] == ["Alert", "Cancel"]


def test_a_message_is_public_only_where_that_was_said(scene: Scene) -> None:
    scene.begin("real")
    desk = scene.orders()
    desk.send({"ja": "職員だけ"}, client_key="m0", audience="staff")
    sent = desk.send(
        {"ja": "給水を始めます。", "en": "Water is available."},
        client_key="m1",
        audience="public",
        machine_translated=["en"],
    )
    desk.withdraw(sent.subject, client_key="m2")
    alerts = scene.valid()
    assert told(alerts) == [
        ("Alert", "給水を始めます。", 0),
        ("Cancel", "お知らせを取り消しました", 1),
    ]
    assert [(info.language, info.headline) for info in alerts[0].infos] == [
        ("ja", "給水を始めます。"),
        ("en", "[Provisional translation] Water is available."),
    ]
    assert alerts[0].note == "仮訳"


def test_an_opening_is_told_once_and_a_correction_is_none(scene: Scene) -> None:
    scene.begin("real")
    desk, incident = scene.desk(), scene.incident_id
    at = NOW - timedelta(minutes=30)
    opened = desk.state(
        incident, "p01:shelter", {"opening": "開設"}, client_key="s1", observed_at=at
    )
    desk.correct(
        incident,
        "p01:shelter",
        opened.event_id,
        {"opening": "開設", "headcount": 5},
        client_key="s2",
        observed_at=at,
    )
    desk.state(incident, "p05:welfare_shelter", {"opening": "開設"}, client_key="s3")
    desk.state(incident, "p01:shelter", {"opening": "閉鎖"}, client_key="s4")
    alerts = scene.valid()
    assert [one[0] for one in told(alerts)] == ["Alert", "Cancel"]
    assert "を開設しました" in (alerts[0].infos[0].headline or "")
    assert "を閉鎖しました" in (alerts[1].infos[0].headline or "")
    assert alerts[0].infos[0].areas[0].circle is not None
    written = b"".join(cap.write(one, scene.city.zone) for one in alerts).decode()
    assert [words for words in ("例題福祉センター", "p05", *STAFF_ONLY) if words in written] == []


def test_a_drill_is_exercise_in_status_and_in_words(scene: Scene) -> None:
    scene.begin("training")
    scene.orders().issue(4, [None], client_key="o1")
    (alert,) = scene.valid()
    assert alert.status == "Exercise"
    assert [(info.headline or "")[:4] for info in alert.infos][:2] == ["【訓練】", "【Dri"]
