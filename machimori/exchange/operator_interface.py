"""The interface of the operators' page: what a telephone sends, what it is told, as OpenAPI 3.1.

The models check what comes in and write the document, so neither can say what the other doesn't.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from machimori.domain.operator_reports import LARGEST_SKEW, LONGEST_WAIT
from machimori.domain.statement_rules import MOST_PERSONS_OF_A_PLACE

#: Bytes of a request's body; the longest legal report has about 1,000.
LARGEST_BODY = 8_000
#: Characters of an operator's note; the desk's own may be longer.
LONGEST_NOTE = 200
REPORTS, STATE, DOCUMENT = "/api/v1/reports", "/api/v1/reports/state", "/api/openapi.json"

Pin = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="The facility's PIN.")]
Persons = Annotated[int, Field(ge=0, le=MOST_PERSONS_OF_A_PLACE)]
Change = Annotated[int, Field(ge=-1_000, le=1_000)]


class _Strict(BaseModel):
    """Nothing is guessed: text is no number, an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)


class _Report(_Strict):
    client_key: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9_-]{16,64}$",
            description="Made by the telephone once per intention. The same key again is answered "
            "with the first acknowledgement and writes nothing.",
        ),
    ]
    incident_id: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            description="Incident or drill the page showed. A report for another one is refused, "
            "so that a drill's never becomes part of a real one.",
        ),
    ]
    based_on: Annotated[
        str | None,
        Field(
            max_length=200,
            description="`last_event_id` of the state the person had seen. Where the desk has "
            "heard otherwise since, both are kept and staff are told.",
        ),
    ] = None
    observed_at: Annotated[
        AwareDatetime, Field(description="When it was seen, by the telephone's clock.")
    ]
    sent_at: Annotated[
        AwareDatetime,
        Field(
            description="When it is sent, by the same clock. The server takes the time between "
            "the two as true, and the clock as off by what is missing to its own: up to "
            f"{LARGEST_SKEW.days * 24} hours. A report may have waited {LONGEST_WAIT.days} days."
        ),
    ]


class ConfirmReport(_Report):
    """変わりなし: checked, and everything in force still holds."""

    kind: Literal["confirm"]


class StatusReport(_Report):
    """Opening, crowding or a word to the desk; at least one of them."""

    kind: Literal["status"]
    opening: Literal["未開設", "開設準備中", "開設", "閉鎖", "常設"] | None = None
    crowding: Literal["空き", "やや混雑", "混雑", "定員一杯"] | None = None
    note: Annotated[str, Field(min_length=1, max_length=LONGEST_NOTE)] | None = None


class CountReport(_Report):
    """How many are there now; needs the PIN. It resets what was counted before."""

    kind: Literal["count"]
    pin: Pin | None = None
    headcount: Annotated[Persons, Field(description="Persons inside.")]
    outside_headcount: Annotated[
        Persons | None, Field(description="Persons of this place outside the building.")
    ] = None


class IncrementReport(_Report):
    """How many came (or left, negative) since the last time; needs the PIN."""

    kind: Literal["increment"]
    pin: Pin | None = None
    headcount_delta: Change


Report = Annotated[
    ConfirmReport | StatusReport | CountReport | IncrementReport, Field(discriminator="kind")
]
_REPORT: TypeAdapter[ConfirmReport | StatusReport | CountReport | IncrementReport] = TypeAdapter(
    Report
)


class OwnStatus(_Strict):
    """What is in force of this facility. Counts are told only to who gave the PIN."""

    opening: str | None = None
    crowding: str | None = None
    headcount: int | None = None
    confirmed_at: AwareDatetime | None = None
    last_event_id: Annotated[
        str | None, Field(description="Newest statement about this facility.")
    ] = None
    openings: Annotated[
        list[str], Field(description="What may be reported as opening now, the present one first.")
    ]


class IncidentShown(_Strict):
    """The incident or drill reports belong to."""

    incident_id: str
    name: str
    mode: Literal["real", "training"]


class State(_Strict):
    """What the page shows: this facility alone, nobody's name, no notes."""

    facility: str
    is_accepting: Annotated[bool, Field(description="False while no incident or drill is on.")]
    incident: IncidentShown | None
    own: OwnStatus | None
    now: Annotated[AwareDatetime, Field(description="The server's clock.")]


class Acknowledged(_Strict):
    """The report is on the desk's disk."""

    event_id: str
    is_repeat: Annotated[bool, Field(description="It had been acknowledged before.")]
    received_at: Annotated[AwareDatetime, Field(description="When the desk received it (first).")]
    observed_at: Annotated[AwareDatetime, Field(description="When it was seen, by our clock.")]
    state: State


class Refusal(_Strict):
    """Why a report or a question was not taken. Nothing was written."""

    error: Literal[
        "altered", "foreign", "revoked", "unknown_facility", "no_incident", "incident_over",
        "pin_missing", "pin_wrong", "pin_wait", "wrong_clock", "statement", "bad_request",
        "too_large", "not_json", "too_many", "unavailable",
    ]  # fmt: skip
    message: Annotated[str, Field(description="A sentence for the person, in the language asked.")]
    now: AwareDatetime
    is_final: Annotated[
        bool, Field(description="True where sending the same again can't help; drop it then.")
    ]
    retry_after_seconds: int | None = None


