"""The page of reports and exchange, run as Streamlit runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from machimori.city import REPOSITORY
from machimori.store.staff_sessions import ROLES
from machimori.ui import access
from tests.etl.sources.reading import FIXTURES, balances, town
from tests.served import write_small_city
from tests.store.small_warehouse import NOW

STAFF = access.StaffSession("見本 太郎", "防災課", frozenset(ROLES), "id")


def opened(**query: str) -> AppTest:
    run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=60)
    for name, value in query.items():
        run.query_params[name] = value
    run.switch_page("pages/exchange.py").run()
    assert not run.exception
    return run


def words(run: AppTest) -> str:
    return " ".join(
        str(one.proto) if one.type in ("html", "bidi_component") else str(one) for one in run.main
    )


@pytest.fixture(autouse=True)
def staff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())


def test_every_way_out_is_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    for lang, heading in (("ja", "報告書（PDF）"), ("en", "Reports (PDF)")):
        said = words(opened(lang=lang))
        assert heading in said
        for address in (
            "/documents/report.pdf?incident=",
            "/documents/lalert?incident=",
            "/signage?screen=",
            "/feeds/alerts.atom",
        ):
            assert address in said, address
        assert "Traceback" not in said


def test_two_lists_are_compared_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [
        {"id": name.split(".")[0], "path": str(FIXTURES / "facilities" / name)}
        for name in ("gsi_sites.json", "gsi_shelters.json")
    ]
    built = town(tmp_path, facilities=entries)
    balances(built)
    (tmp_path / "city.toml").write_text(
        f'name = "{built.name}"\ncode = "{built.code}"\nbbox = {list(built.bbox or ())}\n'
        f'metric_crs = "{built.metric_crs}"\ndata_dir = "{built.data_path}"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("MACHIMORI_CITY", str(tmp_path / "city.toml"))
    said = words(opened(lang="ja", list_a="gsi_shelters", list_b="gsi_sites"))
    assert "同じ 0・位置がちがう 1・名前がちがう 1・Aだけ 1・Bだけ 1" in said
    assert "災害・訓練がまだありません" in said
