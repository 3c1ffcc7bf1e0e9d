"""The interface is what its document says."""

from __future__ import annotations

import json

import jsonschema
import pytest

from machimori import server_reports
from machimori.exchange import operator_interface as interface
from machimori.server_links import Limits
from tests.server.reporting import Telephone


def test_every_answer_is_what_the_document_says(phone: Telephone) -> None:
    document = phone.client.get("/api/openapi.json").json()
    assert document == interface.document()
    assert document["openapi"] == "3.1.0"
    answers = [
        phone.report("confirm"),
        phone.report("count", headcount=1, pin=phone.pin),
        phone.report("count", headcount=1),
        phone.report("status"),
        phone.report("status", opening="未開設"),
        phone.send(b"x" * 9_000),
        phone.send(b"{}", headers={"Content-Type": "text/plain"}),
        phone.report("confirm", incident_id="another"),
        phone.state(),
    ]
    phone.token = "x"
    answers += [phone.report("confirm"), phone.state()]
    for answer in answers:
        said = document["paths"][answer.url.path][answer.request.method.lower()]
        told = said["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
        jsonschema.validate(answer.json(), told | {"components": document["components"]})
    report = {"$ref": "#/components/schemas/Report", "components": document["components"]}
    for sent in answers[:2]:
        jsonschema.validate(json.loads(sent.request.content), report)
    for said_wrong in ({"kind": "count", "headcount": "1"}, {"kind": "opened"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(answers[0].request.content) | said_wrong, report)


def test_the_document_and_the_routes_name_the_same_addresses() -> None:
    served = {
        (route.path, method)
        for route in server_reports.routes(Limits())
        for method in route.methods or ()
        if method != "HEAD"
    }
    paths = interface.document()["paths"]
    assert served == {(path, one.upper()) for path, methods in paths.items() for one in methods}
    named = {
        error
        for operation in (paths[interface.REPORTS]["post"], paths[interface.STATE]["get"])
        for answer in operation["responses"].values()
        for error in interface.STATUS_OF
        if error in answer["description"]
    }
    assert named == set(interface.STATUS_OF)
