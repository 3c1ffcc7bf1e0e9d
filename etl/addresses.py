"""Spellings of Japanese addresses brought to one form, so that they can be compared.

What a form of the same address may differ in: width, dashes, kanji numerals of a chome or a
bancho, ヶ/ケ/が, の/ノ, 大字 and 字, old and new shapes of a character, and whether prefecture,
county and city are written at all. The form is for comparing; people are shown what was published.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

#: Dashes and the long-vowel mark, which a keyboard gives instead of one.
_DASHES = "‐‑‒–—―−－ｰー─━~〜～"
_DASH_BETWEEN_DIGITS = re.compile(rf"(?<=[0-9目番地号の])[{_DASHES}\-]+(?=[0-9])")
_NUMERALS = "一二三四五六七八九十"
_KANJI_NUMBER = re.compile(rf"[{_NUMERALS}〇百]+(?=丁目|番町|番地|番|条|号|軒町|線)")
_NO_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])の(?=[0-9])")
_PREFECTURE = re.compile(r"^(東京都|北海道|(?:京都|大阪)府|[一-龠]{2,3}県)")
_SMALL_SECTION = re.compile(r"^(?:大字|小字|字)|(?<=[^文十太赤])(?:大字|小字|字)(?=[^町])")
#: Characters written in two or more ways in place names; the second stands for both.
_VARIANTS = str.maketrans(
    {
        "ヶ": "ケ", "が": "ケ", "ガ": "ケ", "ヵ": "ケ", "か": "ケ", "カ": "ケ", "箇": "ケ",
        "个": "ケ", "ノ": "の", "之": "の", "乃": "の", "ツ": "つ", "ッ": "つ", "っ": "つ",
        "ヅ": "づ", "澤": "沢", "澁": "渋", "濱": "浜", "櫻": "桜", "龍": "竜", "廣": "広",
        "邊": "辺", "邉": "辺", "齋": "斎", "齊": "斉", "國": "国", "學": "学", "縣": "県",
        "區": "区", "鐵": "鉄", "圓": "円", "壽": "寿", "惠": "恵", "榮": "栄", "嶋": "島",
        "嶌": "島", "檜": "桧", "麴": "麹", "籠": "篭", "條": "条", "驛": "駅", "瀧": "滝",
        "藏": "蔵", "萬": "万", "與": "与", "鷗": "鴎", "曾": "曽", "舘": "館", "冨": "富",
        "﨑": "崎", "髙": "高", "祇": "祗", "鶯": "鴬", "竈": "竃", "蘆": "芦", "薮": "藪",
        "壱": "一", "弐": "二",
    }
)  # fmt: skip


class Rest(NamedTuple):
    """What follows a town's name: chome and street block, where the address gives them."""

    chome: int | None
    block: int | None


def kanji_number(numeral: str) -> int:
    """``二十三`` as 23; positional numerals (``二三``) are read as digits."""
    digits = {character: value for value, character in enumerate("〇" + _NUMERALS[:-1])}
    if "十" not in numeral and "百" not in numeral:
        return int("".join(str(digits[character]) for character in numeral))
    total = current = 0
    for character in numeral:
        if character in "十百":
            total += (current or 1) * (10 if character == "十" else 100)
            current = 0
        else:
            current = digits[character]
    return total + current


def canonical(address: str) -> str:
    """One form of an address or a town name, for comparing.

    >>> canonical("東京都千代田区九段南一丁目２番１号")
    '東京都千代田区九段南1丁目2番1号'
    """
    form = unicodedata.normalize("NFKC", address)
    form = re.sub(r"\s+", "", form)
    form = _DASH_BETWEEN_DIGITS.sub("-", form)
    form = _KANJI_NUMBER.sub(lambda found: str(kanji_number(found[0])), form)
    form = _NO_BETWEEN_DIGITS.sub("-", form)
    return _SMALL_SECTION.sub("", form.translate(_VARIANTS))


def without_prefecture(form: str) -> str:
    """A canonical address from its municipality on."""
    return _PREFECTURE.sub("", form, count=1)


def municipality_names(city: str) -> tuple[str, ...]:
    """How a municipality may be written: in full, without its county, without its city.

    ``神戸市東灘区`` is also written ``東灘区``, ``佐用郡佐用町`` also ``佐用町``.
    """
    form = canonical(city)
    names = [form]
    for pattern in (r"^.+?郡(.+[町村])$", r"^.+?市(.+区)$"):
        found = re.match(pattern, form)
        if found:
            names.append(found[1])
    return tuple(names)


def split_town(town: str) -> tuple[str, int | None]:
    """A canonical town name as base and chome: ``九段南2丁目`` is (``九段南``, 2)."""
    found = re.fullmatch(r"(.+?)(\d+)丁目", town)
    return (found[1], int(found[2])) if found else (town, None)


def rest_of(text: str) -> Rest:
    """Chome and street block from what follows a town's name (``2丁目7-12``, ``2-7-12``, ``41``).

    Without the word 丁目 the first number may be a chome or a block; it is given as both, and the
    table decides which of them the town has.
    """
    said = re.match(r"^(\d+)丁目(?:-?(\d+))?", text)
    if said:
        return Rest(int(said[1]), int(said[2]) if said[2] else None)
    found = re.match(r"^(\d+)(?:番地|番|号)?(?:-?(\d+))?", text)
    if not found:
        return Rest(None, None)
    if re.match(r"^\d+(?:番地|番|号)", text):
        return Rest(None, int(found[1]))
    return Rest(int(found[1]), int(found[2]) if found[2] else int(found[1]))
