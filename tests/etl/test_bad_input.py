"""Whatever lies where a list should lie: a sentence that helps, status 1, the old rows stay.

Through the command line, in processes of their own with their peak memory, over a warehouse that
good files built. What is small goes through one run, a source for each case: none may disturb
another. What is large, and one small case, has a run to itself. How the readers take still other
large files is measured in ``formats/test_hostile_files.py``.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from etl.pipeline import run
from machimori.city import load_city
from tests.etl.conftest import HEADER, shelter_row, table

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 1024
CITY = """
name = "見本区"
code = "131016"
bbox = [139.70, 35.65, 139.80, 35.72]
metric_crs = "EPSG:6677"
is_sample = true
"""
ENTRY = """
[[sources.facilities]]
id = "{id}"
title = "見本避難所一覧"
is_sample = true
timeout_seconds = 0.4
{place}
"""
GOOD = [shelter_row(number) for number in range(1, 11)]


@dataclass(frozen=True)
class Outcome:
    """What one run said, and what it took."""

    status: int
    stderr: str
    megabytes: float
    document: dict[str, Any]

    def of(self, case: str) -> dict[str, Any]:
        """The record of one source."""
        found: dict[str, Any] = next(
            one for one in self.document["sources"] if one["source"] == case
        )
        return found


#: A small process between: a child begins with the peak memory its parent had when it was started.
MEASURE = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[2:])
_, status, used = os.wait4(child.pid, 0)
with open(sys.argv[1], "w") as file:
    file.write(str(used.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))
"""


def write_city(folder: Path, places: dict[str, str]) -> Path:
    """Write a configuration; ``places`` are the sources' paths or urls."""
    config = folder / "city.toml"
    entries = [ENTRY.format(id=case, place=place) for case, place in places.items()]
    config.write_text(CITY + "".join(entries), encoding="utf-8")
    return config


def run_etl(folder: Path, places: dict[str, str]) -> Outcome:
    """Run the command line over a folder; ``places`` are the sources' paths or urls."""
    config = write_city(folder, places)
    command = [sys.executable, "-m", "etl", "run", "--config", str(config), "--json"]
    peak = folder / "peak_kb"
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(peak), *command],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    megabytes = int(peak.read_text(encoding="ascii")) / 1024
    said = json.loads(done.stdout.decode())
    return Outcome(done.returncode, done.stderr.decode(), megabytes, said)


def build_good(folder: Path, cases: Iterable[str]) -> None:
    """Build a warehouse of ten good shelters for each case."""
    for case in cases:
        write(folder / f"good-{case}.csv", *(row.replace("見本第", case) for row in GOOD))
    config = write_city(folder, {case: f'path = "good-{case}.csv"' for case in cases})
    assert run(load_city(config)).success


def kept(folder: Path) -> dict[str, int]:
    """How many shelters the warehouse holds of each case."""
    found = table(
        folder / "warehouse.duckdb",
        "SELECT regexp_extract(name, '^[a-z_0-9]+[a-z]') AS one, count(DISTINCT name) AS n "
        "FROM wh.marts.facilities GROUP BY ALL",
    )
    return dict(zip(found["one"], found["n"], strict=True))


def is_quiet(outcome: Outcome) -> None:
    """What a run that met bad input must end in, whatever it was."""
    assert outcome.status == 1
    assert outcome.stderr == ""
    assert "Traceback" not in json.dumps(outcome.document)
    assert outcome.megabytes < MEGABYTES


def is_held_back(record: dict[str, Any], place: str, said: str) -> None:
    """What is said and done about one bad source."""
    assert record["error"].startswith(f"[{record['source']}] ")
    assert place in record["error"]
    assert said in record["error"]
    assert (record["success"], record["is_held_back"]) == (False, True)


def write(path: Path, *rows: str) -> Path:
    path.write_text("\r\n".join([HEADER, *rows]) + "\r\n", encoding="utf-8-sig")
    return path


