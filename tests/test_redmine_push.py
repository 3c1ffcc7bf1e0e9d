"""Decisions back to a Redmine: what goes, once; what a broken run leaves; refusals in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from machimori import redmine_push
from machimori.__main__ import app
from machimori.city import City, load_city
from machimori.store.journal import Journal, open_journal
from machimori.store.road_desk import RoadDesk
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.redmine_server import KEY, Redmine, serving
from tests.store.small_warehouse import NOW, write_small_warehouse


@dataclass
class Setting:
    """A municipality whose posts 1, 2 and 3 are issues of a Redmine."""

    city: City
    warehouse: Warehouse
    journal: Journal
    redmine: Redmine

    def act(self, number: int, **said: str) -> str:
        desk = RoadDesk(self.city, self.warehouse, self.journal, "道路課 見本", NOW)
        key = f"k{self.journal.last_seq()}"
        return desk.act(f"mcr:{number}", client_key=key, **said).event_id

    def run(self, *more: str) -> tuple[int, dict[str, object]]:
        folder = str(self.city.folder / "city.toml")
        found = CliRunner().invoke(
            app, ["redmine", "push", "--city", folder, "--json", *more], env={}
        )
        assert KEY not in found.output
        return found.exit_code, json.loads(found.stdout)

    def states(self, *more: str) -> list[tuple[str, str]]:
        _, said = self.run("--send", *more)
        return [(one["report_id"], one["state"]) for one in said["outcomes"]]  # type: ignore[attr-defined]


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Setting]:
    redmine = Redmine()
    for number in (1, 2, 3):
        redmine.add(number)
    monkeypatch.setenv(redmine_push.KEY_VARIABLE, KEY)
    monkeypatch.setenv("MACHIMORI_CITY", "sample")  # put back afterwards
    with serving(redmine) as url:
        path = tmp_path / "city.toml"
        path.write_text(
            'name = "見本区"\ncode = "131016"\nbbox = [139.70, 35.65, 139.80, 35.72]\n'
            'metric_crs = "EPSG:6677"\nis_sample = true\n'
            f'[redmine]\nurl = "{url}"\nsource = "mcr"\nstatus_ids = {{ "受付済" = 1, '
            '"対応中" = 2, "対応済" = 5 }\nassignee_ids = { "東班" = 11 }\n',
            encoding="utf-8",
        )
        city = load_city(path)
        write_small_warehouse(city.warehouse_path)
        _rename(city.warehouse_path)
        journal = open_journal(city)
        yield Setting(city, open_warehouse(city), journal, redmine)
        journal.close()


def _rename(path: Path) -> None:
    """Three of the small warehouse's posts become issues 1, 2 and 3, all 受付済."""
    from machimori import database

    with database.connect(path) as connection:
        for number, old in enumerate(("r000", "r009", "r018"), 1):
            connection.execute(
                "UPDATE marts.road_reports SET report_id = ?, source_report_id = ? "
                "WHERE report_id = ?",
                [f"mcr:{number}", str(number), old],
            )


def test_a_dry_run_comes_first_and_sends_nothing(on: Setting) -> None:
    first = on.act(1, status="対象外", reason="私道", assignee="東班")
    status, said = on.run()
    assert (status, said["is_dry_run"], on.redmine.keys) == (0, True, [])
    assert said["planned"] == [
        {
            "report_id": "mcr:1",
            "issue_id": 1,
            "decisions": [first],
            "status": "対象外",
            "status_id": 5,  # one of MyCityReport's three: 対応済
            "assigned_to_id": 11,
            "notes": f"状態: 対象外\n理由: 私道\n[まちもり {first}]",
            "is_private": True,
        }
    ]


def test_what_was_sent_is_never_sent_again(on: Setting) -> None:
    on.act(1, status="対応中")
    last = on.act(1, note="明日、現地へ", assignee="西班")
    on.act(2, status="対応済")
    assert on.states() == [("mcr:1", "sent"), ("mcr:2", "sent")]
    assert on.redmine.puts == [
        (
            1,
            {
                "status_id": 2,
                "notes": f"状態: 対応中\n担当: 西班\nメモ: 明日、現地へ\n[まちもり {last}]",
                "private_notes": True,
            },
        ),
        (2, on.redmine.puts[1][1]),
    ]
    assert on.states() == []
    assert (len(on.redmine.puts), on.redmine.issues[1]["status"]["id"]) == (2, 2)
    assert set(on.redmine.keys) == {KEY}


def test_a_broken_run_goes_on_where_it_stopped_and_says_nothing_twice(on: Setting) -> None:
    on.act(1, status="対応中")
    on.act(2, status="対応中")
    on.redmine.broken.add(1)  # it arrives, and the answer never comes
    assert on.states() == [("mcr:1", "refused")]
    on.act(1, note="あとで足したこと")
    assert on.states() == [("mcr:1", "known"), ("mcr:1", "sent"), ("mcr:2", "sent")]
    assert [number for number, _ in on.redmine.puts] == [1, 1, 2]
    notes = [one["notes"] for one in on.redmine.issues[1]["journals"]]
    assert [text.splitlines()[0] for text in notes] == ["状態: 対応中", "メモ: あとで足したこと"]


def test_a_fault_of_the_server_stops_the_run_and_a_refusal_does_not(on: Setting) -> None:
    for number in (1, 2, 3):
        on.act(number, status="対応中")
    on.redmine.answers = {1: [422], 2: [503]}
    status, said = on.run("--send")
    assert (status, said["left"]) == (1, 3)
    assert [one["why"] for one in said["outcomes"]] == [  # type: ignore[attr-defined]
        "内容が受け付けられませんでした：ステータスは不正な値です。",
        "サーバーの故障です（HTTP 503）。時間をおいて続けてください。",
    ]
    assert on.states() == [("mcr:1", "sent"), ("mcr:2", "sent"), ("mcr:3", "sent")]


def test_a_vanished_issue_a_wrong_key_and_a_fixed_workflow(
    on: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    on.act(1, status="対応中")
    on.act(2, status="対応中")
    del on.redmine.issues[1]
    on.redmine.fixed.add(2)
    _, said = on.run("--send")
    assert [(one["state"], one["why"][:12]) for one in said["outcomes"]] == [  # type: ignore[attr-defined]
        ("refused", "この課題はサーバーにあり"),
        ("sent", "届きましたが、状態か担当"),
    ]
    monkeypatch.setenv(redmine_push.KEY_VARIABLE, "wrong")
    _, said = on.run("--send")
    assert [one["why"][:7] for one in said["outcomes"]] == ["APIキーが受"]  # type: ignore[attr-defined]
    monkeypatch.delenv(redmine_push.KEY_VARIABLE)
    folder = str(on.city.folder / "city.toml")
    found = CliRunner().invoke(app, ["redmine", "push", "--send", "--city", folder])
    assert (found.exit_code, "APIキーがありません" in found.output) == (1, True)


def test_what_was_taken_back_before_it_went_never_goes(on: Setting) -> None:
    desk = RoadDesk(on.city, on.warehouse, on.journal, "道路課 見本", NOW)
    wrong = on.act(1, status="対応済")
    desk.take_back("mcr:1", wrong, client_key="b", reason="まちがい")
    assert on.states() == []
    sent = on.act(2, status="対応済")
    on.states()
    desk.take_back("mcr:2", sent, client_key="c", reason="まだ")
    assert on.states() == [("mcr:2", "sent")]
    assert on.redmine.issues[2]["status"]["id"] == 1
