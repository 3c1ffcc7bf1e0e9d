"""Which encoding a text file is in, decided on its bytes before any row is read.

UTF-8 is held to its rules over the whole file. The Japanese double-byte encodings accept each
other's bytes, so the one that gives kana and everyday kanji is taken.
"""

from __future__ import annotations

import codecs
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from charset_normalizer import from_bytes

from etl.contract import Decision
from etl.formats.refusal import unreadable
from etl.normalise.mojibake import looks_mojibake, repair

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Files up to this size are judged as a whole, larger ones by their head and slices.
WHOLE = 4 << 20
_HEAD = 1 << 20
_SLICE = 64 << 10
_SLICES = 16
_CHUNK = 64 << 20
_JUDGED = 200_000
#: Share of undecodable characters up to which an encoding is still the right one.
_TOLERATED = 0.02

_KANA = re.compile("[ぁ-んァ-ヶー]")
_HALF_KANA = re.compile("[｡-ﾟ]")
_WIDE = re.compile("[^\x00-\x7f]")


@dataclass(frozen=True)
class Encoding:
    """An encoding (Python's name), whether some bytes break its rules, and why it was taken."""

    name: str
    damaged: bool = False
    decisions: tuple[Decision, ...] = ()


def decide(path: Path, file: str, stated: str = "") -> Encoding:
    """Decide the encoding of a text file that isn't empty.

    Args:
        path: the file.
        file: its name for messages.
        stated: encoding of the configuration; it is taken without a question.

    Raises:
        UnreadableFile: binary data, an unknown encoding, or mojibake throughout.
    """
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = _stated(file, stated) if stated else _detect(data, file)
        if not found.name.startswith(("utf-16", "utf-32")):
            _refuse_nul(data, file)
        return _without_mojibake(found, data, file)


def _stated(file: str, stated: str) -> Encoding:
    try:
        name = codecs.lookup(stated).name
        # What offices call Shift_JIS is Windows' superset of it.
        name = "cp932" if name == "shift_jis" else name
    except LookupError:
        raise unreadable(
            file,
            f"設定の encoding = {stated!r} は知られていない文字コードです。"
            "utf-8、cp932 などを書いてください。",
            f"encoding = {stated!r} in the configuration isn't known; write utf-8 or cp932.",
        ) from None
    return Encoding(
        name, name == "utf-8", (Decision("文字コード", name, "設定で決められています"),)
    )


def _detect(data: mmap.mmap, file: str) -> Encoding:
    for bom, name in BOMS:
        if data[: len(bom)] == bom:
            broken = name == "utf-8-sig" and not _is_utf8(data)
            return _chosen(name, "ファイルの先頭に目印（BOM）があります", damaged=broken)
    wide = _utf16_without_bom(data[:_SLICE])
    if wide:
        return _chosen(wide, "1文字おきに空のバイトが並んでいます")
    if b"\x1b$" in data[:_HEAD]:
        return _chosen("iso2022_jp_ext", "JIS の切り替え記号があります")
    if _is_utf8(data):
        return _chosen("utf-8", "全体が UTF-8 として正しく読めます")
    sample = b"".join(_slices(data))
    readable = {name: text for name in ("euc_jp", "cp932") if (text := _strict(sample, name))}
    if readable:
        name = max(readable, key=lambda one: _japanese(readable[one]))
        return _chosen(name, "日本語の文字として正しく読めます")
    for name in ("utf-8", "cp932", "euc_jp"):
        text = sample.decode(name, errors="replace")
        wide_characters = len(_WIDE.findall(text))
        broken_characters = text.count("\ufffd")
        if _japanese(text) > 0.3 and broken_characters <= max(3, wide_characters * _TOLERATED):
            return _chosen(
                name,
                f"読めない文字が {broken_characters} か所ありますが、ほかは正しく読めます",
                damaged=True,
            )
    best = from_bytes(sample[:_HEAD]).best()
    if best is None or "\x00" in str(best)[:1000]:
        raise unreadable(
            file,
            "文字コードが分かりません。UTF-8 か Shift_JIS（CP932）で保存し直してください。",
            "The encoding isn't known; save the file again as UTF-8 or Shift_JIS (CP932).",
        )
    return _chosen(codecs.lookup(best.encoding).name, "文字の並びから推定しました")


