"""Names and addresses of places brought to one form, so that two lists can be seen to agree.

The keys are for comparing and for deriving ids; people are shown what was published.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa

from etl.addresses import canonical, without_prefecture
from etl.normalise import text

#: Who runs a school or hall is written in one list and left out in the next.
_FOUNDER = re.compile(r"^.{0,6}?[都道府県市区町村国私]立(?!市)(?=..)")
#: Words one list writes in full and the next one short; a longer word comes before its part.
_SHORT_FORMS = (("高等学校", "高校"), ("中等教育学校", "中等学校"))
_ADDRESS_STEPS = re.compile(r"(?:丁目|番地の|番地|番|号|-)+")
_NUMBER = re.compile(r"\d")


def name_key(name: str | None) -> str | None:
    """One form of a place's name: width, spaces, brackets, founder and 高等学校/高校 aside.

    >>> name_key("県立　国分高等学校") == name_key("国分高校")
    True
    """
    if name is None:
        return None
    form = text.key(name)
    for long, short in _SHORT_FORMS:
        form = form.replace(long, short)
    return _FOUNDER.sub("", form, count=1) or None


def address_key(address: str | None) -> str | None:
    """One form of an address from its municipality on: ``二丁目7番12号`` is ``2-7-12``.

    >>> address_key("香川県高松市福岡町二丁目2番1号") == address_key("高松市福岡町2-2-1")
    True
    """
    if address is None:
        return None
    form = without_prefecture(canonical(address).casefold())
    return _ADDRESS_STEPS.sub("-", form).strip("-") or None


def town_key(address: str | None) -> str | None:
    """The part of an address key before its first number, which a corrected house number keeps."""
    key = address_key(address)
    return None if key is None else _NUMBER.split(key, maxsplit=1)[0].strip("-") or None


def per_distinct(array: pa.Array, rule: Callable[[str | None], str | None]) -> pa.Array:
    """Apply a text rule once to each distinct value of a column."""
    coded = array.dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    results = pa.array([rule(value) for value in coded.dictionary.to_pylist()], pa.string())
    return results.take(coded.indices)
