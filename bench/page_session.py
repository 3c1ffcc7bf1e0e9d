"""One reader's warm session with the real server over the websocket: runs timed, bytes counted.

A rerun is sent as the browser sends it: the state of the field that changed, the address as the
page left it. It is over when the server says that the script has finished.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from machimori.city import REPOSITORY, City
from machimori.store.staff_sessions import sessions

_EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN
_STARTS_WITHIN = 90


@dataclass(frozen=True)
class Server:
    """A serving process of ours."""

    url: str
    pid: int

    def processor_seconds(self) -> float:
        """User and system time of all its threads so far; steps of 10 ms."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(city: City) -> Iterator[Server]:
    """Serve a municipality with ``python -m machimori serve`` on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "machimori", "serve", "--port", str(port)]
    environment = {**os.environ, "MACHIMORI_CITY": str(city.folder)}
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL, text=True
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come up")


@dataclass(frozen=True)
class Field:
    """A field of the page that takes one (or several) of a few values."""

    identifier: str
    kind: str  # "button_group" or "selectbox"
    options: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its key in the page: what the identifier ends with."""
        return self.identifier.rsplit("-", 1)[-1]


@dataclass(frozen=True)
class Run:
    """One run of a page's script."""

    seconds: float
    processor_seconds: float
    bytes: int
    largest: int  # bytes of its largest message
    kinds: dict[str, int]  # element type -> bytes of its messages


@dataclass
class PageSession:
    """An open connection; ``fields`` are those of the last run."""

    server: Server
    page: str
    socket: ClientConnection
    query: str = ""
    script_hash: str = ""
    fields: dict[str, Field] = field(default_factory=dict)
    received: bytes = b""  # every message of the last run

    def open(self) -> Run:
        """The first run of the page."""
        request = BackMsg()
        request.rerun_script.page_name = self.page
        request.rerun_script.query_string = self.query
        return self._run(request)

    def change(self, changed: Field, value: str) -> Run:
        """A rerun with one field changed to one of its options."""
        request = BackMsg()
        request.rerun_script.page_script_hash = self.script_hash
        request.rerun_script.query_string = self.query
        state = request.rerun_script.widget_states.widgets.add()
        state.id = changed.identifier
        if changed.kind == "selectbox":
            state.string_value = value
        else:
            state.string_array_value.data.append(value)
        return self._run(request)

    def again(self) -> Run:
        """A rerun with nothing changed, as when there is news."""
        request = BackMsg()
        request.rerun_script.page_script_hash = self.script_hash
        request.rerun_script.query_string = self.query
        return self._run(request)

    def _run(self, request: BackMsg) -> Run:
        self.fields = {}
        messages = []
        total, largest = 0, 0
        kinds: dict[str, int] = {}
        used = self.server.processor_seconds()
        started = time.perf_counter()
        self.socket.send(request.SerializeToString())
        while True:
            data = self.socket.recv(timeout=120)
            if isinstance(data, str):
                raise RuntimeError(f"{self.page}: the server sent text: {data[:80]}")
            messages.append(data)
            message = ForwardMsg.FromString(data)
            total, largest = total + len(data), max(largest, len(data))
            kind = message.WhichOneof("type") or ""
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                kind = message.delta.new_element.WhichOneof("type") or ""
                self._note(kind, message.delta.new_element)
            if kind == "exception":
                raise RuntimeError(f"{self.page}: {message.delta.new_element.exception}")
            kinds[kind] = kinds.get(kind, 0) + len(data)
            if kind == "script_finished" and message.script_finished != _EARLY:
                break
            self._follow(kind, message)
        seconds = time.perf_counter() - started
        used = self.server.processor_seconds() - used
        self.received = b"".join(messages)
        return Run(seconds, used, total, largest, kinds)

    def _note(self, kind: str, element: Any) -> None:
        if kind == "button_group":
            options = tuple(one.content for one in element.button_group.options)
        elif kind == "selectbox":
            options = tuple(element.selectbox.options)
        else:
            return
        found = Field(getattr(element, kind).id, kind, options)
        self.fields[found.name] = found

    def _follow(self, kind: str, message: ForwardMsg) -> None:
        if kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "navigation":
            self.script_hash = message.navigation.page_script_hash


@contextmanager
def reading(server: Server, city: City, page: str, *, query: str = "") -> Iterator[PageSession]:
    """A connection of somebody signed in as staff, who may see every page."""
    cookie, _ = sessions(city).issue("bench", "bench")
    with connect(
        server.url.replace("http", "ws") + "/_stcore/stream",
        origin=server.url,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers={"Cookie": f"machimori_staff={cookie}"},
        max_size=None,
        open_timeout=60,
        proxy=None,
    ) as connection:
        yield PageSession(server, page, connection, query)
