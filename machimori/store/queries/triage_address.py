"""A filter of the road queue as part of an address, and back: what a tile of the map is asked by.

Each field stands by its own name, once per value; a field left out means all. Whatever a stranger
writes there is a value that no post has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from urllib.parse import parse_qsl, urlencode

from machimori.store.queries.triage import TriageFilter

#: No filter of a page is longer; what is, was not made by one.
MOST_VALUES = 200
#: Where a tile lies says the tile.
_FIELDS = tuple(one.name for one in fields(TriageFilter) if one.name != "view")


def filter_query(chosen: TriageFilter) -> str:
    """The filter as a query string: equal filters give equal ones."""
    return urlencode([(name, value) for name in _FIELDS for value in getattr(chosen, name)])


def filter_of(query: str) -> TriageFilter:
    """The filter that a query string says; other names in it are not looked at.

    Raises:
        ValueError: it says more than any page of ours.
    """
    return filter_of_pairs(
        parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_VALUES, errors="replace")
    )


def filter_of_pairs(said: Iterable[tuple[str, str]]) -> TriageFilter:
    """The same of pairs that were taken apart already."""
    held: dict[str, list[str]] = {name: [] for name in _FIELDS}
    for name, value in said:
        if name in held:
            held[name].append(value)
    chosen: dict[str, Any] = {name: tuple(values) for name, values in held.items()}
    return TriageFilter(**chosen)
