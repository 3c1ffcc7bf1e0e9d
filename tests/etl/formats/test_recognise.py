"""A file is what its content is, whatever its name; what is no data is refused with a reason."""

from __future__ import annotations

import gzip
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pytest

from etl.contract import UnreadableFile
from etl.formats.recognise import Form, recognise


def written(folder: Path, content: bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("番号,名称\n1,本庁舎\n".encode(), Form("csv", "delimited")),
        ("番号\t名称\n1\t本庁舎\n".encode("cp932"), Form("csv", "delimited")),
        ("番号\t名称\n1\t本庁舎\n".encode("utf-16"), Form("csv", "delimited")),
        (b'[{"a": 1}]', Form("json", "json")),
        (b'\xef\xbb\xbf \n{ "a": [] }', Form("json", "json")),
        ('{"a": 1}'.encode("utf-16"), Form("json", "json")),
        (b"<?xml version='1.0'?><!-- note --><r><i/></r>", Form("xml", "xml")),
        (b"<rss><channel><title>news</title></channel></rss>", Form("xml", "xml")),
        (b"[ID],name\n1,a\n", Form("csv", "delimited")),
    ],
)
def test_text_by_its_first_signs(tmp_path: Path, content: bytes, form: Form) -> None:
    assert recognise(written(tmp_path, content), "list.csv") == form


def test_packages_by_their_members(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["番号", "名称"])
    book.save(tmp_path / "book.xlsx")
    path = tmp_path / "list.csv"
    (tmp_path / "book.xlsx").rename(path)
    assert recognise(path, "list.csv") == Form("workbook", "xlsx")

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("list.csv", "a,b\n1,2\n")
    assert recognise(path, "list.csv") == Form("zip", "zip")


def test_geopackage_apart_from_any_other_database(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    with pytest.raises(UnreadableFile, match="GeoPackage ではありません"):
        recognise(path, "list.csv")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空のファイル"),
        (b"\xef\xbb\xbf\r\n  \r\n", "空のファイル"),
        (
            "<!DOCTYPE html><html><head><title>404 見つかりません</title></head></html>".encode(),
            "HTML のページです（「404 見つかりません」）",
        ),
        (b"\n<HTML><body>Service Unavailable</body></HTML>", "HTML のページです"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html></html>", "HTML のページです"),
        (b'{"id"=>1, "name"=>"a"}', "Ruby の内部表示"),
        (b'[{:id=>1, :name=>"a"}]', "Ruby の内部表示"),
        (b"[{'id': 1}]", "Python の内部表示"),
        (b"[object Object]", "書き出しに失敗した印"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n", "PNG の画像"),
        (gzip.compress(b"a,b\n", mtime=0), "gzip の圧縮ファイル"),
        (b"PK\x03\x04 and no more", "途中で切れているか壊れています"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML スプレッドシート 2003",
        ),
    ],
)
def test_refused_with_what_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile) as error:
        recognise(written(tmp_path, content), "list.csv")
    message = str(error.value)
    assert message.startswith("list.csv: ")
    assert said in message
    # Japanese for the clerk, English after the stroke.
    assert " / " in message


def test_truncated_workbook_and_zip(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "a,b\n" * 10_000)
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(UnreadableFile, match="途中で切れているか壊れています"):
        recognise(path, "list.csv")


def test_word_document(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UnreadableFile, match="Word の文書"):
        recognise(path, "list.xlsx")


def test_folder_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="フォルダです"):
        recognise(tmp_path, "shelters")
    (tmp_path / "roads.shp").touch()
    assert recognise(tmp_path, "roads") == Form("vector", "shapefile")
