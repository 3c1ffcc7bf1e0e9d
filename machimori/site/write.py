"""The site on disk: a whole new folder, then one symbolic link turned to it. Never half a site.

``DIR`` is the link; the folders lie beside it in ``.DIR.releases``. Two of them stay, so that a
visitor in the middle of a page still finds its files.
"""

from __future__ import annotations

import gzip
import os
import shutil
from collections import deque
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from machimori.city import City

#: Releases that stay beside the one in force.
KEPT = 1
#: Files brought to the disk at one time: the file system makes one commit of many.
_SYNCS = 16
#: Ending of the packed copies; endings of what gains by it, and from how many bytes on.
PACKED = ".gz"
_TEXTS = frozenset({"html", "css", "js", "json", "geojson", "jsonld", "csv", "xml", "atom"})
_PACKED_FROM = 600
#: Addresses nobody takes for a municipality's own.
_NOT_REAL = ("localhost", "127.0.0.1", "::1")
_NOT_REAL_ENDINGS = (".localhost", ".test", ".example", ".invalid", ".local")


class PublishRefused(Exception):
    """The site can't be written; the message says why and what to do."""


def check_target(target: Path) -> None:
    """Refuse a place where something else lies.

    Raises:
        PublishRefused: a folder with files in it, or a file, that was not published by this.
    """
    if target.is_symlink():
        if _releases(target) not in (target.parent / target.readlink()).parents:
            raise PublishRefused(f"{target} is a link to another place; name another folder.")
        return
    if target.is_dir():
        if any(target.iterdir()):
            raise PublishRefused(
                f"{target} holds other files. Name a new folder: the site is put in place as one "
                "link, so that no visitor sees half of it."
            )
        return
    if target.exists():
        raise PublishRefused(f"{target} is a file. Name a folder.")


def check_sample(city: City, base_url: str, *, is_allowed: bool) -> None:
    """Refuse sample data under an address people would believe.

    Raises:
        PublishRefused: the data is a sample, the address is real, and nobody said it may be.
    """
    if city.is_sample and is_real(base_url) and not is_allowed:
        raise PublishRefused(
            f"{city.name} is sample data, and {base_url} is a real address: people would take it "
            "for the truth. Say --allow-sample if that is meant."
        )


def is_real(base_url: str) -> bool:
    """Whether an address may be reached by strangers."""
    host = (urlsplit(base_url).hostname or "").lower()
    return bool(host) and host not in _NOT_REAL and not host.endswith(_NOT_REAL_ENDINGS)


def write(target: Path, files: Mapping[str, bytes]) -> Path:
    """Put a whole site in place at one stroke; returns the folder it lies in.

    Args:
        target: the link.
        files: path -> content, as ``files.files`` has them.

    Raises:
        PublishRefused: as ``check_target``.
    """
    check_target(target)
    releases = _releases(target)
    releases.mkdir(parents=True, exist_ok=True)
    number = 1 + max((_number(one) for one in releases.iterdir()), default=0)
    release = releases / f"{number:08d}"
    before = target.resolve() if target.is_symlink() else None
    folders: set[Path] = set()
    fresh: list[Path] = []
    for path, content in files.items():
        file = release / path
        if file.parent not in folders:
            file.parent.mkdir(parents=True, exist_ok=True)
            folders.add(file.parent)
        packed = file.with_name(f"{file.name}{PACKED}")
        if before is None or not _taken_over(before / path, file, content):
            file.write_bytes(content)
            fresh.append(file)
            if _is_packed(path, content):
                packed.write_bytes(gzip.compress(content, 6, mtime=0))
                fresh.append(packed)
        elif _is_packed(path, content):
            packed.hardlink_to(before / f"{path}{PACKED}")
    _sync(fresh)
    _turn(target, release)
    _forget(releases, number)
    return release


def _is_packed(path: str, content: bytes) -> bool:
    """Whether a packed copy lies beside a file, so that no web server packs it for each reader."""
    return len(content) >= _PACKED_FROM and path.rpartition(".")[2] in _TEXTS


def _taken_over(old: Path, new: Path, content: bytes) -> bool:
    """Whether the file of the release before is the same, and so is the new one's too.

    One file under two names: nothing is written, and its time and tag stay for caches. Releases
    are never changed in place, so neither can change the other.
    """
    try:
        if old.stat().st_size != len(content) or old.read_bytes() != content:
            return False
        new.hardlink_to(old)
    except OSError:  # not there, or a file system without links
        return False
    return True


def _sync(files: Iterable[Path]) -> None:
    """Bring files to the disk before the link is turned; side by side, so that it waits once."""
    with ThreadPoolExecutor(_SYNCS) as pool:
        deque(pool.map(_sync_one, files), maxlen=0)


def _sync_one(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _releases(target: Path) -> Path:
    return target.parent / f".{target.name}.releases"


def _number(folder: Path) -> int:
    return int(folder.name) if folder.name.isdigit() else 0


def _turn(target: Path, release: Path) -> None:
    """Let the link lead to the new folder; to replace a link is one step."""
    if target.is_dir() and not target.is_symlink():
        target.rmdir()  # empty: check_target saw to it
    turned = target.parent / f".{target.name}.turned"
    turned.unlink(missing_ok=True)
    turned.symlink_to(release.relative_to(target.parent), target_is_directory=True)
    turned.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _forget(releases: Path, number: int) -> None:
    for folder in releases.iterdir():
        if _number(folder) < number - KEPT:
            shutil.rmtree(folder, ignore_errors=True)
