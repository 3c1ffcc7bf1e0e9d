"""Reading posts through Open311: who may, what they get, and what they never get."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import httpx
import pytest

from machimori import server_open311
from machimori.city import load_city
from machimori.exchange import georeport, safe_xml
from machimori.store import open311_keys
from machimori.store.rates import Rate
from machimori.store.staff_sessions import ROLES
from machimori.ui import access
from tests.exchange.test_georeport import follows_schema
from tests.routes import ask
from tests.store.small_posts import TELEPHONE

STAFF = access.StaffSession("見本 太郎", "道路課", frozenset(ROLES), "id")
ROUTES = server_open311.routes()
#: Words of descriptions and addresses of photos in the small warehouse.
NOT_TOLD = ("深さ8センチ", "photo-staff-only", "<script>", "道路見本班")


@pytest.fixture
def key(folder: Path, fresh_journal: None, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(server_open311, "_guesses", Rate(3, 0.1))
    monkeypatch.setattr(server_open311, "_rates", {})
    city = load_city(folder)
    for one in open311_keys.keys(city):
        open311_keys.revoke(city, one.name)
    return open311_keys.issue(city, "隣の市")


def get(path: str, key: str = "") -> httpx.Response:
    return ask(ROUTES, f"/open311/{path}", {"x-api-key": key} if key else None)


def test_without_a_key_nothing_is_told(key: str) -> None:
    for path in ("discovery.json", "v2/services.xml", "v2/requests.json", "v2/requests/r001.xml"):
        answer = get(path)
        assert answer.status_code == 403
        assert "api_key" in answer.text
    assert [get("v2/requests.json", "guess").status_code for _ in range(5)] == [403] * 3 + [429] * 2
    assert get("v2/requests.json", key).status_code == 200


def test_holders_get_facts_and_neither_words_nor_photos(key: str) -> None:
    answer = get("v2/requests.json", key)
    entries = answer.json()
    assert answer.headers["x-total-count"] == str(len(entries))
    assert answer.headers["cache-control"] == "no-store"
    for entry in entries:
        follows_schema(entry)
        assert (entry["description"], entry["media_url"]) == (None, None)
    assert not [one for one in NOT_TOLD if one in answer.text]
    stamps = [entry["requested_datetime"] for entry in entries]
    assert stamps == sorted(stamps, reverse=True)
    by_field = ask(ROUTES, f"/open311/v2/requests.xml?api_key={key}")
    root = safe_xml.parse(by_field.content)
    assert [one.findtext("service_request_id") for one in root] == [
        entry["service_request_id"] for entry in entries
    ]


def test_filters_narrow_and_pages_do_not_overlap(key: str) -> None:
    every = {one["service_request_id"]: one for one in get("v2/requests.json", key).json()}
    opened = get("v2/requests.json?status=open", key).json()
    assert {one["service_request_id"] for one in opened} == {
        name for name, one in every.items() if one["status"] == "open"
    }
    code = georeport.service_code("側溝")
    ditches = get(f"v2/requests.json?service_code={code}", key).json()
    assert {one["service_name"] for one in ditches} == {"側溝"}
    first, second = (
        get(f"v2/requests.json?page_size=10&page={page}", key).json() for page in (1, 2)
    )
    assert len({one["service_request_id"] for one in [*first, *second]}) == 20
    two = get("v2/requests.json?service_request_id=r001,r003&status=nonsense", key)
    assert two.status_code == 400
    two = get("v2/requests.json?service_request_id=r001,r003", key)
    assert {one["service_request_id"] for one in two.json()} == {"r001", "r003"}
    assert get("v2/requests/r001.json", key).json()[0]["service_request_id"] == "r001"


def test_what_is_not_there_is_404_in_the_format_asked_for(key: str) -> None:
    for path in (
        "v2/requests/gone.json",
        "v2/services/gone.json",
        "v2/requests.csv",
        "v2/requests.json?service_code=gone",
        "v2/services.json?jurisdiction_id=x",
    ):
        assert get(path, key).status_code == 404, path
    assert json.loads(get("v2/requests/gone.json", key).content)[0]["code"] == 404
    services = get("v2/services.json", key).json()
    definition = get(f"v2/services/{services[0]['service_code']}.xml", key)
    assert safe_xml.parse(definition.content).tag == "service_definition"
    assert get("discovery.xml", key).status_code == 200


def test_staff_see_the_words_without_a_key(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)
    monkeypatch.setattr(access, "_served", True)
    answer = get("v2/requests.json")
    assert "深さ8センチ" in answer.text
    assert TELEPHONE not in answer.text  # as sent it is opened post by post, and noted


def test_the_municipality_may_give_words_masked(key: str, folder: Path) -> None:
    file = folder / "city.toml"
    written = file.read_text(encoding="utf-8")
    try:
        file.write_text(f"{written}\n[open311]\ngives_description = true\n", encoding="utf-8")
        answer = get("v2/requests.json", key)
        assert "深さ8センチ" in answer.text
        assert TELEPHONE not in answer.text
        assert "photo-staff-only" not in answer.text
    finally:
        file.write_text(written, encoding="utf-8")


def test_a_key_is_kept_hashed_for_its_owner_and_is_over_when_revoked(
    key: str, folder: Path
) -> None:
    city = load_city(folder)
    path = city.data_path / "secrets" / "open311_keys.json"
    assert key not in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(open311_keys.TakenName):
        open311_keys.issue(city, "隣の市")
    open311_keys.revoke(city, "隣の市")
    assert get("v2/requests.json", key).status_code == 403
    with pytest.raises(open311_keys.UnknownKey):
        open311_keys.revoke(city, "隣の市")


def test_a_key_may_not_ask_without_end(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_open311, "_rates", {60: Rate(2, 0.01)})
    assert [get("v2/services.json", key).status_code for _ in range(3)] == [200, 200, 429]
