"""Bring published files here: a file, a folder, or a URL, byte for byte, with where it is from.

A local file stays where it is. What comes by URL is copied to ``data_dir/raw/<source id>/``
with a JSON sidecar; a copy is asked for again conditionally, and never passed off as fresh
when the server doesn't answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from etl.contract import FetchError
from etl.download import Limits, from_url
from etl.raw_copies import Fetched, now, sha256_of, too_large
from machimori.city import City, SourceConfig

__all__ = ["Fetched", "fetch", "read_checked"]

MOST_BYTES = 512 << 20
#: Parts of a Shapefile that are read with its .shp.
_PARTS = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".fix")
_PASSED_OVER = ("thumbs.db", "desktop.ini", "sources.md", "readme.md", "readme.txt")


def fetch(
    entry: SourceConfig,
    city: City,
    *,
    on_bytes: Callable[[int, int | None], None] | None = None,
    most_bytes: int = MOST_BYTES,
) -> list[Fetched]:
    """Bring the files of one source entry here.

    Args:
        entry: its ``path`` (file or folder) or ``url``, and how long a URL may take.
        city: whose folder relative paths start in, and where copies are kept.
        on_bytes: told the bytes so far and in all (None where unknown) while a URL is read.
        most_bytes: a larger file is refused.

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
        limits = Limits(most_bytes, entry.timeout_seconds, entry.total_seconds, on_bytes)
        return [from_url(place, entry, city, limits)]
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
    if not fetched.path.exists() or sha256_of(fetched.path) != fetched.sha256:
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
        raise too_large(entry, str(path), most_bytes)
    try:
        sha256 = sha256_of(path)
    except OSError as error:
        raise FetchError(
            f"[{entry.id}] {path}: 開けません（{error.strerror}）。権限を確かめてください。"
            " / The file can't be opened; check its permissions."
        ) from error
    return Fetched(path, file, str(path), sha256, size, now())
