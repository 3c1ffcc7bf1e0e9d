"""The first records of a delimited text, split as a spreadsheet splits them."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.contract import Decision
from etl.formats.refusal import unreadable
from etl.formats.text_stream import Utf8Stream

#: How much of a file is looked at to find delimiter, header and widths.
HEAD = 1 << 20
#: The longest record that is read; a longer one is a missing quote or no table.
LONGEST = 8 << 20
DELIMITERS = ((",", "コンマ"), ("\t", "タブ"), (";", "セミコロン"), ("|", "縦線"))

csv.field_size_limit(LONGEST)
_line = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True)
class Head:
    """Decoded beginning of a file.

    Attributes:
        text: up to ``HEAD`` bytes of it.
        complete: whether that is all of the file.
    """

    text: str
    complete: bool


def read_head(path: Path, encoding: str) -> Head:
    """Decode the beginning of a text file."""
    with Utf8Stream(path, encoding) as stream:
        data = stream.read(HEAD)
        complete = not stream.read(1)
    return Head(data.decode("utf-8", errors="ignore"), complete)


def split(head: Head, delimiter: str, file: str = "") -> Iterator[tuple[list[str], int]]:
    """Yield records with the position in the text after each; one that is cut off is left out.

    Raises:
        UnreadableFile: one record is longer than the head.
    """
    consumed = 0

    def lines() -> Iterator[str]:
        nonlocal consumed
        for found in _line.finditer(head.text):
            consumed = found.end()
            yield found.group()

    reader = csv.reader(lines(), delimiter=delimiter)
    is_first = True
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise too_long(file) from error
        if consumed >= len(head.text) and not head.complete:
            if is_first:
                raise too_long(file)
            return
        is_first = False
        yield record, consumed


def too_long(file: str, row: int | None = None) -> Exception:
    """Make the error of a record without an end."""
    where_ja = f"{row} 行目から先の" if row else ""
    where_en = f" from row {row} on" if row else ""
    return unreadable(
        file,
        f"{where_ja}1行が {LONGEST >> 20} MB より長く、表として読めません。"
        '改行や、閉じていない引用符（"）がないか確かめてください。',
        f"One line{where_en} is longer than {LONGEST >> 20} MB, so this is no table; look for "
        "missing line breaks or a quote that isn't closed.",
    )


def find_delimiter(head: Head, file: str = "") -> tuple[str, tuple[Decision, ...]]:
    """The delimiter that splits most records into the same number of cells."""
    best, best_score, best_name = ",", 0.0, ""
    for delimiter, name in DELIMITERS:
        if delimiter not in head.text:
            continue
        widths: Counter[int] = Counter()
        for number, (record, _) in enumerate(split(head, delimiter, file)):
            if any(record):
                widths[len(record)] += 1
            if number == 100:
                break
        split_widths = {width: count for width, count in widths.items() if width > 1}
        if not split_widths:
            continue
        width = max(split_widths, key=lambda one: (split_widths[one], one))
        score = split_widths[width] / widths.total() * math.log2(width + 1)
        if score > best_score:
            best, best_score, best_name = delimiter, score, name
    if not best_name:
        return ",", (Decision("区切り文字", "なし", "どの区切り文字もありません（1列の表）"),)
    return best, (Decision("区切り文字", best_name, "行ごとの列の数がいちばんそろいます"),)
