"""Published text, cleaned without changing what it says.

Full NFKC would turn ㍻ into 平成, ① into 1, ㈱ into (株) and the compatibility ideographs of
people's and places' names (神, 塚) into other characters, so each kind folds only what it must:

* ``clean`` (descriptions): spaces, control and invisible characters, half-width kana.
* ``name``: the same on one line.
* ``address``, ``identifier``: full-width letters, digits and hyphens folded as well.
* ``category``, ``header``, ``key``: words that are compared, never shown; NFKC.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import jaconv

from etl.normalise.mojibake import SUSPECT as _MOJIBAKE
from etl.normalise.mojibake import looks_mojibake, repair

__all__ = [
    "DIRTY",
    "DIRTY_ASCII",
    "DIRTY_LINE",
    "LONGEST",
    "NOTHING",
    "PLACEHOLDERS",
    "address",
    "category",
    "clean",
    "folded",
    "header",
    "identifier",
    "is_withheld",
    "kana",
    "key",
    "looks_mojibake",
    "name",
    "repair",
    "words",
]

#: What programs write where they have nothing: never somebody's words.
PLACEHOLDERS = frozenset(
    {
        "null", "NULL", "Null", "nan", "NaN", "NAN", "None", "undefined", "nil", "NaT",
        "#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "N/A",
        "[object Object]",
    }
)  # fmt: skip

#: What people write where there is nothing to say (as ``words`` gives it).
NOTHING = frozenset(
    {"-", "--", "---", "―", "ー", "‐", "─", "なし", "無し", "無", "不明", "未定", "未登録", "?"}
)
#: What is written where a figure exists and is not told: no zero, and not nothing either.
_WITHHELD = re.compile(r"^(?:[x×✕*※]+|…+|\.{2,}|\(?秘匿?\)?|非公開|非公表)$", re.IGNORECASE)

_CONTROL = "\x00-\x09\x0b-\x1f\x7f-\x9f"
_SPACES = "\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
#: Soft hyphen, zero-width space, direction marks, word joiner, BOM, interlinear marks.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
)
#: Joiners shape some scripts and emoji: kept in sentences, dropped from names and ids.
_JOINERS = "\u200c\u200d"
_HALF_KANA = "\uff61-\uff9f"
_COMBINING = "\u0300-\u036f\u3099\u309a"

_DIRTY = f"{_CONTROL}{_SPACES}{_INVISIBLE}{_JOINERS}{_HALF_KANA}{_COMBINING}{_MOJIBAKE}"
_HYPHENS = "‐‑‒–—―−－﹣"
_DIGIT_DASHES = "ーｰ─━"
#: What a rule may change or notice: a text without a match is clean but for spaces at its ends.
#: The column engine asks Arrow for these and calls the rule for the rest only.
DIRTY = f"[{_DIRTY}]"
DIRTY_LINE = f"[\\n{_DIRTY}]|  "
DIRTY_ASCII = f"[\\n{_DIRTY}！-～{_HYPHENS}]|[0-9][{_DIGIT_DASHES}][0-9]|  "

_is_dirty = re.compile(DIRTY).search
_spaces = re.compile(f"[{_SPACES}\t]")
_drop = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{_INVISIBLE}]")
_lines = re.compile("\r\n|[\r\x0b\x0c\x85]")
_has_half_kana = re.compile(f"[{_HALF_KANA}]").search
_has_combining = re.compile(f"[{_COMBINING}]").search
#: Runs that may be composed: NFC would replace compatibility ideographs by their unified twins.
_composable = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
_white = re.compile(r"\s+")
_joiners = re.compile(f"[{_JOINERS}]")
#: Hyphens, minus signs, and the kana length mark people type for a hyphen between digits.
_hyphens = re.compile(f"[{_HYPHENS}]|(?<=[0-9])[{_DIGIT_DASHES}](?=[0-9])")
_FULL_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != 0xFF0D}
#: Characters no number, date, code or link exceeds.
LONGEST = 2000
#: Forms of the same kanji in names; compared as one, never replaced in what is shown.
_VARIANTS = str.maketrans(
    "髙﨑濵濱邊邉齋齊澤圓國櫻廣德惠瀨凜", "高崎浜浜辺辺斎斉沢円国桜広徳恵瀬凛"
)


def clean(text: str) -> str | None:
    r"""Text as published, without what nobody wrote on purpose; ``None`` where nothing is left.

    >>> clean(" 避難所\u200bです\r\nﾀﾞｲ２ ")
    '避難所です\nダイ２'
    """
    if _is_dirty(text):
        text = _drop.sub("", _lines.sub("\n", text))
        text = _spaces.sub(" ", text)
        if _has_half_kana(text):
            text = jaconv.h2z(text, kana=True, ascii=False, digit=False)
        if _has_combining(text):
            text = _composable.sub(lambda run: unicodedata.normalize("NFC", run.group()), text)
    text = text.strip()
    return text or None


def name(text: str) -> str | None:
    """One line of ``clean``, spaces single: names of places, people, things."""
    cleaned = clean(text)
    if cleaned is None:
        return None
    return _white.sub(" ", _joiners.sub("", cleaned)).strip() or None


def folded(text: str) -> str:
    """Full-width letters, digits and signs as ASCII, spaces single; kanji and kana untouched."""
    cleaned = name(text)
    if cleaned is None:
        return ""
    return _hyphens.sub("-", cleaned.translate(_FULL_ASCII))


def address(text: str) -> str | None:
    """Address on one line, digits and hyphens in ASCII.

    >>> address("千代田区九段南１－２－１　庁舎")
    '千代田区九段南1-2-1 庁舎'
    """
    return folded(text) or None


def identifier(text: str) -> str | None:
    """An id: letters, digits and signs in ASCII, no spaces at the ends, ``12.0`` kept as it is."""
    return folded(text) or None


def category(text: str) -> str | None:
    """A word of a vocabulary, NFKC, one line: it is compared and mapped, never shown as is."""
    cleaned = name(text)
    return None if cleaned is None else _white.sub(" ", _nfkc(cleaned)).strip() or None


def kana(text: str) -> str | None:
    """A reading in full-width katakana, whatever kana it was written in.

    >>> kana("ﾁﾖﾀﾞく ２丁目")
    'チヨダク 2丁目'
    """
    return jaconv.hira2kata(folded(text)) or None


def words(text: str) -> str:
    """NFKC on one line with ASCII signs: what the readers of numbers and dates look at.

    Of a text too long to be any of them only the beginning: a whole file may be one cell.
    """
    if len(text) > LONGEST:
        text = text.strip()[:LONGEST]
    cleaned = name(text) or ""
    return cleaned if cleaned.isascii() else _hyphens.sub("-", _nfkc(cleaned)).strip()


@lru_cache(maxsize=8192)
def header(name: str) -> str:
    r"""A column's name for comparison: width, case, spaces, line breaks don't count.

    >>> header("施設・場所名\n（全角）") == header(" 施設･場所名(全角)")
    True
    """
    cleaned = clean(name) or ""
    return _white.sub("", _hyphens.sub("-", _nfkc(_joiners.sub("", cleaned)))).casefold()


def key(name: str) -> str:
    """A place's name for comparison across lists: no spaces, signs, width, case or old forms."""
    text = header(name).translate(_VARIANTS)
    return "".join(one for one in text if unicodedata.category(one)[0] in "LNM")


def is_withheld(line: str) -> bool:
    """Whether ``words`` of a cell are a mark for a value that is kept back."""
    return bool(_WITHHELD.match(line))


def _nfkc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
