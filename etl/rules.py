"""Every rule a row or value can fail, in the words a clerk reads: what is wrong, what to do.

The codes stand in ``meta.rejects``; the sentences go to ``meta.rules`` with each build.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """What is wrong and what to do, in Japanese and English."""

    what_ja: str
    todo_ja: str
    what_en: str
    todo_en: str


RULES: dict[str, Rule] = {
    "ragged_row": Rule(
        "列の数が見出しと合いません",
        "区切り文字や引用符の抜けがないか、元のファイルのこの行を確かめてください",
        "The row has not as many cells as the header",
        "Look for a missing quote or separator in this row of the file",
    ),
    "blank_row": Rule(
        "空の行です",
        "そのままで差し支えありません",
        "The row is blank",
        "Nothing needs to be done",
    ),
    "total_row": Rule(
        "合計の行です。一件のデータとしては読みません",
        "そのままで差し支えありません",
        "The row is a total, not a record",
        "Nothing needs to be done",
    ),
    "value_missing": Rule(
        "必要な値が空です",
        "この列に値を入れてください",
        "A value that is needed is missing",
        "Fill in this column",
    ),
    "word_unknown": Rule(
        "決められた言葉にない値です。空として扱いました",
        "設定の values に読みかえを書くか、元の値を直してください",
        "The value is none of the agreed words; it was left empty",
        "Add a mapping under values in the configuration, or correct the value",
    ),
    "correction_drop": Rule(
        "訂正の決まりにより取り除きました",
        "理由は訂正の一覧を見てください",
        "Dropped by a correction",
        "See the list of corrections for the reason",
    ),
    "correction_flag": Rule(
        "訂正の決まりにより注意の印が付いています",
        "理由は訂正の一覧を見てください",
        "Flagged by a correction",
        "See the list of corrections for the reason",
    ),
}
