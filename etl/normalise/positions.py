"""Where each row lies: from whichever columns say it, held against the municipality's bbox.

Vectorised; text that is no plain decimal goes through the scalar rules once per distinct value.
Of a row's sources the first that says something is taken: its own geometry, longitude and
latitude, both in one cell, the centre of a Geo3x3 cell.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.normalise.context import Context
from etl.normalise.datum import from_tokyo
from etl.normalise.degrees import degrees
from etl.normalise.distinct import Parsed
from etl.normalise.figures import figures
from etl.normalise.geo3x3 import METRES_PER_DEGREE
from etl.normalise.point_columns import Numbers, cells, numbers, pairs, points

Mask = npt.NDArray[np.bool_]
#: Old-datum positions are up to this many degrees off before they are transformed.
_DATUM_SHIFT = 0.01


class Positions(NamedTuple):
    """Positions row by row.

    Attributes:
        longitude: double, NULL where unknown or refused.
        latitude: the same.
        bad: rows whose position can't be trusted; no NULLs.
        rule: why, or what was corrected, or ``coordinates_missing``; NULL where nothing is odd.
        suggestion: "latitude, longitude" as probably meant, NULL where nobody knows.
        cell_metres: side of the cell the position is the centre of, NULL for a point.
    """

    longitude: pa.Array
    latitude: pa.Array
    bad: pa.Array
    rule: pa.Array
    suggestion: pa.Array
    cell_metres: pa.Array


def positions(
    longitude: pa.Array | None,
    latitude: pa.Array | None,
    *,
    rows: int | None = None,
    combined: pa.Array | None = None,
    geo3x3: pa.Array | None = None,
    geometry: pa.Array | None = None,
    context: Context,
) -> Positions:
    """Read positions from text columns, pairs, Geo3x3 codes and WKB.

    Args:
        longitude: text, degrees; with ``context.axis_order`` "swapped" it holds latitudes.
        latitude: text, degrees.
        rows: length, needed where no column is given.
        combined: text, both in one cell.
        geo3x3: text codes.
        geometry: WKB in EPSG:4326 longitude/latitude; of a line or polygon a point on it.
        context: bbox, axis order and datum of the file.
    """
    given = [one for one in (longitude, latitude, combined, geo3x3, geometry) if one is not None]
    work = _Work(len(given[0]) if given else rows or 0, context)
    if geometry is not None:
        work.take(*points(geometry), work.open_rows())
    work.take_columns(longitude, latitude)
    if combined is not None:
        work.take_pairs(combined)
    if geo3x3 is not None:
        work.take_cells(geo3x3)
    work.judge()
    return work.result()


class _Work:
    """Arrays on their way from text to verdict."""

    def __init__(self, rows: int, context: Context) -> None:
        self.context = context
        self.x: Numbers = np.full(rows, np.nan)
        self.y: Numbers = np.full(rows, np.nan)
        self.metres: Numbers = np.full(rows, np.nan)
        self.rule = np.full(rows, None, dtype=object)
        self.hint = np.full(rows, None, dtype=object)
        self.bad: Mask = np.zeros(rows, dtype=bool)
        self.is_surveyed: Mask = np.zeros(rows, dtype=bool)  # from text: the file's datum applies

    def open_rows(self) -> Mask:
        """Rows no source has said anything about yet."""
        return np.isnan(self.x) & np.isnan(self.y) & ~self.bad

    def take(self, x: Numbers, y: Numbers, rows: Mask) -> None:
        """Positions for these rows, as they are."""
        if rows.all():
            self.x, self.y = x.copy(), y.copy()
        else:
            self.x[rows], self.y[rows] = x[rows], y[rows]

    def refuse(self, read: Parsed, rows: Mask) -> None:
        """Rows among these whose text could not be read."""
        if read.is_clean:
            return
        odd = rows & np.asarray(read.bad)
        self.bad |= odd
        for target, said in ((self.rule, read.rule), (self.hint, read.suggestion)):
            target[odd] = said.filter(pa.array(odd)).to_numpy(zero_copy_only=False)

    def take_columns(self, longitude: pa.Array | None, latitude: pa.Array | None) -> None:
        """Two text columns; in a swapped file each holds the other's values."""
        if self.context.axis_order == "swapped":
            longitude, latitude = latitude, longitude
        rows = self.open_rows()
        x, y = (
            np.full(len(rows), np.nan) if column is None else self._axis(column, axis, rows)
            for axis, column in (("longitude", longitude), ("latitude", latitude))
        )
        self.take(x, y, rows)
        self.is_surveyed |= rows

    def _axis(self, column: pa.Array, axis: str, rows: Mask) -> Numbers:
        read = figures(column.cast(pa.string()), partial(degrees, axis=axis), pa.float64())
        self.refuse(read, rows)
        return numbers(read.values)

    def take_pairs(self, combined: pa.Array) -> None:
        """Two figures in one cell; their order by what they say, then by the bbox."""
        rows = self.open_rows()
        first, second, order, read = pairs(combined.cast(pa.string()))
        is_lonlat, is_unsaid = order == "lonlat", order == ""
        if self.context.axis_order == "swapped":
            is_lonlat = is_lonlat | is_unsaid
        else:
            fits = self._inside(first, second) & ~self._inside(second, first)
            is_lonlat = is_lonlat | (is_unsaid & fits)
        x, y = np.where(is_lonlat, first, second), np.where(is_lonlat, second, first)
        self.take(x, y, rows)
        self.is_surveyed |= rows
        if read is not None:
            self.refuse(read, rows)

    def take_cells(self, codes: pa.Array) -> None:
        """Centres of Geo3x3 cells for rows that have nothing better."""
        rows = self.open_rows()
        x, y, side, read = cells(codes)
        self.take(x, y, rows)
        self.metres[rows] = side[rows] * METRES_PER_DEGREE
        self.is_surveyed &= ~rows
        self.refuse(read, rows)

    def judge(self) -> None:
        """Correct what can only be meant one way, refuse what lies elsewhere."""
        no_x, no_y = np.isnan(self.x), np.isnan(self.y)
        self._note(no_x & no_y & ~self.bad, "coordinates_missing")
        self._refuse((no_x != no_y) & ~self.bad, "coordinates_incomplete")
        have = ~no_x & ~no_y & ~self.bad
        self._refuse(have & (self.x == 0) & (self.y == 0), "coordinates_zero")
        margin = _DATUM_SHIFT if self.context.datum == "Tokyo" else 0.0
        elsewhere = have & ~self.bad & ~self._inside(self.x, self.y, margin)
        if elsewhere.any():
            self._explain(elsewhere, margin)
        if self.context.datum == "Tokyo":
            old = self.is_surveyed & ~self.bad
            self.x[old], self.y[old] = from_tokyo(self.x[old], self.y[old])
            have = ~np.isnan(self.x) & ~np.isnan(self.y) & ~self.bad
            self._refuse(have & ~self._inside(self.x, self.y), "coordinates_outside")

    def _explain(self, rows: Mask, margin: float) -> None:
        x, y = self.x, self.y
        turned = np.where(x < 0, x + 360, x - 360)
        wrapped = rows & self._inside(turned, y, margin)
        self.x = np.where(wrapped, turned, x)
        self._note(wrapped, "coordinates_wrapped")
        west, south, east, north = self.context.bbox
        big = rows & ~wrapped & ((np.abs(x) > 180) | (np.abs(y) > 90))
        if big.any():
            small_x, one_x = _with_point(x, west - margin, east + margin)
            small_y, one_y = _with_point(y, south - margin, north + margin)
            found = big & one_x & one_y
            self.x, self.y = np.where(found, small_x, self.x), np.where(found, small_y, self.y)
            self._note(found, "coordinates_lost_point")
            self._refuse(big & ~found & self._inside(y, x), "coordinates_swapped", y, x)
            guess_x, _ = _with_point(x, -180, 180)
            guess_y, _ = _with_point(y, -90, 90)
            rest = big & ~found & ~self.bad
            self._refuse(rest, "coordinates_lost_point", guess_x, guess_y)
        rows = rows & ~wrapped & ~big
        self._refuse(rows & self._inside(y, x, margin), "coordinates_swapped", y, x)
        mirrored = rows & ~self.bad & self._inside(np.abs(x), np.abs(y), margin)
        self._refuse(mirrored, "coordinates_outside", np.abs(x), np.abs(y))
        self._refuse(rows & ~self.bad, "coordinates_outside")

    def _inside(self, x: Numbers, y: Numbers, margin: float = 0.0) -> Mask:
        west, south, east, north = self.context.bbox
        inside: Mask = (
            (x >= west - margin)
            & (x <= east + margin)
            & (y >= south - margin)
            & (y <= north + margin)
        )
        return inside

    def _note(self, rows: Mask, rule: str) -> None:
        if rows.any():
            self.rule[rows] = rule

    def _refuse(
        self, rows: Mask, rule: str, x: Numbers | None = None, y: Numbers | None = None
    ) -> None:
        if not rows.any():
            return
        self.bad |= rows
        self.rule[rows] = rule
        if x is not None and y is not None:
            self.hint[rows] = [
                f"{north:.9g}, {east:.10g}" for east, north in zip(x[rows], y[rows], strict=True)
            ]

    def result(self) -> Positions:
        """The arrays as Arrow, refused rows without a position."""
        gone = np.isnan(self.x) | np.isnan(self.y) | self.bad
        return Positions(
            pa.array(self.x, mask=gone),
            pa.array(self.y, mask=gone),
            pa.array(self.bad),
            pa.array(self.rule, pa.string()),
            pa.array(self.hint, pa.string()),
            pa.array(self.metres, mask=gone | np.isnan(self.metres)),
        )


def _with_point(values: Numbers, low: float, high: float) -> tuple[Numbers, Mask]:
    """Values over the first power of ten that puts them in a range, and where only one does."""
    found = np.full(len(values), np.nan)
    count = np.zeros(len(values), dtype=np.int64)
    for power in range(16):
        scaled = values / 10.0**power
        fits = (scaled >= low) & (scaled <= high)
        found = np.where(fits & (count == 0), scaled, found)
        count += fits
    return found, count == 1
