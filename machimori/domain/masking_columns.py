"""Whole columns of texts masked at once: each text once, and only where a rule could find any."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from machimori.domain.masking import masked

#: Every rule of ``masking_patterns`` needs a digit, a numeral, a calling or an at: a text without
#: any of them is as it was. Full width and half width alike.
_MAY_HOLD = r"[\p{Nd}〇零一二三四五六七八九十百@＠]|さん|さま|様|氏|[aAａＡ][tTｔＴ]|アット|あっと"
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
