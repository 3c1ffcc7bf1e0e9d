"""Write a clerk's choices into ``city.toml`` without disturbing anything else in it.

Comments, order and spelling of the file stay. What was written is read back and validated before
it takes the old file's place, so a configuration that can't be used is never left behind.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from machimori.city import ConfigurationError, load_city


def save_source(
    path: Path,
    source: str,
    source_id: str,
    *,
    columns: Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    place: str = "",
) -> None:
    """Set the mapping of one source entry, adding the entry where it is new.

    Args:
        path: the ``city.toml``, or its folder.
        source: one of the ten.
        source_id: id of the entry.
        columns: our name -> published name; replaces those of the entry. None leaves them.
        values: our column -> published word -> our word; added to those of the entry.
        place: path of the entry's file, relative to the configuration; empty leaves it.

    Raises:
        ConfigurationError: the file can't be read, or would not be valid with the change.
    """
    path = path / "city.toml" if path.is_dir() else path
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ConfigurationError(f"{path}: not readable as TOML in UTF-8: {error}") from error
    entry = _entry(document, source, source_id)
    if columns is not None:
        entry["columns"] = _table(columns)
    for column, words in (values or {}).items():
        known = entry.get("values", {}).get(column, {})
        if "values" not in entry:
            entry["values"] = tomlkit.table(is_super_table=True)
        entry["values"][column] = _table({**known, **words})
    if place:
        entry["path"] = place
        entry.pop("url", None)
    _replace(path, tomlkit.dumps(document))


def _entry(document: tomlkit.TOMLDocument, source: str, source_id: str) -> Any:
    """The entry of that id; the ids of unnamed ones are counted as ``machimori.city`` does."""
    if "sources" not in document:
        document["sources"] = tomlkit.table(is_super_table=True)
    sources: Any = document["sources"]
    held = sources.get(source)
    entries: list[Any] = [held] if isinstance(held, Table) else list(held or [])
    for number, one in enumerate(entries, 1):
        by_default = source if len(entries) == 1 else f"{source}_{number}"
        if one.get("id", by_default) == source_id:
            return one
    fresh = tomlkit.table()
    fresh["id"] = source_id
    if held is None:
        sources[source] = tomlkit.aot()
        sources[source].append(fresh)
    elif isinstance(held, AoT):
        held.append(fresh)
    else:
        # A single table becomes the first of a list; its id was the source's name until now.
        held.setdefault("id", source)
        listed = tomlkit.aot()
        listed.append(held)
        listed.append(fresh)
        sources.remove(source)
        sources[source] = listed
    return sources[source][-1]


def _table(words: Mapping[str, str]) -> Table:
    table = tomlkit.table()
    for ours, published in words.items():
        table[ours] = published
    return table


def _replace(path: Path, text: str) -> None:
    """Validate the new text beside the old file, then put it in its place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        load_city(fresh)
        fresh.chmod(path.stat().st_mode & 0o777)
        fresh.replace(path)
    finally:
        with suppress(FileNotFoundError):
            fresh.unlink()
