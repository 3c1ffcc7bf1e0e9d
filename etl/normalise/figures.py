"""Columns of numbers: Arrow casts what is plain, a scalar rule reads the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.normalise.distinct import Parsed, by_distinct, clean, looks_like, patched, trimmed

_WHOLE = "-?[0-9]{1,18}"
_COMMAS = "-?[0-9]{1,3}(?:,[0-9]{3}){1,4}"
_FRACTION = r"(?:\.[0-9]{1,20})?"


def figures(
    array: pa.Array, rule: Callable[[str], Any], kind: pa.DataType, *, with_commas: bool = False
) -> Parsed:
    """Read a text column as integers or doubles.

    Args:
        array: text.
        rule: reads one value; must agree with Arrow's cast on plain figures.
        kind: ``int64`` or ``double``.
        with_commas: whether 1,234 is plain too (in a coordinate it is a typing error).
    """
    fraction = _FRACTION if pa.types.is_floating(kind) else ""
    text = trimmed(array)
    plain = f"^{_WHOLE}{fraction}$"
    if pa.types.is_floating(kind) and looks_like(text, plain):
        try:
            whole = text.cast(kind)
        except pa.ArrowInvalid:
            pass
        else:
            if pc.all(pc.is_finite(whole)).as_py() is not False:  # "nan" and "inf" are words
                return clean(whole)
    # Arrow would take 0x1F for an integer, so the pattern says what is plain.
    odd = pc.invert(pc.match_substring_regex(text, plain)).fill_null(False)
    if with_commas and pc.any(odd).as_py():
        grouped = pc.match_substring_regex(text, f"^{_COMMAS}{fraction}$")
        text = pc.if_else(grouped, pc.replace_substring(text, ",", ""), text)
        odd = pc.and_not(odd, grouped).fill_null(False)
    if not pc.any(odd).as_py():
        return clean(text.cast(kind))
    fast = pc.if_else(odd, pa.scalar(None, pa.string()), text).cast(kind)
    return patched(fast, odd, by_distinct(array.filter(odd), rule, kind))
