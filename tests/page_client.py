"""A browser's conversation with Streamlit without a browser: every byte a page sends."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.served import Served

EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


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
