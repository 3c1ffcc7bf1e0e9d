"""Yes and no as published: 1, 1.0, ○, 有, 対応 and their opposites.

What an empty cell means is the layout's to say: in data set 03 of the municipal standard it
means "not designated" (False), elsewhere it means nobody said (None). A dash is the mark for
"does not apply" or "no entry": None unless told. △ is a yes with conditions: True, and noted.
"""

from __future__ import annotations

from etl.normalise.text import words
from etl.normalise.verdict import Reading, Unreadable


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# All as they are after NFKC and casefold; ◯ (U+25EF), 〇 (U+3007) and ○ (U+25CB) differ.
_YES = _words(
    "1 1.0 ○ ◯ 〇 ● ◎ ✓ ✔ ☑ レ o yes y true t on はい",
    "有 有り あり 可 可能 対応 対応可 対応済 対応あり 対応有 該当 指定 指定あり",
    "設置 設置済 設置済み 済 公開 実施",
)
_NO = _words(
    "0 0.0 × ✕ ✖ ☓ x ✗ ☐ no n false f off いいえ",
    "無 無し なし 不可 不可能 非対応 対応なし 対応無 対応不可 非該当 該当なし 対象外",
    "未対応 未設置 未指定 指定なし 未実施 非公開",
)
_CONDITIONAL = _words(
    "△ ▲ 一部 一部可 一部有 一部あり 一部対応 条件付き 条件付 要相談 要予約 要問合せ"
)
_DASH = _words("- -- ー ― ─ ‐ /")
_UNKNOWN = _words("不明 未定 未確認 確認中 調査中 ? … ... ・")


def flag(text: str, empty: bool | None = None, dash: bool | None = None) -> bool | None:
    """Read a yes or no; ``empty`` and ``dash`` are what such cells mean in this layout.

    Raises:
        Unreadable: ``flag_unreadable``.

    >>> flag("１．０"), flag("無"), flag(""), flag("", empty=False), flag("－")
    (True, False, None, False, None)
    """
    value: bool | None = read_flag(text, empty, dash).value
    return value


def read_flag(text: str, empty: bool | None = None, dash: bool | None = None) -> Reading:
    """``flag`` with what there is to say: ``flag_conditional`` for △."""
    word = words(text).casefold()
    if not word:
        return Reading(empty)
    if word in _YES:
        return Reading(True)
    if word in _NO:
        return Reading(False)
    if word in _DASH:
        return Reading(dash)
    if word in _UNKNOWN:
        return Reading(None)
    if word in _CONDITIONAL:
        return Reading(True, "flag_conditional")
    raise Unreadable("flag_unreadable", text)
