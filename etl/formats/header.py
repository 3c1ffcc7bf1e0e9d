"""Where the header of a table lies: below title rows, over two rows, with merged cells.

A row is compared with the names the source's layouts ask for; where none is found, the first
row that looks like names over values is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from etl.contract import Decision
from etl.normalise.text import header as normalised

#: How many rows may stand above the header.
SEARCHED = 40
#: First cell of the header in the CSV of LinkData; lines beginning with # around it are metadata.
LINKDATA = "#property"

_number = re.compile(r"[-+−－]?[0-9０-９][0-9０-９,，.．:/年月日時分秒\s-]*")


@dataclass(frozen=True)
class Header:
    """A header as found.

    Attributes:
        row: 1-based number of its last row.
        rows: how many rows it takes.
        names: unique published names; empty and repeated ones are numbered.
        decisions: what was decided and why.
    """

    row: int
    rows: int
    names: tuple[str, ...]
    decisions: tuple[Decision, ...] = ()


def find(rows: Sequence[Sequence[str]], wanted: Sequence[Collection[str]] = ()) -> Header | None:
    """Find the header among the first rows of a table.

    Args:
        rows: the first records, as text.
        wanted: per layout the published names it is known by (compared normalised).

    Returns:
        The header, or None where no row looks like one.
    """
    for index, row in enumerate(rows[:SEARCHED]):
        if row and row[0].strip() == LINKDATA:
            note = Decision("見出し", f"{index + 1} 行目", "LinkData の #property 行です")
            return Header(index + 1, 1, unique(row), (note,))
    return _wanted(rows, wanted) or _plausible(rows)


def unique(cells: Sequence[str], width: int = 0) -> tuple[str, ...]:
    """Published names, each one once: ``名称``, ``名称_2``; ``column_3`` where there is none."""
    names: list[str] = []
    taken: set[str] = {cell for cell in cells if cell.strip()}
    seen: set[str] = set()
    for number in range(1, max(len(cells), width) + 1):
        cell = cells[number - 1] if number <= len(cells) else ""
        name = cell if cell.strip() else f"column_{number}"
        if name in seen or (not cell.strip() and name in taken):
            count = 2
            while f"{name}_{count}" in seen or f"{name}_{count}" in taken:
                count += 1
            name = f"{name}_{count}"
        seen.add(name)
        names.append(name)
    return tuple(names)


def data_width(rows: Sequence[Sequence[str]], header_row: int) -> int:
    """Number of cells most records below the header have; 0 where there are none."""
    widths = Counter(len(row) for row in rows[header_row:] if any(row))
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0


def _wanted(rows: Sequence[Sequence[str]], wanted: Sequence[Collection[str]]) -> Header | None:
    signatures = [{normalised(name) for name in names} for names in wanted if names]
    for index, row in enumerate(rows[:SEARCHED]):
        found = {normalised(cell) for cell in row}
        if any(signature <= found for signature in signatures):
            return _made(rows, index, 1, row, "求める列の名前がそろっています")
        if index + 1 < len(rows):
            both = combined(row, rows[index + 1])
            found = {normalised(cell) for cell in both}
            if _is_group_row(row, rows[index + 1]) and any(one <= found for one in signatures):
                return _made(rows, index, 2, both, "二段の見出しで、求める列の名前がそろっています")
    return None


def _plausible(rows: Sequence[Sequence[str]]) -> Header | None:
    """The first row of distinct words that is about as wide as the rows below it."""
    for index, row in enumerate(rows[:SEARCHED]):
        filled = [cell for cell in row if cell.strip()]
        below = [sum(bool(cell.strip()) for cell in one) for one in rows[index + 1 : index + 51]]
        below = [count for count in below if count]
        if not filled or not below:
            continue
        typical = sorted(below)[len(below) // 2]
        words = [cell for cell in filled if not _number.fullmatch(cell.strip())]
        if len(filled) < max(typical * 0.6, min(2, typical)) or len(words) < len(filled) * 0.8:
            if _number.fullmatch(filled[0].strip()) and len(filled) >= typical > 1:
                return None  # values before any header: the file has none
            continue
        if index + 1 < len(rows) and _is_group_row(row, rows[index + 1]):
            both = combined(row, rows[index + 1])
            return _made(rows, index, 2, both, "二段の見出し（上の段は結合セル）です")
        if len(set(filled)) < len(filled) * 0.5:
            continue
        return _made(rows, index, 1, row, "値の並びの上にある、言葉だけの最初の行です")
    return None


def _made(
    rows: Sequence[Sequence[str]], index: int, count: int, cells: Sequence[str], why: str
) -> Header:
    row = index + count
    width = data_width(rows, row)
    last = max((number for number, cell in enumerate(cells, 1) if cell.strip()), default=0)
    names = unique(cells[: max(last, width)], width)
    decisions = []
    if row > 1:
        where = f"{row} 行目" if count == 1 else f"{row - 1}～{row} 行目"
        decisions.append(Decision("見出し", where, why))
    if names != tuple(cells):
        changed = [name for number, name in enumerate(names) if [name] != list(cells[number:][:1])]
        if changed and count == 1:
            decisions.append(
                Decision(
                    "列の名前",
                    "、".join(changed[:5]),
                    "見出しが空か重なっているので番号を付けました",
                )
            )
    return Header(row, count, names, tuple(decisions))


def _is_group_row(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the lower row names the parts of merged cells in the upper one."""
    width = max(len(upper), len(lower))
    top = [cell.strip() for cell in (*upper, *[""] * (width - len(upper)))]
    sub = [cell.strip() for cell in (*lower, *[""] * (width - len(lower)))]
    # A cell merged over both rows carries its text in both.
    sub = ["" if below == above else below for above, below in zip(top, sub, strict=True)]
    parts = [cell for cell in sub if cell]
    if not parts or any(_number.fullmatch(cell) for cell in parts):
        return False
    under_blank = sum(1 for number in range(width) if not top[number] and sub[number])
    if not under_blank:
        return False
    # A name whose right neighbour is blank may be merged over it; any other stands alone,
    # and has nothing below it in a header (a row of values would fill it).
    alone = [
        number
        for number in range(width)
        if top[number] and (number + 1 == width or top[number + 1] or not sub[number + 1])
    ]
    filled = sum(1 for number in alone if sub[number])
    return filled <= len(alone) * 0.2


def combined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Names of a two-row header: ``災害種別_洪水`` under a merged ``災害種別``."""
    width = max(len(upper), len(lower))
    names: list[str] = []
    group = ""
    for number in range(width):
        top = upper[number].strip() if number < len(upper) else ""
        sub = lower[number].strip() if number < len(lower) else ""
        if top:
            group = top
        elif not sub:
            group = ""
        if sub == top:
            sub = ""
        names.append("_".join(part for part in (group, sub) if part))
    return names
