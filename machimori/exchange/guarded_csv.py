"""CSV that no spreadsheet runs, and that gives back what went in.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, and so does one
that already begins with an apostrophe: taking one away at the front is then always right.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

#: First characters that begin a formula. Source: OWASP, CSV injection; Japanese spreadsheets take
#: the full-width signs for the same.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
_GUARD = "'"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
#: In CP932, for characters it doesn't have: what Japanese printers set where a glyph is missing.
MISSING = "〓"


def guarded(cell: str) -> str:
    """The cell as it is written."""
    return f"{_GUARD}{cell}" if cell.startswith(_STARTS) else cell


def unguarded(cell: str) -> str:
    """The cell as it was given."""
    return cell[1:] if cell.startswith(_GUARD) else cell


def write(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, encoding: str = "utf-8-sig"
) -> bytes:
    """Rows of text as CSV with CRLF.

    Args:
        header: column names, written as they are.
        rows: cells; numbers are text already, and a number's own sign is no formula's.
        encoding: ``utf-8-sig`` (with the mark spreadsheets want) or ``cp932``, where characters
            that it doesn't have become 〓.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell if _NUMBER.fullmatch(cell) else guarded(cell) for cell in row])
    text = out.getvalue()
    if encoding == "cp932":
        text = "".join(one if _is_in_cp932(one) else MISSING for one in text)
    return text.encode(encoding)


def read(content: bytes, *, encoding: str = "utf-8-sig") -> list[list[str]]:
    """Rows that ``write`` wrote, the header first, cells as they were given."""
    rows = list(csv.reader(io.StringIO(content.decode(encoding), newline="")))
    return [[unguarded(cell) for cell in row] for row in rows]


def missing_in_cp932(words: str) -> str:
    """The characters of a text that CP932 doesn't have."""
    return "".join(one for one in words if not _is_in_cp932(one))


def _is_in_cp932(character: str) -> bool:
    try:
        return character.encode("cp932").decode("cp932") == character
    except UnicodeError:
        return False
