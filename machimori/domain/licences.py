"""Which terms of use let anybody pass the data on, changed or not. Pure.

A licence that isn't known here is taken for one that doesn't: the file is then not offered, and
the catalogue says so.
"""

from __future__ import annotations

import re

_FORBIDS = re.compile(r"\b(NC|ND)\b|非営利|改変(禁止|不可)|二次利用(禁止|不可)", re.IGNORECASE)
_OPEN = re.compile(
    r"\bCC0\b|\bCC[ -]?BY\b|\bPDL ?1|公共データ利用規約|政府標準利用規約"
    r"|国土地理院コンテンツ利用規約|国土数値情報|\bODbL\b|\bODC-BY\b|事実",
    re.IGNORECASE,
)
#: Addresses of the licences whose name is clear.
_ADDRESSES = (
    (re.compile(r"\bCC0\b", re.I), "https://creativecommons.org/publicdomain/zero/1.0/"),
    (re.compile(r"\bCC[ -]?BY[ -]4", re.I), "https://creativecommons.org/licenses/by/4.0/"),
)


def is_open(licence: str) -> bool:
    """Whether the terms are known and let the data be passed on."""
    return bool(_OPEN.search(licence)) and not _FORBIDS.search(licence)


def address(licence: str) -> str:
    """Where a licence is written down; empty where its name doesn't say."""
    return next((link for pattern, link in _ADDRESSES if pattern.search(licence)), "")
