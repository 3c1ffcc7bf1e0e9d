"""Bring published files here: a file, a folder, or a URL, byte for byte, with where it is from.

A local file stays where it is. What comes by URL is copied to ``data_dir/raw/<source id>/``
with a JSON sidecar; a copy is asked for again conditionally, and never passed off as fresh
when the server doesn't answer.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
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

from etl.contract import FetchError
from machimori.city import City, SourceConfig

MOST_BYTES = 512 << 20
#: Seconds: for one answer from the server, and for the file as a whole.
TIMEOUT = 30.0
TOTAL_TIME = 600.0
ATTEMPTS = 3
#: First and longest wait between attempts, in seconds.
WAIT = (0.5, 10.0)
USER_AGENT = "machimori-etl/0.1 (municipal open data loader)"
#: Parts of a Shapefile that are read with its .shp.
_PARTS = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".fix")
_PASSED_OVER = ("thumbs.db", "desktop.ini", "sources.md", "readme.md", "readme.txt")
_UNSAFE = re.compile(r"[^\w.\-]+")


@dataclass(frozen=True)
class Fetched:
    """One file that is here now.

    Attributes:
        path: where it lies.
        file: its name for people.
        origin: the path or URL it was asked for.
        sha256: of its bytes.
        bytes: its size.
        fetched_at: UTC; of a copy the server calls unchanged, the time it said so.
    """

    path: Path
    file: str
    origin: str
    sha256: str
    bytes: int
    fetched_at: dt.datetime


class _Again(Exception):
    """The server may answer another time: 5xx, 429, or no connection."""


def fetch(
    entry: SourceConfig,
    city: City,
    *,
    on_bytes: Callable[[int, int | None], None] | None = None,
    most_bytes: int = MOST_BYTES,
    timeout: float = TIMEOUT,
    total_time: float = TOTAL_TIME,
) -> list[Fetched]:
    """Bring the files of one source entry here.

    Args:
        entry: its ``path`` (file or folder) or ``url``.
        city: whose folder relative paths start in, and where copies are kept.
        on_bytes: told the bytes so far and in all (None where unknown) while a URL is read.
        most_bytes: a larger file is refused.
        timeout: seconds the server may be silent.
        total_time: seconds a URL may take in all.

    Raises:
        FetchError: nothing there, or no whole file; the message says where and what to do.
    """
    place = entry.url or entry.path
    if not place:
        raise FetchError(
            f"[{entry.id}] 設定に path も url もありません。どちらかを書いてください。"
            " / Neither path nor url is configured."
        )
    if re.match(r"https?://", place, re.IGNORECASE):
        limits = _Limits(most_bytes, timeout, total_time, on_bytes)
        return [_from_url(place, entry, city, limits)]
    if re.match(r"[a-z][a-z0-9+.-]+://", place, re.IGNORECASE):
        raise FetchError(
            f"[{entry.id}] {place}: http と https のほかは読めません。"
            " / Only http and https addresses are read."
        )
    return _from_path(city.resolve(place), place, entry, most_bytes)


def read_checked(fetched: Fetched) -> Path:
    """The path of a fetched file whose bytes are still the ones that were fetched.

    Raises:
        FetchError: the file changed or is gone.
    """
    if not fetched.path.exists() or _sha256(fetched.path) != fetched.sha256:
        raise FetchError(
            f"{fetched.path}: 取得したあとで中身が変わりました。取得し直してください。"
            " / The file changed after it was fetched; fetch it again."
        )
    return fetched.path


def _from_path(path: Path, place: str, entry: SourceConfig, most_bytes: int) -> list[Fetched]:
    if not path.exists():
        raise FetchError(
            f"[{entry.id}] {path}: ありません。設定の path（{place}）を確かめてください。"
            f" / There is no such file; check `path` ({place})."
        )
    if path.is_file():
        return [_local(path, path.name, entry, most_bytes)]
    if not path.is_dir():
        raise FetchError(
            f"[{entry.id}] {path}: ふつうのファイルではありません。 / This is no regular file."
        )
    found = sorted(
        one for one in path.rglob("*") if one.is_file() and not _is_passed_over(one, path)
    )
    if not found:
        raise FetchError(
            f"[{entry.id}] {path}: フォルダに読めるファイルがありません。"
            "データのファイルを入れてください。"
            " / The folder holds no file; put the data files into it."
        )
    return [_local(one, one.relative_to(path).as_posix(), entry, most_bytes) for one in found]


def _is_passed_over(path: Path, folder: Path) -> bool:
    """Hidden files, locks of office programs, notes, and the parts beside a Shapefile."""
    name = path.name.lower()
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    lock = name.startswith(".~lock") or name.endswith((".tmp", ".part", ".crdownload", "~"))
    part = path.suffix.lower() in _PARTS and any(
        path.with_suffix(suffix).exists() for suffix in (".shp", ".SHP")
    )
    return hidden or lock or part or name in _PASSED_OVER


def _local(path: Path, file: str, entry: SourceConfig, most_bytes: int) -> Fetched:
    size = path.stat().st_size
    if size > most_bytes:
        raise _too_large(entry, str(path), most_bytes)
    try:
        sha256 = _sha256(path)
    except OSError as error:
        raise FetchError(
            f"[{entry.id}] {path}: 開けません（{error.strerror}）。権限を確かめてください。"
            " / The file can't be opened; check its permissions."
        ) from error
    return Fetched(path, file, str(path), sha256, size, _now())


@dataclass(frozen=True)
class _Limits:
    most_bytes: int
    timeout: float
    total_time: float
    on_bytes: Callable[[int, int | None], None] | None


def _from_url(url: str, entry: SourceConfig, city: City, limits: _Limits) -> Fetched:
    folder = city.data_path / "raw" / (_UNSAFE.sub("_", entry.id) or "source")
    folder.mkdir(parents=True, exist_ok=True)
    last = _last_copy(folder, url)
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
    limits: _Limits,
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
                return _unchanged(folder, last)
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
    limits: _Limits,
    deadline: float,
) -> Fetched:
    """Stream the body into a copy of its own, hash it on the way, and write the sidecar."""
    stated = response.headers.get("content-length")
    is_plain = "content-encoding" not in response.headers
    total = int(stated) if stated and stated.isdigit() and is_plain else None
    if total is not None and total > limits.most_bytes:
        raise _too_large(entry, url, limits.most_bytes)
    digest = hashlib.sha256()
    size = 0
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > limits.most_bytes:
                    raise _too_large(entry, url, limits.most_bytes)
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
    now = _now()
    sidecar = {
        "url": url,
        "file": name,
        "copy": path.name,
        "fetched_at": now.isoformat(),
        "sha256": sha256,
        "bytes": size,
        "etag": response.headers.get("etag", ""),
        "last_modified": response.headers.get("last-modified", ""),
        "licence": entry.licence,
        "licence_url": entry.licence_url,
    }
    _write(folder / f"{sha256}.json", sidecar)
    return Fetched(path, name, url, sha256, size, now)


def _unchanged(folder: Path, last: dict[str, Any]) -> Fetched:
    """The copy of last time, which the server has just called current."""
    now = _now()
    last["fetched_at"] = now.isoformat()
    _write(folder / f"{last['sha256']}.json", last)
    return Fetched(
        folder / last["copy"],
        last["file"],
        last["url"],
        last["sha256"],
        last["bytes"],
        now,
    )


def _last_copy(folder: Path, url: str) -> dict[str, Any] | None:
    """The newest sidecar of this URL whose copy still has its bytes."""
    found = []
    for path in folder.glob("*.json"):
        try:
            sidecar = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(sidecar, dict) and sidecar.get("url") == url and "copy" in sidecar:
            found.append(sidecar)
    for sidecar in sorted(found, key=lambda one: str(one.get("fetched_at")), reverse=True):
        copy = folder / Path(str(sidecar["copy"])).name
        if copy.is_file() and _sha256(copy) == sidecar.get("sha256"):
            return sidecar
    return None


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


def _too_large(entry: SourceConfig, place: str, most: int) -> FetchError:
    return FetchError(
        f"[{entry.id}] {place}: {most >> 20:,} MB より大きいファイルです。"
        "必要な範囲だけのファイルを用意してください。"
        f" / The file is larger than {most >> 20:,} MB; provide a smaller extract."
    )


def _write(path: Path, document: dict[str, Any]) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.part")
    temporary.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    temporary.replace(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
