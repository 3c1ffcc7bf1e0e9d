"""The message catalogue: every user-facing sentence by key, in each language.

A language's catalogue is all ``locale/<lang>/LC_MESSAGES/*.po`` merged; a key that stands in two
files is an error. Files are read as they are (no compiled ``.mo`` to forget). Keys are
``area.name``; where a count decides the form, ``key.one`` is taken for ``n == 1``. A file is an
area of words; which areas are spoken in which languages is ``languages.AREAS``.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from machimori.wording.languages import LANGUAGES

LOCALE_FOLDER = Path(__file__).parent / "locale"

_log = logging.getLogger(__name__)


class MissingMessage(KeyError):
    """A key that no catalogue of the language has."""


class ClashingMessage(ValueError):
    """A key that stands twice in the catalogues of one language."""


def read_language(folder: Path) -> dict[str, str]:
    """All messages of one ``LC_MESSAGES`` folder.

    Raises:
        ClashingMessage: two files (or one, twice) define the same key.
    """
    messages: dict[str, str] = {}
    origin: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        for key, message in _read(path):
            if key in messages:
                raise ClashingMessage(f"{key} stands in {origin[key]} and in {path.name}")
            messages[key] = message
            origin[key] = path.name
    return messages


def read_area(lang: str, area: str) -> dict[str, str]:
    """The messages of one file of a language; none where there is no such file."""
    path = LOCALE_FOLDER / lang / "LC_MESSAGES" / f"{area}.po"
    return dict(_read(path)) if path.exists() else {}


def _read(path: Path) -> Iterator[tuple[str, str]]:
    with path.open("rb") as handle:
        found = read_po(handle, abort_invalid=True)
    for message in found:
        if message.id:
            yield str(message.id), str(message.string)


@functools.cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Messages of a language, read once per process."""
    return read_language(LOCALE_FOLDER / lang / "LC_MESSAGES")


def machine_translated(lang: str, area: str) -> bool:
    """Whether an area's words were translated by machine and await a reader of the language.

    The header of the file says so: ``X-Translated-By: machine``.
    """
    return area in _machine_translated(lang)


@functools.cache
def _machine_translated(lang: str) -> frozenset[str]:
    files = (LOCALE_FOLDER / lang / "LC_MESSAGES").glob("*.po")
    return frozenset(
        path.stem
        for path in files
        # Babel keeps only the headers it knows.
        if "X-Translated-By: machine" in path.read_text(encoding="utf-8").partition("\n\n")[0]
    )


def has(key: str, lang: str) -> bool:
    """Whether the language has a non-empty message under the key."""
    return bool(catalogue(lang).get(key))


def text(key: str, lang: str, *, strict: bool = False, **params: Any) -> str:
    """The message under ``key`` with ``{name}`` places filled in.

    A count given as ``n`` gets its thousands separators and, where it is 1, the singular.
    At run time a missing key shows itself as ``[key]`` and in the log, because a page with one
    odd word serves better than none; ``strict`` (the tests) makes it an error.

    Raises:
        MissingMessage: ``strict`` and there is no such key.
    """
    messages = catalogue(lang if lang in LANGUAGES else LANGUAGES[0])
    if params.get("n") == 1 and messages.get(f"{key}.one"):
        key = f"{key}.one"
    template = messages.get(key)
    if not template:
        if strict:
            raise MissingMessage(f"{key} ({lang})")
        _log.warning("no message %s in %s", key, lang)
        return f"[{key}]"
    if isinstance(params.get("n"), int):
        params["n"] = f"{params['n']:,}"
    return template.format_map(params) if params else template


def word(group: str, code: str | StrEnum | None, lang: str) -> str:
    """The word of a vocabulary's code, such as ``word("role", "shelter", "ja")``.

    NULL is spoken as unknown. A code the catalogue has no word for is shown as it stands: it
    may be a municipality's own (category of a road report).
    """
    if code is None or code != code:
        return text("word.unknown", lang)
    key = f"{group}.{code}"
    return text(key, lang) if has(key, lang) else str(code)
