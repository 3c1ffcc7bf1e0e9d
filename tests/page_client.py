"""A browser's conversation with Streamlit without a browser: every byte a page sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.served import Served

EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@contextmanager
def _connected(served: Served, cookie: str) -> Iterator[ClientConnection]:
    host = urlsplit(served.url).netloc
    headers = {"Cookie": f"machimori_staff={cookie}"} if cookie else {}
    with connect(
        f"ws://{host}/_stcore/stream",
        origin=served.url,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers=headers,
        max_size=None,
        open_timeout=30,
        proxy=None,
    ) as socket:
        yield socket


@dataclass
class Reader:
    """One open window: it sends what a browser sends, and knows what its address was told."""

    socket: ClientConnection
    script_hash: str = ""
    #: Component that is asked about -> Streamlit's id of it.
    components: dict[str, str] = field(default_factory=dict)
    #: Component -> the row picked in it: a browser sends all it holds every time.
    picked: dict[str, str] = field(default_factory=dict)

    def send(self, page: str, query: str, *, is_back: bool = False) -> None:
        """Ask for a run at an address."""
        request = BackMsg()
        request.rerun_script.query_string = query
        request.rerun_script.page_name = page
        request.rerun_script.page_script_hash = self.script_hash
        request.rerun_script.is_history_navigation = is_back
        for component, row in self.picked.items():
            state = request.rerun_script.widget_states.widgets.add()
            state.id = self.components[component]
            state.json_value = json.dumps({"picked": row})
        self.socket.send(request.SerializeToString())

    def read(self) -> list[str]:
        """Addresses the window was told until a run ended that no other follows."""
        told: list[str] = []
        while True:
            message = ForwardMsg()
            data = self.socket.recv(timeout=20)
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.script_hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                told.append(message.page_info_changed.query_string)
            elif kind == "delta" and message.delta.new_element.HasField("bidi_component"):
                known = message.delta.new_element.bidi_component.id
                self.components[known.rsplit("-", 1)[-1]] = known
            elif kind == "script_finished" and message.script_finished != EARLY:
                return told


@contextmanager
def reading(served: Served, cookie: str) -> Iterator[Reader]:
    """A window that stays open."""
    with _connected(served, cookie) as socket:
        yield Reader(socket)


@dataclass(frozen=True)
class Sent:
    """What came over the websocket for one run of a page."""

    raw: bytes
    hashes: dict[str, str]  # address of each page -> script hash Streamlit knows it by
    shown: str  # address of the page that ran

    def holds(self, words: str) -> bool:
        """Whether the words are anywhere in it."""
        return words.encode() in self.raw


def visit(
    served: Served, page: str, *, cookie: str = "", script_hash: str = "", query: str = ""
) -> Sent:
    """Open a page by its address (or by Streamlit's hash of it) and read until its run ends."""
    with _connected(served, cookie) as socket:
        request = BackMsg()
        request.rerun_script.query_string = query
        if script_hash:
            request.rerun_script.page_script_hash = script_hash
        else:
            request.rerun_script.page_name = page
        socket.send(request.SerializeToString())
        raw = bytearray()
        hashes: dict[str, str] = {}
        shown = ""
        while True:
            data = socket.recv(timeout=60)
            raw += data if isinstance(data, bytes) else data.encode()
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "navigation":
                pages = message.navigation.app_pages
                hashes = {one.url_pathname: one.page_script_hash for one in pages}
                by_hash = {one.page_script_hash: one.url_pathname for one in pages}
                shown = by_hash.get(message.navigation.page_script_hash, "")
            # A run that ends early is followed by the one it asked for.
            if kind == "script_finished" and message.script_finished != EARLY:
                return Sent(bytes(raw), hashes, shown)
