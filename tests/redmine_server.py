"""A small Redmine on loopback: issues, journals, a key, a workflow; answers as its REST API gives.

Shapes after the published description of the REST API: ``{"issue": {...}}`` with nested ``status``
and ``assigned_to``, 204 without a body for an update, 422 with ``{"errors": [...]}``, 401 without a
body, and silence about fields the workflow does not allow.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "0123456789abcdef0123456789abcdef01234567"
NAMES = {1: "受付", 2: "対応中", 5: "完了"}


@dataclass
class Redmine:
    """What the server holds, and how it misbehaves."""

    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    puts: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    #: Issue -> status codes its next updates answer with.
    answers: dict[int, list[int]] = field(default_factory=dict)
    #: Issues that take an update and then break the connection.
    broken: set[int] = field(default_factory=set)
    #: Issues whose workflow lets nobody change the state.
    fixed: set[int] = field(default_factory=set)

    def add(self, number: int) -> None:
        self.issues[number] = {
            "id": number,
            "project": {"id": 7, "name": "見本区"},
            "tracker": {"id": 1, "name": "こまったレポート"},
            "status": {"id": 1, "name": NAMES[1]},
            "author": {"id": 3, "name": "見本 花子"},
            "subject": "道路のへこみ",
            "custom_fields": [],
            "journals": [],
        }

    def update(self, number: int, said: dict[str, Any]) -> None:
        issue = self.issues[number]
        if "status_id" in said and number not in self.fixed:
            issue["status"] = {"id": said["status_id"], "name": NAMES[said["status_id"]]}
        if "assigned_to_id" in said:
            issue["assigned_to"] = {"id": said["assigned_to_id"], "name": "道路課"}
        issue["journals"].append(
            {
                "id": len(issue["journals"]) + 1,
                "notes": said.get("notes", ""),
                "private_notes": bool(said.get("private_notes")),
            }
        )


class _Handler(BaseHTTPRequestHandler):
    redmine: Redmine

    def do_GET(self) -> None:
        issue = self._issue()
        if issue is not None:
            self._answer(200, {"issue": self.redmine.issues[issue]})

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        number = self._issue()
        if number is None:
            return
        planned = self.redmine.answers.get(number, [])
        status = planned.pop(0) if planned else 204
        said = json.loads(body)["issue"]
        self.redmine.puts.append((number, said))
        if status == 204:
            self.redmine.update(number, said)
        if number in self.redmine.broken:
            self.redmine.broken.discard(number)
            self.close_connection = True
            return
        errors = {"errors": ["ステータスは不正な値です。"]} if status == 422 else None
        self._answer(status, errors)

    def _issue(self) -> int | None:
        self.redmine.keys.append(self.headers["X-Redmine-API-Key"])
        if self.headers["X-Redmine-API-Key"] != KEY:
            self._answer(401, None)
            return None
        number = int(self.path.partition("?")[0].removeprefix("/issues/").removesuffix(".json"))
        if number not in self.redmine.issues:
            self._answer(404, None)
            return None
        return number

    def _answer(self, status: int, document: dict[str, Any] | None) -> None:
        body = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the test's output."""


@contextmanager
def serving(redmine: Redmine) -> Iterator[str]:
    """Serve it; yields its address."""
    handler = type("Handler", (_Handler,), {"redmine": redmine})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
