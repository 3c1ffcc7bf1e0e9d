"""Deciding about posts on the triage page, run as Streamlit runs it, on the small warehouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from machimori.city import REPOSITORY, City, load_city
from machimori.store.journal import Journal, current_journal
from machimori.store.road_desk import RoadDesk
from machimori.store.staff_sessions import ROLES
from machimori.store.warehouse import open_warehouse
from machimori.ui import access, navigation
from tests.served import write_small_city
from tests.store.small_warehouse import NOW

STAFF = access.StaffSession("見本 太郎", "道路課", frozenset(ROLES), "id")
ANSWERS = """
[road_desk]
assignees = ["東班"]
[[road_desk.answers]]
name = "終わりました"
text = "{place}（{number}）は「{status}」になりました。{category}"
"""


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    """A municipality in force with a ready answer, its clock at NOW; somebody signed in."""
    folder = write_small_city(tmp_path)
    with (tmp_path / "city.toml").open("a", encoding="utf-8") as file:
        file.write(ANSWERS)
    monkeypatch.setenv("MACHIMORI_CITY", str(folder))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)
    monkeypatch.setattr(navigation, "through_the_front_door", lambda: None)
    return load_city(tmp_path / "city.toml")


def journal(city: City) -> Journal:
    return current_journal(city)


def opened(page: str, **query: str) -> AppTest:
    run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=60)
    for name, value in query.items():
        run.query_params[name] = value
    run.switch_page(f"pages/{page}.py").run()
    assert not run.exception
    return run


def words(run: AppTest) -> str:
    assert not run.exception
    return " ".join(
        str(one.proto) if one.type in ("html", "bidi_component") else str(one) for one in run.main
    )


def test_a_decision_is_written_with_its_reason_and_stands_in_the_history(city: City) -> None:
    run = opened("triage", post="r001", scope="all")
    run.selectbox(key="post r001_status_0").select("対象外").run()
    run.selectbox(key="post r001_template_0").select("終わりました").run()
    run.button(key="write post r001").click().run()
    assert "ここは書いてください" in words(run)
    assert journal(city).last_seq() == 0
    run.text_input(key="post r001_reason_0").input("私道").run()
    run.button(key="write post r001").click().run()
    (event,) = journal(city).events_after(0)
    assert (event.subject, event.reporter) == ("r001", "道路課 見本 太郎")
    assert dict(event.payload) == {
        "status": "対象外",
        "reason": "私道",
        "template": "終わりました",
        "answer": "見本町1番先（1001）は「対象外」になりました。ガードレール",
        "published_status": "対応中",
        "based_on": "none",
        "via": "board",
    }
    sent = words(run)
    assert "記録しました" in sent
    assert "道路課 見本 太郎・理由: 私道" in sent
    assert run.selectbox(key="post r001_status_1").options == ["再開", "他管理者へ", "重複"]


def test_whoever_decided_meanwhile_is_named_before_anything_is_written(city: City) -> None:
    run = opened("triage", post="r001")
    other = RoadDesk(city, open_warehouse(city), journal(city), "道路課 見本 花子", NOW)
    other.act("r001", client_key="other", severity="high")
    run.selectbox(key="post r001_assignee_0").select("東班").run()
    assert "この通報は、開いたあとに道路課 見本 花子が" in words(run)
    run.button(key="write post r001").click().run()
    assert journal(city).last_seq() == 1
    run.button(key="read post r001").click().run()
    run.button(key="write post r001").click().run()
    assert [dict(one.payload).get("assignee") for one in journal(city).events_after(0)] == [
        None,
        "東班",
    ]


def test_chosen_posts_are_decided_about_together(city: City) -> None:
    run = opened("triage")
    run.session_state["posts_chosen"] = ["r001", "r002", "r003"]
    run.run()
    assert "選んだ通報：3件" in words(run)
    run.selectbox(key="posts common_status_0").select("対応中").run()
    run.selectbox(key="posts common_assignee_0").select("東班").run()
    run.button(key="posts_common_write").click().run()
    sent = words(run)
    assert "2件を記録しました。記録しなかったもの：1件" in sent
    assert "終わった通報は「再開」にしてから変えます" in sent
    assert [one.subject for one in journal(city).events_after(0)] == ["r001", "r002"]
    assert run.session_state["posts_chosen"] == ["r003"]


def test_chosen_posts_are_given_each_its_own_ready_answer(city: City) -> None:
    run = opened("triage")
    run.session_state["posts_chosen"] = ["r001", "r002"]
    run.run()
    template = city.road_desk.answers[0]
    run.selectbox(key="posts common_assignee_0").select("東班").run()
    run.selectbox(key="posts common_template_0").select(template.name).run()
    run.button(key="posts_common_write").click().run()
    kept = [one.payload for one in journal(city).events_after(0)]
    assert [one["template"] for one in kept] == [template.name] * 2
    shown = [one.value for one in run.code]
    assert shown == [one["answer"] for one in kept]
    assert len(set(shown)) == 2


def test_a_decision_about_a_vanished_post_is_on_the_health_page(city: City) -> None:
    journal(city).append(
        "road_report", "gone:7", {"status": "対応中"}, client_key="k", mode="real", observed_at=NOW
    )
    sent = words(opened("health"))
    assert "職員が決めたのに、どの一覧にもない通報" in sent
    assert "gone:7" in sent
