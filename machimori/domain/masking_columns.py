"""Whole columns of texts masked at once: each text once, and only where a rule could find any."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from machimori.domain.masking import masked
from machimori.domain.masking_patterns import PLATE_KANA

# As published, not yet folded: full width and half width alike.
_DIGIT = r"[\p{Nd}〇零一二三四五六七八九十百]"
_DASH = r"\-‐‑‒–—―−－ー─ｰ"
_SPACE = " \u3000\u00a0\t"
_KANA = f"[{PLATE_KANA}]"
#: What each rule of ``masking_patterns`` needs at the least. A text without any of these is as it
#: was; most posts are, and are not looked through by rules that look behind and ahead.
_MAY_HOLD = "|".join(
    (
        "[@＠]|[aAａＡ][tTｔＴ]|アット|あっと",
        "さん|さま|様|氏",
        "内線|ナンバ|車番|登録番|〒|郵便|[番号]",
        # Two numbers with what parts a telephone's, or so many digits in a row.
        rf"{_DIGIT}[{_SPACE}{_DASH}()（）.．の]{{1,4}}{_DIGIT}|{_DIGIT}{{9}}",
        rf"丁目[{_SPACE}の]?{_DIGIT}",
        f"(?:マンション|アパ[{_DASH}]ト|ハイツ|コ[{_DASH}]ポ|荘|ハウス|メゾン|レジデンス|団地|寮)",
        rf"(?:{_DIGIT}|[A-ZＡ-Ｚ市区町村{_SPACE}])[{_SPACE}{_DASH}]?{_KANA}"
        rf"[{_SPACE}{_DASH}]?(?:{_DIGIT}|[・.．])",
    )
)
#: Longer ones are looked at whatever they hold: what goes beyond all bounds is cut.
_SHORT_BYTES = 10_000


def masked_column(texts: pa.Array, words: Mapping[str, str]) -> pa.Array:
    """The texts with a word in the place of each part found (``masking.masked``), NULLs kept."""
    coded = pc.dictionary_encode(texts.cast(pa.string()))
    written = coded.dictionary
    shown = written.to_pylist()
    long = pc.greater(pc.binary_length(written), _SHORT_BYTES)
    looked_at = pc.or_(pc.match_substring_regex(written, _MAY_HOLD), long)
    for place in pc.indices_nonzero(looked_at).to_pylist():
        shown[place] = masked(shown[place], words)
    return pa.array(shown, type=pa.string()).take(coded.indices)