#: Status of each refusal, and whether the same report may be taken later.
STATUS_OF: Mapping[str, int] = {
    "altered": 403, "foreign": 403, "revoked": 410, "unknown_facility": 410,
    "no_incident": 409, "incident_over": 409, "pin_missing": 401, "pin_wrong": 401,
    "pin_wait": 429, "wrong_clock": 422, "statement": 422, "bad_request": 400,
    "too_large": 413, "not_json": 415, "too_many": 429, "unavailable": 503,
}  # fmt: skip
MAY_BE_TAKEN_LATER = frozenset(
    {"pin_missing", "pin_wrong", "pin_wait", "wrong_clock", "too_many", "unavailable", "revoked",
     "altered", "foreign", "unknown_facility"}
)  # fmt: skip


def read_report(body: bytes) -> ConfirmReport | StatusReport | CountReport | IncrementReport:
    """The report a telephone sent.

    Raises:
        ValueError: it is none; the message names the fields, never what they held.
    """
    try:
        report = _REPORT.validate_json(body)
    except ValidationError as error:
        where = sorted({".".join(str(part) for part in one["loc"]) for one in error.errors()})
        raise ValueError(", ".join(one for one in where if one) or "body") from None
    if isinstance(report, StatusReport) and not (report.opening or report.crowding or report.note):
        raise ValueError("opening, crowding or note")
    if isinstance(report, IncrementReport) and report.headcount_delta == 0:
        raise ValueError("headcount_delta")
    return report


def document(server: str = "") -> dict[str, Any]:
    """The interface as OpenAPI 3.1."""
    models: Sequence[type[BaseModel]] = (
        ConfirmReport, StatusReport, CountReport, IncrementReport, Acknowledged, State, Refusal,
    )  # fmt: skip
    schemas: dict[str, Any] = {}
    for model in models:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {}) | {model.__name__: schema}
    report = {
        "oneOf": [_ref(model.__name__) for model in models[:4]],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {
                kind: f"#/components/schemas/{name}"
                for kind, name in (
                    ("confirm", "ConfirmReport"),
                    ("status", "StatusReport"),
                    ("count", "CountReport"),
                    ("increment", "IncrementReport"),
                )
            },
        },
    }
    link: list[dict[str, list[str]]] = [{"link": []}]
    lang = {
        "name": "lang",
        "in": "query",
        "description": "Language of the sentences.",
        "schema": {"type": "string", "enum": ["ja", "en", "zh", "ko", "easy"]},
    }
    pin = {
        "name": "X-Facility-Pin",
        "in": "header",
        "description": "The facility's PIN, to be told its count of people too.",
        "schema": {"type": "string"},
    }
    found: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Machimori: reports of facility staff",
            "version": "1",
            "description": "What the operators' page (/r/<token>) speaks with the server. The "
            "bearer token is the last part of the page's address. Times are ISO 8601 with a zone.",
        },
        "paths": {
            REPORTS: {
                "post": {
                    "operationId": "report",
                    "summary": "Report what is seen at the facility of the link",
                    "security": link,
                    "parameters": [lang],
                    "requestBody": {"required": True, "content": _json(_ref("Report"))},
                    "responses": {
                        "200": _answer("Acknowledged", "It is on the desk's disk."),
                        **_refusals(*STATUS_OF),
                    },
                }
            },
            STATE: {
                "get": {
                    "operationId": "state",
                    "summary": "What is in force of the facility of the link",
                    "security": link,
                    "parameters": [lang, pin],
                    "responses": {
                        "200": _answer("State", "What the page shows."),
                        **_refusals(
                            "altered",
                            "foreign",
                            "revoked",
                            "unknown_facility",
                            "too_many",
                            "unavailable",
                        ),
                    },
                }
            },
            DOCUMENT: {
                "get": {
                    "operationId": "interface",
                    "summary": "This document",
                    "security": [],
                    "responses": {
                        "200": {
                            "description": "OpenAPI 3.1.",
                            "content": _json({"type": "object"}),
                        }
                    },
                }
            },
        },
        "components": {
            "schemas": {"Report": report, **dict(sorted(schemas.items()))},
            "securitySchemes": {
                "link": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The signed token of a facility's link, as printed in its QR.",
                }
            },
        },
    }
    return found | ({"servers": [{"url": server}]} if server else {})


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _answer(name: str, about: str) -> dict[str, Any]:
    return {"description": about, "content": _json(_ref(name))}


def _refusals(*errors: str) -> dict[str, Any]:
    """Answers by status, each with the refusals it stands for."""
    found: dict[str, Any] = {}
    for status in sorted({STATUS_OF[error] for error in errors}):
        named = ", ".join(error for error in errors if STATUS_OF[error] == status)
        answer = _answer("Refusal", f"Not taken: {named}.")
        if status in (429, 503):
            answer["headers"] = {
                "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}
            }
        found[str(status)] = answer
    return found