def _chosen(name: str, why: str, *, damaged: bool = False) -> Encoding:
    decisions = [Decision("文字コード", name, why)]
    if damaged and "utf-8" in name:
        decisions.append(
            Decision(
                "読めない文字",
                "� に置きかえて行に印を付けます",
                "文字コードの決まりに合わないバイトがあります",
            )
        )
    return Encoding(name, damaged, tuple(decisions))


def _is_utf8(data: mmap.mmap) -> bool:
    """Hold the whole file against the rules of UTF-8, in Arrow's vectorised check."""
    position = 0
    while position < len(data):
        end = min(position + _CHUNK, len(data))
        # A character is at most four bytes: go back to where one begins.
        while end < len(data) and end > position and data[end] & 0xC0 == 0x80:
            end -= 1
        if end == position or not _is_utf8_piece(data, position, end):
            return False
        position = end
    return True


def _is_utf8_piece(data: mmap.mmap, begin: int, end: int) -> bool:
    offsets = pa.py_buffer(np.array([0, end - begin], dtype=np.int32))
    piece = pa.py_buffer(data).slice(begin, end - begin)
    try:
        pa.Array.from_buffers(pa.binary(), 1, [None, offsets, piece]).cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def _slices(data: mmap.mmap) -> Iterator[bytes]:
    """The head, and slices spread over the rest; each begins and ends at a line."""
    size = len(data)
    if size <= WHOLE:
        yield data[:]
        return
    yield data[: data.rfind(b"\n", 0, _HEAD) + 1 or _HEAD]
    for number in range(1, _SLICES + 1):
        begin = data.find(b"\n", size * number // (_SLICES + 1)) + 1
        end = data.rfind(b"\n", begin, begin + _SLICE) + 1
        if 0 < begin < end:
            yield data[begin:end]


def _strict(sample: bytes, name: str) -> str:
    try:
        return sample.decode(name)
    except UnicodeDecodeError:
        return ""


def _japanese(text: str) -> float:
    """Share of full-width kana among the wide characters, less the half-width ones."""
    text = text[:_JUDGED]
    wide = len(_WIDE.findall(text)) or 1
    return 0.4 + (len(_KANA.findall(text)) - len(_HALF_KANA.findall(text))) / wide


def _utf16_without_bom(head: bytes) -> str:
    """UTF-16 without its mark: every second byte of ASCII characters is zero."""
    if head.count(0) < len(head) * 0.02 or len(head) < 4:
        return ""
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if zeros.count(0) > head.count(0) * 0.95:
            text = head[: len(head) // 2 * 2].decode(name, errors="replace")
            if text.count("\ufffd") <= 1 and "\x00" not in text:
                return name
    return ""


def _refuse_nul(data: mmap.mmap, file: str) -> None:
    position = data.find(b"\0")
    if position < 0:
        return
    row = 1
    for begin in range(0, position, _CHUNK):
        row += data[begin : min(begin + _CHUNK, position)].count(b"\n")
    raise unreadable(
        file,
        f"{row} 行目に空の文字（NUL）があり、文章のファイルではありません。"
        "元のシステムから CSV で書き出し直してください。",
        f"Line {row} holds NUL bytes, so this isn't a text file; export it again as CSV.",
    )


def _without_mojibake(found: Encoding, data: mmap.mmap, file: str) -> Encoding:
    """Notice text that decodes and is garbled; refuse the file where it is so throughout."""
    end = len(data) if len(data) <= _HEAD else data.rfind(b"\n", 0, _HEAD) + 1 or _HEAD
    sample = data[:end].decode(found.name, errors="replace")
    lines = [line for line in sample.splitlines()[:2000] if _WIDE.search(line)]
    garbled = [line for line in lines if looks_mojibake(line)]
    if not garbled:
        return found
    if len(garbled) * 2 > len(lines) and not found.damaged:
        meant = (repair(garbled[0]) or "")[:40]
        hint_ja = f"（先頭は「{meant}」と書かれていたようです）" if meant else ""
        hint_en = f" (the beginning seems to have been {meant!r})" if meant else ""
        raise unreadable(
            file,
            f"文字化けしています{hint_ja}。元のファイルを文字コードを変えずに保存し直してください。",
            f"The text is garbled{hint_en}; get the original again without converting it.",
        )
    note = Decision(
        "文字化け",
        f"調べた {len(lines)} 行のうち {len(garbled)} 行",
        "文字コードを誤って変換した跡があります",
    )
    return Encoding(found.name, found.damaged, (*found.decisions, note))
