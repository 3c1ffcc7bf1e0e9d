"""Files from a folder and from a server on this machine, good and bad."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import stamina

from etl import fetch as fetching
from etl.contract import FetchError
from etl.fetch import fetch, read_checked
from machimori.city import City, SourceConfig

LIST = "番号,名称\r\n1,本庁舎\r\n".encode("cp932")
SHA256 = hashlib.sha256(LIST).hexdigest()


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(
        name="見本区",
        code="131016",
        bbox=(139.70, 35.65, 139.80, 35.72),
        metric_crs="EPSG:6677",
        folder=tmp_path,
    )


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


class Answers(BaseHTTPRequestHandler):
    """One path per way a server can behave."""

    asked: list[tuple[str, dict[str, str]]] = []

    def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
        self.asked.append((self.path, dict(self.headers)))
        times = sum(path == self.path for path, _ in self.asked)
        if self.path == "/list.csv":
            if self.headers.get("If-None-Match") == '"v1"':
                self.send_response(304)
                self.end_headers()
                return
            self.body(LIST, {"ETag": '"v1"', "Last-Modified": "Thu, 11 Jan 2024 00:00:00 GMT"})
        elif self.path == "/named":
            name = "attachment; filename*=UTF-8''..%2F..%2F%E9%81%BF%E9%9B%A3%E6%89%80.csv"
            self.body(LIST, {"Content-Disposition": name})
        elif self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/list.csv")
            self.end_headers()
        elif self.path == "/twice" and times < 3:
            self.send_error(503)
        elif self.path == "/twice":
            self.body(LIST, {})
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            self.until_cut(b"1,2\n" * 50_000, 0.0)
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            self.until_cut(b"x", 0.05)
        elif self.path == "/drip-headers":
            self.until_cut(b"x", 0.05)
        elif self.path == "/silent":
            time.sleep(2)
        elif self.path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(LIST)
        else:
            self.send_error(int(self.path.strip("/")))

    def body(self, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def until_cut(self, piece: bytes, pause: float) -> None:
        try:
            while True:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


@pytest.fixture
def server() -> Iterator[str]:
    Answers.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as serving:
        serving.daemon_threads = True
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()
        thread.join()


def test_local_file_stays_where_it_is(tmp_path: Path, city: City) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(LIST)
    [found] = fetch(SourceConfig(id="a", path="list.csv"), city)
    assert (found.path, found.file, found.origin) == (path, "list.csv", str(path))
    assert (found.sha256, found.bytes) == (SHA256, len(LIST))
    assert found.fetched_at.tzinfo is not None
    assert not (tmp_path / "raw").exists()
    assert read_checked(found) == path
    path.write_bytes(LIST + b"2,x\r\n")
    with pytest.raises(FetchError, match="取得したあとで中身が変わりました"):
        read_checked(found)


def test_folder_in_order_without_hidden_and_lock_files(tmp_path: Path, city: City) -> None:
    folder = tmp_path / "history"
    (folder / "2024").mkdir(parents=True)
    for name in ("b.csv", "a.csv", ".hidden.csv", "~$book.xlsx", ".~lock.b.csv#", "c.csv.part",
                 "Thumbs.db", "README.md", "2024/c.csv", "roads.shp", "roads.dbf", "roads.shx",
                 "other.dbf"):  # fmt: skip
        (folder / name).write_bytes(LIST)
    found = fetch(SourceConfig(id="a", path="history"), city)
    assert [one.file for one in found] == [
        "2024/c.csv", "a.csv", "b.csv", "other.dbf", "roads.shp",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({}, "path も url もありません"),
        ({"path": "nowhere.csv"}, r"nowhere.csv: ありません。設定の path（nowhere.csv）"),
        ({"path": "empty"}, "フォルダに読めるファイルがありません"),
        ({"url": "ftp://127.0.0.1/a.csv"}, "http と https のほかは読めません"),
        ({"url": "http://127.0.0.1:1/a.csv"}, "取得できません（ConnectError"),
        ({"url": "http://:99999/"}, "取得できません（"),
    ],
)
def test_nothing_there(tmp_path: Path, city: City, entry: dict[str, str], said: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FetchError, match=said) as error:
        fetch(SourceConfig(id="shelters", **entry), city)
    assert str(error.value).startswith("[shelters] ")


def test_too_large(tmp_path: Path, city: City, server: str) -> None:
    (tmp_path / "list.csv").write_bytes(LIST)
    for entry in (
        SourceConfig(id="a", path="list.csv"),
        SourceConfig(id="a", url=f"{server}/list.csv"),
        SourceConfig(id="a", url=f"{server}/endless"),
    ):
        with pytest.raises(FetchError, match="より大きいファイルです"):
            fetch(entry, city, most_bytes=10)
    assert list((tmp_path / "raw").rglob("*.*")) == []


def test_url_is_copied_byte_for_byte_with_its_sidecar(
    tmp_path: Path, city: City, server: str
) -> None:
    seen: list[tuple[int, int | None]] = []
    url = f"{server}/list.csv"
    entry = SourceConfig(id="shelters", url=url, licence="CC BY 4.0")
    [found] = fetch(entry, city, on_bytes=lambda done, total: seen.append((done, total)))
    assert found.path == tmp_path / "raw" / "shelters" / f"{SHA256}.list.csv"
    assert found.path.read_bytes() == LIST
    assert (found.file, found.origin, found.sha256, found.bytes) == (
        "list.csv", url, SHA256, len(LIST),
    )  # fmt: skip
    assert seen[-1] == (len(LIST), len(LIST))
    sidecar = json.loads((found.path.parent / f"{SHA256}.json").read_text(encoding="utf-8"))
    assert sidecar == {
        "url": url,
        "file": "list.csv",
        "copy": f"{SHA256}.list.csv",
        "fetched_at": found.fetched_at.isoformat(),
        "sha256": SHA256,
        "bytes": len(LIST),
        "etag": '"v1"',
        "last_modified": "Thu, 11 Jan 2024 00:00:00 GMT",
        "licence": "CC BY 4.0",
        "licence_url": "",
    }


def test_unchanged_is_not_sent_again(city: City, server: str) -> None:
    entry = SourceConfig(id="shelters", url=f"{server}/list.csv")
    [first] = fetch(entry, city)
    [second] = fetch(entry, city)
    asked = [headers.get("If-None-Match") for _, headers in Answers.asked]
    assert asked == [None, '"v1"']
    assert (second.path, second.sha256, second.bytes) == (first.path, SHA256, len(LIST))


def test_a_changed_copy_is_fetched_whole(city: City, server: str) -> None:
    entry = SourceConfig(id="shelters", url=f"{server}/list.csv")
    [first] = fetch(entry, city)
    first.path.write_bytes(b"tampered")
    [second] = fetch(entry, city)
    assert [headers.get("If-None-Match") for _, headers in Answers.asked] == [None, None]
    assert second.path.read_bytes() == LIST


def test_redirects_and_names_of_the_server(tmp_path: Path, city: City, server: str) -> None:
    [found] = fetch(SourceConfig(id="a", url=f"{server}/moved"), city)
    assert found.path.read_bytes() == LIST
    [found] = fetch(SourceConfig(id="a", url=f"{server}/named"), city)
    assert found.file == "避難所.csv"
    assert found.path.parent == tmp_path / "raw" / "a"


def test_a_server_that_recovers(city: City, server: str) -> None:
    [found] = fetch(SourceConfig(id="a", url=f"{server}/twice"), city)
    assert (found.sha256, len(Answers.asked)) == (SHA256, 3)


@pytest.mark.parametrize(
    ("path", "said", "attempts"),
    [
        ("/404", "取得できません（HTTP 404）", 1),
        ("/403", "取得できません（HTTP 403）", 1),
        ("/500", "取得できません（HTTP 500）", 3),
        ("/429", "取得できません（HTTP 429）", 3),
        ("/short", "取得できません（RemoteProtocolError", 3),
        ("/silent", "取得できません（ReadTimeout", 3),
    ],
)
def test_refusals_name_the_address_and_what_to_do(
    tmp_path: Path, city: City, server: str, path: str, said: str, attempts: int
) -> None:
    with pytest.raises(FetchError) as error:
        # Only the silent server is waited for in vain.
        timeout = 0.2 if path == "/silent" else 20.0
        fetch(SourceConfig(id="shelters", url=server + path, timeout_seconds=timeout), city)
    message = str(error.value)
    assert message.startswith(f"[shelters] {server}{path}: ")
    assert said in message
    assert "設定の url を直してください" in message
    assert len(Answers.asked) == attempts
    assert list((tmp_path / "raw").rglob("*.*")) == []


@pytest.mark.parametrize("path", ["/drip", "/drip-headers", "/endless"])
def test_a_server_that_never_ends_is_cut(city: City, server: str, path: str) -> None:
    started = time.monotonic()
    with pytest.raises(FetchError, match="取得が終わりません"):
        fetch(SourceConfig(id="a", url=server + path, total_seconds=0.6), city)
    assert time.monotonic() - started < 15


def test_the_last_copy_is_not_passed_off_as_fresh(
    city: City, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = SourceConfig(id="shelters", url=f"{server}/list.csv")
    fetch(entry, city)
    monkeypatch.setattr(Answers, "do_GET", lambda self: self.send_error(404))
    with pytest.raises(FetchError, match="控えは、新しいデータとしては使いません"):
        fetch(entry, city)


def test_limits_have_room_for_real_files() -> None:
    assert fetching.MOST_BYTES >= 512 << 20
    entry = SourceConfig(id="a")
    assert entry.total_seconds > entry.timeout_seconds
