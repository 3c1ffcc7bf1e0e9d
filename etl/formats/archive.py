"""Members of a zip: names in CP932 or UTF-8, sizes held against limits, never written outside.

A member is unpacked under a name of our own into a temporary folder, so that a name in the
archive can't lead anywhere.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from etl.formats.refusal import unreadable

MOST_MEMBERS = 2000
MOST_BYTES = 2 << 30
#: A member this much larger than its packed form is a bomb, once it is large at all.
MOST_RATIO = 250
LARGE = 64 << 20
_CHUNK = 1 << 20
_SIDE_FILES = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".fix")


def members(path: Path, file: str) -> list[str]:
    """Names of the members that may hold data, in the order of their names.

    Raises:
        UnreadableFile: too many or too large members, or none at all.
    """
    names = []
    with _opened(path, file) as archive:
        infos = archive.infolist()
        hold_to_limits(infos, file)
        for info in infos:
            name = shown_name(info)
            parts = PurePosixPath(name.replace("\\", "/")).parts
            hidden = any(
                (part.startswith((".", "~$")) and part != "..") or part == "__MACOSX"
                for part in parts
            )
            if not info.is_dir() and not hidden and not name.lower().endswith(_SIDE_FILES):
                names.append(name)
    if not names:
        raise unreadable(
            file, "zip の中にファイルがありません。", "The zip holds no file that could be data."
        )
    return sorted(names)


def hold_to_limits(infos: list[zipfile.ZipInfo], file: str) -> None:
    """Refuse an archive that would fill memory or disk, by what it says of itself.

    Raises:
        UnreadableFile: with the figure that is too large.
    """
    total = sum(info.file_size for info in infos)
    worst = max(
        (info.file_size / max(info.compress_size, 1) for info in infos if info.file_size > LARGE),
        default=0.0,
    )
    if len(infos) > MOST_MEMBERS or total > MOST_BYTES or worst > MOST_RATIO:
        raise unreadable(
            file,
            f"圧縮を解くと {len(infos):,} 件、{total / (1 << 20):,.0f} MB（{worst:,.0f} 倍）で、"
            "安全に扱える大きさを超えています。中身を確かめ、必要なファイルだけを指定してください。",
            f"Unpacked it has {len(infos):,} members and {total / (1 << 20):,.0f} MB "
            f"({worst:,.0f} times its size), more than is safe; name only the files you need.",
        )


def shown_name(info: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 where flagged, else UTF-8 or CP932 by its bytes."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


@contextmanager
def local_file(path: Path, member: str, file: str) -> Iterator[Path]:
    """The file itself, or a member of it unpacked for as long as the block lasts."""
    if not member:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="machimori-") as folder:
        yield _unpack(path, member, file, Path(folder))


def _unpack(path: Path, member: str, file: str, folder: Path) -> Path:
    """Unpack one member, and beside a Shapefile's .shp the parts it can't be read without."""
    wanted = {member: Path(member).suffix.lower()}
    if member.lower().endswith(".shp"):
        stem = member[:-4]
        wanted |= {f"{stem}{suffix}": suffix for suffix in _SIDE_FILES}
        wanted |= {f"{stem}{suffix.upper()}": suffix for suffix in _SIDE_FILES}
    found: Path | None = None
    with _opened(path, file) as archive:
        for info in archive.infolist():
            name = shown_name(info)
            if name not in wanted or info.is_dir():
                continue
            suffix = wanted[name] if member.lower().endswith(".shp") else ""
            target = folder / f"member{suffix}"
            try:
                with archive.open(info) as source, target.open("wb") as out:
                    written = 0
                    while chunk := source.read(_CHUNK):
                        written += len(chunk)
                        if written > MOST_BYTES:
                            raise unreadable(
                                file,
                                "圧縮を解いた大きさが、zip の示す大きさを超えています。",
                                "Unpacked it is larger than the zip says.",
                            )
                        out.write(chunk)
            except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
                ja = "パスワードが掛かっています" if info.flag_bits & 1 else "壊れています"
                raise unreadable(
                    file, f"zip の中の {name} は{ja}。", f"{name} in the zip: {error}"
                ) from error
            if name == member:
                found = target
    if found is None:
        raise unreadable(file, f"zip に {member} がありません。", f"The zip has no {member}.")
    return found


@contextmanager
def _opened(path: Path, file: str) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise unreadable(
            file,
            "zip が途中で切れているか壊れています。取得し直してください。",
            f"The zip is cut off or damaged ({error}); download it again.",
        ) from error
    with archive:
        yield archive
