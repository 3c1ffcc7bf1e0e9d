"""What a file is, from its content and never from its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from etl.formats.refusal import unreadable

_HEAD = 64 << 10
#: Beginnings of files that are something else: bytes, Japanese, English.
_FOREIGN = (
    (b"%PDF", "PDF", "a PDF"),
    (b"\x89PNG", "PNG の画像", "a PNG image"),
    (b"\xff\xd8\xff", "JPEG の画像", "a JPEG image"),
    (b"GIF8", "GIF の画像", "a GIF image"),
    (b"\x1f\x8b", "gzip の圧縮ファイル", "a gzip archive"),
    (b"7z\xbc\xaf", "7z の圧縮ファイル", "a 7z archive"),
    (b"Rar!", "RAR の圧縮ファイル", "a RAR archive"),
    (b"PAR1", "Parquet", "Parquet"),
    (b"{\\rtf", "リッチテキスト", "rich text"),
)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PROLOG = re.compile(r"\A(\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|script|meta|div|p|table)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>\s*(.*?)\s*</title>", re.IGNORECASE | re.DOTALL)
_RUBY = re.compile(r'^[\[{\s]*("[^"]*"|:\w+|\w+)\s*=>')
_PYTHON = re.compile(r"^[\[\s]*\{\s*'[^']*'\s*:")
_JSON = re.compile(r'^\s*(\{\s*("|\}|$)|\[\s*([\[{\]"]|-?\d|true|false|null|$))')


@dataclass(frozen=True)
class Form:
    """``format`` as in a plan, or "zip"; ``kind`` is what exactly ("xlsx", "shapefile")."""

    format: str
    kind: str


def recognise(path: Path, file: str) -> Form:
    """Recognise a file, or a folder that holds the parts of one Shapefile.

    Raises:
        UnreadableFile: empty, cut off, or nothing this project reads; the message says which.
    """
    if path.is_dir():
        if any(path.glob("*.shp")):
            return Form("vector", "shapefile")
        raise unreadable(
            file,
            "ファイルではなくフォルダです。フォルダの中のファイルを指定してください。",
            "This is a folder; name a file in it.",
        )
    with path.open("rb") as handle:
        head = handle.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise unreadable(
            file,
            f"空のファイルです（{path.stat().st_size} バイト）。取得し直してください。",
            "The file is empty; download it again.",
        )
    for magic, ja, en in _FOREIGN:
        if head.startswith(magic):
            raise unreadable(
                file,
                f"{ja}です。表として読めません。CSV か Excel のファイルを用意してください。",
                f"This is {en}, which holds no table we read; provide CSV or Excel.",
            )
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path, file)
    if head.startswith(_OLE):
        return Form("workbook", "xls")
    if head.startswith(b"SQLite format 3\x00"):
        if b"GPKG" in head[60:80] or b"GP10" in head[60:80] or b"gpkg_contents" in head:
            return Form("vector", "gpkg")
        raise unreadable(
            file,
            "SQLite のデータベースですが GeoPackage ではありません。CSV で書き出してください。",
            "This is an SQLite database but no GeoPackage; export it as CSV.",
        )
    if head[:3] == b"fgb" and head[4:7] == b"fgb":
        return Form("vector", "flatgeobuf")
    if head[:4] == b"\x00\x00\x27\x0a" and head[28:32] == b"\xe8\x03\x00\x00":
        return Form("vector", "shapefile")
    return _text(_decoded(head), file)


def _decoded(head: bytes) -> str:
    """The head as text, well enough to see its first signs."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="replace")
    text = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="replace")
    return text.replace("\x00", "") if text.count("\x00") > len(text) * 0.3 else text


def _text(text: str, file: str) -> Form:
    begin = text.lstrip()
    if begin.startswith("<"):
        return _markup(begin, file)
    if _RUBY.match(begin) or _PYTHON.match(begin):
        language = "Ruby" if _RUBY.match(begin) else "Python"
        raise unreadable(
            file,
            f"JSON ではなく {language} の内部表示です。JSON か CSV で書き出し直してください。",
            f"This is how {language} prints its own data, not JSON; export it as JSON or CSV.",
        )
    if begin.startswith("[object Object]"):
        raise unreadable(
            file,
            "書き出しに失敗した印（[object Object]）だけがあります。書き出し直してください。",
            "It holds only the sign of a failed export ([object Object]); export it again.",
        )
    if _JSON.match(begin):
        return Form("json", "json")
    return Form("csv", "delimited")


def _markup(begin: str, file: str) -> Form:
    if _HTML.match(_PROLOG.sub("", begin, count=1)):
        title = _TITLE.search(begin)
        named = f"（「{title.group(1)[:60]}」）" if title else ""
        named_en = f" ({title.group(1)[:60]!r})" if title else ""
        raise unreadable(
            file,
            f"データではなく HTML のページです{named}。"
            "公開ページを開いて、データのファイルそのものを取り直してください。",
            f"This is an HTML page{named_en} and not data; download the file itself again.",
        )
    if "urn:schemas-microsoft-com:office:spreadsheet" in begin[:4000]:
        raise unreadable(
            file,
            "XML スプレッドシート 2003 です。Excel で開いて .xlsx か CSV で保存してください。",
            "This is an XML Spreadsheet 2003; open it in Excel and save it as .xlsx or CSV.",
        )
    return Form("xml", "xml")


def _zip(path: Path, file: str) -> Form:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise unreadable(
            file,
            "zip（または Excel）のファイルが途中で切れているか壊れています。取得し直してください。",
            f"The zip (or Excel) file is cut off or damaged ({error}); download it again.",
        ) from error
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return Form("workbook", "xlsx")
    if b"opendocument.spreadsheet" in kind:
        return Form("workbook", "ods")
    for sign, ja in (("word/document.xml", "Word の文書"), ("ppt/presentation.xml", "PowerPoint")):
        if sign in names:
            raise unreadable(
                file,
                f"{ja}です。表を CSV か Excel で用意してください。",
                "This is an Office document without a table; provide CSV or Excel.",
            )
    return Form("zip", "zip")
