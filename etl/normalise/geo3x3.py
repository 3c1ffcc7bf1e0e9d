"""Geo3x3 codes: the hemisphere's letter, then one digit per level, each a ninth of the last cell.

A cell is square in degrees: 180° at level 1, a third of it at each level below. Digits run from
the south-west, eastward first: 1 2 3 is the southern row. W is the western half, its origin at
180° W.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.normalise.text import NOTHING, words
from etl.normalise.verdict import Unreadable

_CODE = re.compile(r"^[EW][1-9]{0,30}$")
METRES_PER_DEGREE = 111_320.0


class Cell(NamedTuple):
    """A cell's centre and side in degrees."""

    longitude: float
    latitude: float
    side: float

    @property
    def metres(self) -> float:
        """The longer side of the cell on the ground."""
        return self.side * METRES_PER_DEGREE


def geo3x3_code(text: str) -> str | None:
    """Read a code as it is; ``None`` where nothing is published; raises ``geo3x3_unreadable``."""
    line = words(text).upper()
    if not line or line in NOTHING:
        return None
    if not _CODE.match(line):
        raise Unreadable("geo3x3_unreadable", text)
    return line


def decode(code: str) -> Cell:
    """Centre and side of a code's cell; raises ``Unreadable`` (``geo3x3_unreadable``).

    >>> [round(one, 4) for one in decode("E9139667771")]
    [139.7546, 35.6714, 0.003]
    """
    valid = geo3x3_code(code)
    if valid is None:
        raise Unreadable("geo3x3_unreadable", code)
    unit, east, north = 180.0, 0.0, 0.0
    for digit in valid[1:]:
        unit /= 3
        row, column = divmod(int(digit) - 1, 3)
        east += column * unit
        north += row * unit
    longitude = east + unit / 2 - (180 if valid[0] == "W" else 0)
    latitude = north + unit / 2 - 90
    return Cell(longitude, latitude, unit)


def geo3x3(code: str) -> Cell | None:
    """The cell of a code; ``None`` where the text is no such code."""
    try:
        return decode(code)
    except Unreadable:
        return None


def encode(longitude: float, latitude: float, level: int) -> str:
    """Code of the cell a point lies in, ``level`` characters long."""
    code = "E" if longitude >= 0 else "W"
    east = longitude if longitude >= 0 else longitude + 180
    north, unit = latitude + 90, 180.0
    for _ in range(level - 1):
        unit /= 3
        # A point on the outer edge (180°, a pole) belongs to the last cell.
        column, row = min(int(east // unit), 2), min(int(north // unit), 2)
        code += str(row * 3 + column + 1)
        east -= column * unit
        north -= row * unit
    return code
