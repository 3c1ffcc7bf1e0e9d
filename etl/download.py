"""A published file by URL: with time-outs, retries, limits and conditional requests.

A copy is asked for again conditionally, and never passed off as fresh when the server doesn't
answer.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import stamina
import stamina.instrumentation

from etl.contract import FetchError
from etl.raw_copies import Fetched, last_copy, now, too_large, unchanged, write_sidecar
from machimori.city import City, SourceConfig

ATTEMPTS = 3
#: First and longest wait between attempts, in seconds.
WAIT = (0.5, 10.0)
USER_AGENT = "machimori-etl/0.1 (municipal open data loader)"
#: Retries are nothing to warn of on the terminal: the last failure says what is wrong.
stamina.instrumentation.set_on_retry_hooks([])
_UNSAFE = re.compile(r"[^\w.\-]+")


class _Again(Exception):
    """The server may answer another time: 5xx, 429, or no connection."""


@dataclass(frozen=True)
class Limits:
    """How much and how long a URL may take, and who is told about its progress."""

    most_bytes: int
    timeout: float
    total_time: float
    on_bytes: Callable[[int, int | None], None] | None


def from_url(url: str, entry: SourceConfig, city: City, limits: Limits) -> Fetched:
    """Bring what a URL holds here, or say that the copy of last time still is what it holds.

    Raises:
        FetchError: no whole file; the message says where, why and what to do.
    """
    folder = city.data_path / "raw" / (_UNSAFE.sub("_", entry.id) or "source")
    folder.mkdir(parents=True, exist_ok=True)
    last = last_copy(folder, url)
    deadline = time.monotonic() + limits.total_time
    try:
        for attempt in stamina.retry_context(
            on=_Again,
            attempts=ATTEMPTS,
            timeout=limits.total_time,
            wait_initial=WAIT[0],
            wait_max=WAIT[1],
        ):
            with attempt:
                return _once(url, entry, folder, last, limits, deadline)
    except _Again as error:
        raise _refused(entry, url, str(error), last) from error
    raise AssertionError("unreachable")  # the loop returns or raises


def _once(
    url: str,
    entry: SourceConfig,
    folder: Path,
    last: dict[str, Any] | None,
    limits: Limits,
    deadline: float,
) -> Fetched:
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, identity"}
    if last is not None:
        if last.get("etag"):
            headers["If-None-Match"] = last["etag"]
        if last.get("last_modified"):
            headers["If-Modified-Since"] = last["last_modified"]
    try:
        with (
            httpx.Client(timeout=limits.timeout, follow_redirects=True, max_redirects=5) as client,
            _cut_off(deadline) as extensions,
            client.stream("GET", url, headers=headers, extensions=extensions) as response,
        ):
            if response.status_code == httpx.codes.NOT_MODIFIED and last is not None:
                return unchanged(folder, last)
            if response.status_code >= 500 or response.status_code == 429:
                raise _Again(f"HTTP {response.status_code}")
            if response.status_code != httpx.codes.OK:
                raise _refused(entry, url, f"HTTP {response.status_code}", last)
            return _kept(url, entry, folder, response, limits, deadline)
    except (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError) as error:
        if time.monotonic() > deadline:
            raise _too_slow(entry, url, limits.total_time) from error
        raise _Again(f"{type(error).__name__}: {error}".rstrip(": ")) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _refused(entry, url, f"{type(error).__name__}: {error}", last) from error
    except OSError as error:
        raise FetchError(
            f"[{entry.id}] {folder}: 控えを書きこめません（{error.strerror}）。"
            "ディスクの空きと権限を確かめてください。"
            f" / The copy can't be written ({error.strerror}); check disk space and permissions."
        ) from error


@contextmanager
def _cut_off(deadline: float) -> Iterator[dict[str, Any]]:
    """Request extensions that let a timer shut the connection down at the deadline.

    A time-out only bounds the silence between two bytes; a server that drips headers for ever
    never lets the code here look at the clock.
    """
    sockets: list[socket.socket] = []

    def trace(event: str, info: dict[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            sockets.append(info["return_value"].get_extra_info("socket"))

    def cut() -> None:
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()) + 0.05, cut)
    timer.daemon = True
    timer.start()
    try:
        yield {"trace": trace}
    finally:
        timer.cancel()


def _kept(
    url: str,
    entry: SourceConfig,
    folder: Path,
    response: httpx.Response,
    limits: Limits,
    deadline: float,
) -> Fetched:
    """Stream the body into a copy of its own, hash it on the way, and write the sidecar."""
    stated = response.headers.get("content-length")
    is_plain = "content-encoding" not in response.headers
    total = int(stated) if stated and stated.isdigit() and is_plain else None
    if total is not None and total > limits.most_bytes:
        raise too_large(entry, url, limits.most_bytes)
    digest = hashlib.sha256()
    size = 0
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > limits.most_bytes:
                    raise too_large(entry, url, limits.most_bytes)
                if time.monotonic() > deadline:
                    raise _too_slow(entry, url, limits.total_time)
                digest.update(chunk)
                out.write(chunk)
                if limits.on_bytes is not None:
                    limits.on_bytes(size, total)
            out.flush()
            os.fsync(out.fileno())
        sha256 = digest.hexdigest()
        name = _name(url, response)
        path = folder / f"{sha256}.{name}"
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    moment = now()
    sidecar = {
        "url": url,
        "file": name,
        "copy": path.name,
        "fetched_at": moment.isoformat(),
        "sha256": sha256,
        "bytes": size,
        "etag": response.headers.get("etag", ""),
        "last_modified": response.headers.get("last-modified", ""),
        "licence": entry.licence,
        "licence_url": entry.licence_url,
    }
    write_sidecar(folder / f"{sha256}.json", sidecar)
    return Fetched(path, name, url, sha256, size, moment)


def _name(url: str, response: httpx.Response) -> str:
    """A file name of our own making from what the server or the URL calls it."""
    message = Message()
    message["content-disposition"] = response.headers.get("content-disposition", "")
    stated = message.get_filename() or unquote(urlsplit(url).path.rsplit("/", 1)[-1]) or "data"
    safe = _UNSAFE.sub("_", Path(stated.replace("\\", "/")).name).strip("._")
    # Names are limited in bytes, and the hash stands before it.
    return safe.encode("utf-8")[-120:].decode("utf-8", errors="ignore") or "data"


def _refused(entry: SourceConfig, url: str, what: str, last: dict[str, Any] | None) -> FetchError:
    kept = ""
    if last is not None:
        kept = f"前回（{last['fetched_at']}）の控えは、新しいデータとしては使いません。"
    return FetchError(
        f"[{entry.id}] {url}: 取得できません（{what}）。{kept}"
        "アドレスをブラウザで開いて確かめ、移っていれば設定の url を直してください。"
        f" / It can't be fetched ({what}); open the address in a browser and correct `url`."
    )


def _too_slow(entry: SourceConfig, url: str, seconds: float) -> FetchError:
    return FetchError(
        f"[{entry.id}] {url}: {seconds:.0f} 秒かけても取得が終わりません。配信元を確かめるか、"
        "ファイルを手元に置いて path で指定してください。"
        " / The download did not end in time; download the file by hand and name it with `path`."
    )
