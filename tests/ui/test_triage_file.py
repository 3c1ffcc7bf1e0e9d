"""The filter of the queue in the address of its file: what goes in comes out."""

from __future__ import annotations

from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from machimori.server_road_files import queue_asked
from machimori.store.queries.triage import TriageFilter
from machimori.ui.triage_file import FIELDS, fields

WORDS = st.lists(st.text(max_size=20), max_size=4).map(tuple)
DEGREES = st.floats(-180, 180)
FILTERS = st.builds(
    TriageFilter,
    **dict.fromkeys(FIELDS.values(), WORDS),
    view=st.just(()) | st.tuples(DEGREES, DEGREES, DEGREES, DEGREES),
)


@given(FILTERS)
def test_a_filter_comes_back_from_its_address(chosen: TriageFilter) -> None:
    query = urlencode([*fields(chosen), ("lang", "ja")]).encode()
    assert queue_asked(Request({"type": "http", "query_string": query})) == chosen
