"""The encoding of a text by its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.contract import UnreadableFile
from etl.formats import encodings

TEXT = "番号,名称,住所\r\n1,見本小学校,見本区九段南１－２－１ ﾋﾞﾙ①\r\n2,まちの集会所,髙橋町2-3\r\n"
#: What offices write: kana and kanji that every one of the encodings can hold.
SENTENCES = st.text(
    "あいうえおかきくけこのにをはがアイウエオー区町村役場避難所学校公園道路", min_size=8
)


def decided(folder: Path, content: bytes, stated: str = "") -> encodings.Encoding:
    path = folder / "list.csv"
    path.write_bytes(content)
    return encodings.decide(path, "list.csv", stated)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_japanese_text(tmp_path: Path, encoding: str, name: str) -> None:
    found = decided(tmp_path, (TEXT * 20).encode(encoding))
    assert (found.name, found.damaged) == (name, False)
    assert found.decisions[0].what == "文字コード"


@pytest.mark.parametrize("encoding", ["euc_jp", "iso2022_jp"])
def test_unix_and_mail_encodings(tmp_path: Path, encoding: str) -> None:
    text = TEXT.replace("ﾋﾞﾙ①", "").replace("髙", "高").replace("－", "‐")
    found = decided(tmp_path, text.encode(encoding))
    assert found.name == {"iso2022_jp": "iso2022_jp_ext"}.get(encoding, encoding)


def test_ascii_is_utf8(tmp_path: Path) -> None:
    assert decided(tmp_path, b"id,name\n1,a\n").name == "utf-8"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "utf-16"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(SENTENCES, min_size=3, max_size=10))
def test_any_sentences(tmp_path: Path, encoding: str, lines: list[str]) -> None:
    assert decided(tmp_path, "\n".join(lines).encode(encoding)).name == encoding


def test_one_bad_byte_costs_no_file(tmp_path: Path) -> None:
    content = (TEXT * 50).encode("utf-8")
    found = decided(tmp_path, content[:200] + b"\xff" + content[200:])
    assert (found.name, found.damaged) == ("utf-8", True)
    content = (TEXT * 50).encode("cp932")
    found = decided(tmp_path, content[:200] + b"\xff\x0a" + content[200:])
    assert (found.name, found.damaged) == ("cp932", True)


def test_a_bad_byte_far_down_is_found(tmp_path: Path) -> None:
    content = (TEXT * 60_000).encode("utf-8")
    assert len(content) > encodings.WHOLE
    assert decided(tmp_path, content).damaged is False
    assert decided(tmp_path, content[:-9] + b"\xff" + content[-9:]).damaged is True


def test_western_text(tmp_path: Path) -> None:
    text = "id;Straße;Bemerkung\n1;Größere Schäden an der Straße;für Fußgänger gefährlich\n" * 20
    found = decided(tmp_path, text.encode("cp1252"))
    assert text.encode("cp1252").decode(found.name) == text


def test_stated_encoding_is_taken(tmp_path: Path) -> None:
    assert decided(tmp_path, TEXT.encode("cp932"), "Shift_JIS").name == "cp932"
    with pytest.raises(UnreadableFile, match="知られていない文字コード"):
        decided(tmp_path, TEXT.encode("cp932"), "sjis-mac")


def test_garbled_throughout_is_refused_with_what_was_meant(tmp_path: Path) -> None:
    garbled = TEXT.encode("utf-8").decode("cp932", errors="ignore")
    with pytest.raises(UnreadableFile, match="文字化けしています"):
        decided(tmp_path, (garbled * 5).encode("utf-8"))
    latin = "名称,住所\nまちの集会所,見本区\n".encode().decode("latin-1")
    with pytest.raises(UnreadableFile, match="名称,住所"):
        decided(tmp_path, latin.encode("utf-8"))


def test_a_garbled_line_is_a_remark(tmp_path: Path) -> None:
    garbled = "まちの集会所".encode().decode("cp932", errors="replace")
    found = decided(tmp_path, (TEXT * 10 + f"9,{garbled},\n").encode())
    assert found.decisions[-1].what == "文字化け"
    assert "31 行のうち 1 行" in found.decisions[-1].choice


def test_nul_bytes_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="3 行目に空の文字（NUL）"):
        decided(tmp_path, "番号,名称\n1,見本\n2,\x00\x00見本\n".encode())
