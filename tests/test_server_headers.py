"""The index page in our words, and how long what is kept."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from machimori.server_headers import Document, SecurityHeaders, ours
from tests.served import write_small_city

INDEX = (
    '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body>'
    "<noscript>You need to enable JavaScript to run this app.</noscript><div></div></body></html>"
)


@pytest.fixture(autouse=True)
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))


def answer(
    path: str,
    kind: bytes,
    parts: list[bytes],
    *,
    query: bytes = b"",
    method: str = "GET",
    language: bytes = b"",
) -> tuple[dict[str, str], bytes, Scope]:
    """What comes out of the two middlewares around an application that sends ``parts``."""
    seen: Scope = {}

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.update(scope)
        headers = [(b"content-type", kind), (b"etag", b'"1"'), (b"cache-control", b"no-cache")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for number, part in enumerate(parts):
            more = number < len(parts) - 1
            await send({"type": "http.response.body", "body": part, "more_body": more})

    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing to receive")

    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(b"accept-encoding", b"gzip"), (b"if-none-match", b'"1"'), (b"host", b"x")],
    }
    if language:
        scope["headers"].append((b"accept-language", language))
    asyncio.run(SecurityHeaders(Document(inner))(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    return headers, b"".join(message["body"] for message in messages[1:]), seen


def test_pages_are_rewritten_whole_and_never_answered_from_an_old_copy() -> None:
    half = len(INDEX) // 2
    parts = [INDEX[:half].encode(), INDEX[half:].encode()]
    headers, body, seen = answer("/board", b"text/html; charset=utf-8", parts)
    assert body.decode() == ours(INDEX, "ja")
    assert seen["headers"] == [(b"host", b"x")]
    assert "etag" not in headers
    assert headers["content-length"] == str(len(body))
    assert '<html lang="ja">' in body.decode()
    assert "<title>見本区 まちもり</title>" in body.decode()
    assert "JavaScriptが要ります" in body.decode()


def test_the_address_chooses_the_language_among_ours() -> None:
    english = answer("/", b"text/html", [INDEX.encode()], query=b"lang=en&x=1")[1]
    strange = answer("/", b"text/html", [INDEX.encode()], query=b'lang="><script>')[1]
    assert english.decode() == ours(INDEX, "en")
    assert strange.decode() == ours(INDEX, "ja")


def test_the_device_chooses_where_the_address_does_not_and_the_page_has_it() -> None:
    said = {
        path: answer(path, b"text/html", [INDEX.encode()], language=b"ko-KR,ko;q=0.9")[1].decode()
        for path in ("/shelters", "/food", "/datasets", "/board")
    }
    assert said == {
        "/shelters": ours(INDEX, "ko"),
        "/food": ours(INDEX, "ko"),
        "/datasets": ours(INDEX, "en"),  # it is in two languages
        "/board": ours(INDEX, "ja"),  # the desk speaks one
    }
    assert '<a href="/public/ko/shelters.html">' in said["/shelters"]
    assert 'lang="zh-Hans"' in ours(INDEX, "zh")


@pytest.mark.parametrize("path", ["/component/map/index.html", "/app/static/x.html", "/auth/a"])
def test_documents_of_others_pass_untouched(path: str) -> None:
    headers, body, seen = answer(path, b"text/html", [INDEX.encode()])
    assert body.decode() == INDEX
    assert (headers["etag"], len(seen["headers"])) == ('"1"', 3)


def test_what_is_no_page_passes_untouched() -> None:
    assert answer("/data.json", b"application/json", [b"{", b"}"])[1] == b"{}"
    assert answer("/", b"text/html", [INDEX.encode()], method="POST")[1] == INDEX.encode()


def test_browser_libraries_are_kept_a_week() -> None:
    headers, _, _ = answer("/app/static/vendor/leaflet/leaflet.js", b"text/javascript", [b"1"])
    assert headers["cache-control"] == "public, max-age=604800"
    headers, _, _ = answer("/app/static/style.json", b"application/json", [b"1"])
    assert headers["cache-control"] == "no-cache"