def repeated(path: Path, piece: bytes, times: int, head: bytes = b"") -> None:
    with path.open("wb") as out:
        out.write(head)
        block = piece * (1 << 16)
        for _ in range(times >> 16):
            out.write(block)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def error_page(path: Path) -> None:
    path.write_text(
        "<!DOCTYPE html>\n<html lang=ja><head><title>404</title></head>"
        "<body><h1>お探しのページは見つかりません</h1></body></html>\n",
        encoding="utf-8",
    )


def truncated_zip(path: Path) -> None:
    whole = path.with_name("whole")
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("shelters.csv", "\r\n".join([HEADER, *GOOD]))
    content = whole.read_bytes()
    whole.unlink()
    path.write_bytes(content[: len(content) * 2 // 3])


def records() -> list[dict[str, str]]:
    return [dict(zip(HEADER.split(","), row.split(","), strict=True)) for row in GOOD]


def truncated_json(path: Path) -> None:
    content = json.dumps(records(), ensure_ascii=False)
    path.write_text(content[: len(content) // 2], encoding="utf-8")


def ruby_hash(path: Path) -> None:
    path.write_text(
        "[" + ", ".join(f'{{"名称"=>"{one["名称"]}", "緯度"=>nil}}' for one in records()) + "]",
        encoding="utf-8",
    )


def objects(path: Path) -> None:
    path.write_text("[object Object]", encoding="utf-8")


def list_of_objects(path: Path) -> None:
    path.write_text(",".join(["[object Object]"] * 50), encoding="utf-8")


def cells_of_objects(path: Path) -> None:
    width = len(HEADER.split(","))
    write(path, *[",".join(["[object Object]"] * width)] * 10)


def shuffled(path: Path) -> None:
    """Each row's cells turned by another number of places, so that none lies where it should."""
    rows = []
    for number, row in enumerate(GOOD, 1):
        cells = row.split(",")
        by = number * 2 + 1
        rows.append(",".join(cells[by:] + cells[:by]))
    write(path, *rows)


def one_line(path: Path) -> None:
    repeated(path, b"1234567890,abcdef", 6 << 20)


def commas(path: Path) -> None:
    repeated(path, b"," * 25 + b"\n", 3 << 20, head=(HEADER + "\n").encode())


@cache
def a_gigabyte_zipped() -> bytes:
    out = BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("shelters.csv", "w", force_zip64=True) as list_file,
    ):
        block = bytes(1 << 20)
        for _ in range(1 << 10):
            list_file.write(block)
    return out.getvalue()


def zip_bomb(path: Path) -> None:
    path.write_bytes(a_gigabyte_zipped())


def nested_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in range(16):
            archive.writestr(f"{number}.zip", a_gigabyte_zipped())


def external_entity(path: Path) -> None:
    secret = path.with_name("secret.txt")
    secret.write_text("himitsu-no-kotoba", encoding="utf-8")
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        "<list><row><名称>&x;</名称><住所>見本町</住所></row></list>",
        encoding="utf-8",
    )


def nul_bytes(path: Path) -> None:
    rows = [row.replace("見本区", "見本\0区") for row in GOOD]
    write(path, *rows)


def nothing_but_nul(path: Path) -> None:
    path.write_bytes(bytes(4096))


def lone_quote(path: Path) -> None:
    write(path, *[row.replace("見本第", '"見本第', 1) for row in GOOD])


def turned_rows_among_good(path: Path) -> None:
    write(path, *GOOD[:6], *[",".join(reversed(row.split(","))) for row in GOOD[6:]])


#: What lies at the path, and what the clerk is told.
CASES: list[tuple[Callable[[Path], None], str]] = [
    (empty, "空のファイルです（0 バイト）。取得し直してください。"),
    (error_page, "データではなく HTML のページです（「404」）。"),
    (truncated_zip, "途中で切れているか壊れています。取得し直してください。"),
    (truncated_json, "JSON が途中で切れています（1 行目"),
    (ruby_hash, "JSON ではなく Ruby の内部表示です。JSON か CSV で書き出し直してください。"),
    (objects, "書き出しに失敗した印（[object Object]）だけがあります。"),
    (list_of_objects, "書き出しに失敗した印（[object Object]）だけがあります。"),
    (cells_of_objects, "10行のうち10行（100%）を除きました。"),
    (shuffled, "10行のうち10行（100%）を除きました。"),
    (turned_rows_among_good, "10行のうち4行（40%）を除きました。"),
    (nested_bomb, "zip の中の zip は開きません。取り出して指定してください。"),
    (zip_bomb, "安全に扱える大きさを超えています。"),
    (external_entity, "XML に外部のファイルを読みこむ指定（DTD・実体参照）があります。"),
    (nul_bytes, "2 行目に空の文字（NUL）があり"),
    (nothing_but_nul, "空のファイルです（4096 バイト）。"),
    (lone_quote, '引用符（"）が閉じられず、次の行までが一つの値になっています'),
]
#: Written at their full size: what is big is the point of them.
LARGE: list[tuple[Callable[[Path], None], str]] = [
    (one_line, "1行が 8 MB より長く、表として読めません。"),
    (commas, "131,072 行が空か、列の数の合わない行です。"),
]


def nothing(path: Path) -> None:
    """No file at all."""


def empty_folder(path: Path) -> None:
    path.mkdir()


def folder_of_something_else(path: Path) -> None:
    path.mkdir()
    (path / "bins.csv").write_text("品目,分別\r\n紙,資源\r\n", encoding="utf-8")


def sentence(path: Path) -> None:
    path.write_text("見本区の避難所の一覧です。\n", encoding="utf-8")


def pipe(path: Path) -> None:
    os.mkfifo(path)


#: What lies at the path, how the path is written, and what the clerk is told.
PLACES: list[tuple[Callable[[Path], None], str, str]] = [
    (nothing, "{}", "設定の path（"),
    (empty_folder, "{}", "フォルダに読めるファイルがありません。"),
    (folder_of_something_else, "{}", "列"),
    (sentence, "{}/", "1行の文章です"),
    (objects, "{}/a.csv", "ありません。"),
    (pipe, "{}", "ふつうのファイルではありません。"),
]
#: Paths of the server, and what the clerk is told.
SERVED = [
    ("404", "取得できません（HTTP 404）"),
    ("500", "取得できません（HTTP 500）"),
    ("silent", "取得できません（ReadTimeout"),
    ("slow", "2 秒かけても取得が終わりません。"),
    ("endless", "2 秒かけても取得が終わりません。"),
]


class Answers(BaseHTTPRequestHandler):
    """A status by number, or one of the ways not to come to an end."""

    def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
        path = self.path.strip("/")
        if path.isdigit():
            self.send_error(int(path))
        elif path == "silent":
            time.sleep(3)
        else:
            self.send_response(200)
            self.end_headers()
            self._go_on(b"1" if path == "slow" else b"1,2\n" * 4096)

    def _go_on(self, piece: bytes) -> None:
        try:
            while True:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as serving:
        serving.daemon_threads = True
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()
        thread.join()


@dataclass(frozen=True)
class Ran:
    """The run with everything small that is bad."""

    folder: Path
    outcome: Outcome


@pytest.fixture(scope="module")
def ran(server: str, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("bad")
    places = {}
    for make, _ in CASES:
        make(folder / f"{make.__name__}.csv")
        places[make.__name__] = f'path = "{make.__name__}.csv"'
    for make, written, _ in PLACES:
        name = f"at_{make.__name__}"
        make(folder / f"{name}.csv")
        places[name] = f'path = "{written.format(f"{name}.csv")}"'
    for path, _ in SERVED:
        in_all = 60 if path in ("500", "silent") else 2  # the others end by their own
        places[f"from_{path}x"] = f'url = "{server}/{path}"\ntotal_seconds = {in_all}'
    places["from_nowhere"] = 'url = "http://127.0.0.1:9/list.csv"'
    build_good(folder, places)
    return Ran(folder, run_etl(folder, places))


def test_the_run_ends_quietly_and_every_old_row_stays(ran: Ran) -> None:
    is_quiet(ran.outcome)
    cases = [one["source"] for one in ran.outcome.document["sources"]]
    assert len(cases) == len(CASES) + len(PLACES) + len(SERVED) + 1
    assert kept(ran.folder) == dict.fromkeys(cases, 10)
    assert [file.name for file in ran.folder.glob("*.tmp-*")] == []
    assert list((ran.folder / "raw").rglob("*.*")) == []


@pytest.mark.parametrize(("make", "said"), CASES, ids=lambda one: getattr(one, "__name__", ""))
def test_a_file_that_is_no_list(ran: Ran, make: Callable[[Path], None], said: str) -> None:
    is_held_back(ran.outcome.of(make.__name__), f"{make.__name__}.csv", said)


@pytest.mark.parametrize(
    ("make", "written", "said"), PLACES, ids=lambda one: getattr(one, "__name__", "")
)
def test_a_path_that_leads_elsewhere(
    ran: Ran, make: Callable[[Path], None], written: str, said: str
) -> None:
    name = f"at_{make.__name__}"
    is_held_back(ran.outcome.of(name), "bins.csv" if "else" in name else f"{name}.csv", said)


@pytest.mark.parametrize(("path", "said"), [*SERVED])
def test_a_server_that_gives_no_whole_file(ran: Ran, path: str, said: str) -> None:
    is_held_back(ran.outcome.of(f"from_{path}x"), f"/{path}: ", said)


def test_a_server_that_is_not_there(ran: Ran) -> None:
    record = ran.outcome.of("from_nowhere")
    is_held_back(record, "http://127.0.0.1:9/list.csv", "取得できません（ConnectError")


def test_what_an_entity_points_at_is_never_read(ran: Ran) -> None:
    assert "himitsu" not in json.dumps(ran.outcome.document, ensure_ascii=False)
    assert b"himitsu" not in (ran.folder / "warehouse.duckdb").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "said"), [CASES[0], *LARGE], ids=lambda one: getattr(one, "__name__", "")
)
def test_alone(tmp_path: Path, make: Callable[[Path], None], said: str) -> None:
    build_good(tmp_path, ["shelters"])
    make(tmp_path / "list.csv")
    outcome = run_etl(tmp_path, {"shelters": 'path = "list.csv"'})
    is_quiet(outcome)
    is_held_back(outcome.of("shelters"), "list.csv", said)
    assert kept(tmp_path) == {"shelters": 10}


def test_no_shuffled_row_is_believed(tmp_path: Path) -> None:
    """Whatever the order of the cells, a row is out or one of its values is marked."""
    generator = random.Random(11)  # noqa: S311 - an order, no secret
    rows = [shelter_row(number) for number in range(1, 301)]
    mixed = []
    for row in rows:
        cells = row.split(",")
        generator.shuffle(cells)
        mixed.append(",".join(cells))
    write(tmp_path / "list.csv", *mixed)
    place = 'path = "list.csv"\nmax_reject_ratio = 1.0\nmin_rows_ratio = 0.0'
    outcome = run_etl(tmp_path, {"shelters": place})
    counted = outcome.document["sources"][0]["files"][0]
    assert counted["rejected"] >= 295
    believed = table(
        tmp_path / "warehouse.duckdb",
        "SELECT name FROM wh.marts.facilities ANTI JOIN wh.meta.rejects USING (source_row)",
    )
    assert list(believed["name"]) == []
