"""Whatever a telephone sends is a report or is refused; what is refused says which field."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.exchange.operator_interface import STATUS_OF, document, read_report

MOMENT = "2026-11-21T05:05:00Z"
GOOD = {
    "kind": "count",
    "client_key": "0123456789abcdef",
    "incident_id": "drill-2026-11-21",
    "based_on": "event-1",
    "observed_at": MOMENT,
    "sent_at": MOMENT,
    "pin": "012345",
    "headcount": 120,
    "outside_headcount": 0,
}
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_a_report_comes_back_as_it_was_said() -> None:
    report = read_report(json.dumps(GOOD).encode())
    moment = datetime(2026, 11, 21, 5, 5, tzinfo=UTC)
    assert report.model_dump() == GOOD | {"observed_at": moment, "sent_at": moment}


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_bytes_that_are_no_report_are_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, it is one sentence
        read_report(body)


@given(st.sampled_from(sorted(GOOD)), JUNK)
@settings(max_examples=100, deadline=None)
def test_what_is_taken_is_what_the_document_allows(name: str, value: object) -> None:
    said = GOOD | {name: value}
    described = document()
    schema = {"$ref": "#/components/schemas/Report", "components": described["components"]}
    try:
        read_report(json.dumps(said).encode())
    except ValueError:
        return
    jsonschema.validate(said, schema)


def test_a_refusal_names_the_field_and_not_what_it_held() -> None:
    with pytest.raises(ValueError, match=r"^count\.headcount$"):
        read_report(json.dumps(GOOD | {"headcount": "見本 太郎"}).encode())


def test_every_reference_of_the_document_leads_somewhere_and_every_schema_is_one() -> None:
    described = document("https://town.example")
    assert described["servers"] == [{"url": "https://town.example"}]
    text = json.dumps(described)
    named = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    schemas = described["components"]["schemas"]
    assert named <= set(schemas)
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schemas["Refusal"]["properties"]["error"]["enum"]) == set(STATUS_OF)
