"""Files that would fill memory: each ends in a clear message within bounds, in its own process."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.forked import Forks, forks

MEGABYTES = 512

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def alone() -> Iterator[Forks]:
    with forks("tests.etl.formats.reading_alone") as server:
        yield server


def outcome(alone: Forks, path: Path) -> dict[str, Any]:
    alone.start("read", str(path))
    ended = alone.end()
    assert ended.status == 0
    found: dict[str, Any] = ended.value
    return found


def repeated(path: Path, head: bytes, piece: bytes, times: int) -> Path:
    with path.open("wb") as out:
        out.write(head)
        block = piece * (1 << 16)
        for _ in range(times >> 16):
            out.write(block)
    return path


def one_line(path: Path) -> Path:
    return repeated(path, b"", b"1234567890,abcdef", 12 << 20)


def one_line_below_a_header(path: Path) -> Path:
    return repeated(path, "番号,名称\n1,".encode(), b"abcdefghijklmnop", 12 << 20)


def one_quoted_cell(path: Path) -> Path:
    return repeated(path, '番号,名称\n1,"'.encode(), b"abcdefghijklmno\n", 12 << 20)


def commas(path: Path) -> Path:
    return repeated(path, b"", b",,,,,,,,,,\n", 10 << 20)


def commas_below_a_header(path: Path) -> Path:
    return repeated(path, "番号,名称,住所\n".encode(), b",,\n", 4 << 20)


def ragged_throughout(path: Path) -> Path:
    good = "1,本庁舎,見本区\n".encode() * 1000
    return repeated(path, "番号,名称,住所\n".encode() + good, b"1,2,3,4\n", 2 << 20)


def nul_bytes(path: Path) -> Path:
    return repeated(path, "番号,名称\n1,本庁舎\n".encode(), b"2,\x00\x00\n", 10 << 20)


def nothing_but_nul(path: Path) -> Path:
    return repeated(path, b"", bytes(16), 12 << 20)


def one_line_of_json(path: Path) -> Path:
    return repeated(path, b'[{"a": "', b"abcdefghijklmnop", 6 << 20)


def nested_json(path: Path) -> Path:
    return repeated(path, b"", b'[{"a": ', 8 << 20)


def one_line_of_xml(path: Path) -> Path:
    return repeated(path, b"<a><b>", b"<c>abcdefgh</c>", 1 << 18)


def nested_xml(path: Path) -> Path:
    return repeated(path, b"", b"<a>", 8 << 20)


def bomb_in_a_workbook(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as out:
            for _ in range(300):
                out.write(b" " * (1 << 20))
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (one_line, "1行が 8 MB より長く"),
        (one_line_below_a_header, "1行が 8 MB より長く"),
        (one_quoted_cell, "1行が 8 MB より長く"),
        (commas, "値のある行がありません"),
        (commas_below_a_header, "空か、列の数の合わない行です"),
        (ragged_throughout, "空か、列の数の合わない行です"),
        (nul_bytes, "空の文字（NUL）"),
        (nothing_but_nul, "空のファイルです"),
        (one_line_of_json, "途中で切れています"),
        (nested_json, "more than 2000 levels deep"),
        (one_line_of_xml, "XML として読めません"),
        (nested_xml, "XML として読めません"),
        (bomb_in_a_workbook, "安全に扱える大きさを超えています"),
    ],
)
def test_ends_in_a_message_within_bounds(
    alone: Forks, tmp_path: Path, make: Callable[[Path], Path], said: str
) -> None:
    found = outcome(alone, make(tmp_path / "list.csv"))
    assert said in found["said"]
    assert found["said"].startswith("[s] list.csv")
    assert found["megabytes"] < MEGABYTES
    assert found["seconds"] < 60  # of this process alone: other work on the machine is no fault


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_a_large_good_file_streams(alone: Forks, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    line = "1,見本区立第一小学校の体育館,見本区見本町一丁目2番3号,35.69,139.75,収容人数は目安です\n"
    rows = 400_000
    with path.open("w", encoding=encoding, newline="") as out:
        out.write("番号,名称,住所,緯度,経度,備考\n")
        for _ in range(rows // 1000):
            out.write(line * 1000)
    found = outcome(alone, path)
    assert (found["rows"], found["said"], found["problems"]) == (rows, "", {"None": rows})
    assert found["megabytes"] < MEGABYTES
