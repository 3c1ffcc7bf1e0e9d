"""JIS X 0410 mesh codes of many points at once, as the macros of ``models/macros.sql`` give them.

A batch is worked on beside the writer, where the macros would make it wait; each distinct cell's
code is written out once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_Cells = npt.NDArray[np.int64]
#: Keeps a point on a cell's south or west edge in it although its degrees are no exact fraction.
_EDGE = 1e-6


def mesh_codes(longitude: pa.Array, latitude: pa.Array) -> tuple[pa.Array, pa.Array]:
    """250 m and 125 m mesh codes.

    Args:
        longitude: degrees (float64), WGS 84 or JGD2011.
        latitude: degrees (float64).

    Returns:
        Two arrays of string; NULL where a coordinate is missing or outside 100-180 E, 0-66.66 N.
    """
    lon = longitude.to_numpy(zero_copy_only=False)
    lat = latitude.to_numpy(zero_copy_only=False)
    inside = (lon >= 100) & (lon < 180) & (lat >= 0) & (lat < 66.66)
    y = np.floor(np.where(inside, lat, 0.0) * 960 + _EDGE).astype(np.int64)
    x = np.floor((np.where(inside, lon, 100.0) - 100) * 640 + _EDGE).astype(np.int64)
    cells, which = np.unique(y * 1_000_000 + x, return_inverse=True)
    numbers = _numbers(cells // 1_000_000, cells % 1_000_000)
    nowhere = pa.array(~inside)
    indices = pa.array(np.asarray(which, dtype=np.int32), mask=nowhere.to_numpy(False))
    return _written(numbers // 10, indices), _written(numbers, indices)


def _numbers(y: _Cells, x: _Cells) -> _Cells:
    """The 125 m code as a number; ``y`` and ``x`` count eighths of a third mesh."""
    return np.asarray(
        (y // 640) * 1_000_000_000
        + (x // 640) * 10_000_000
        + (y // 80 % 8) * 1_000_000
        + (x // 80 % 8) * 100_000
        + (y // 8 % 10) * 10_000
        + (x // 8 % 10) * 1_000
        + (1 + 2 * (y // 4 % 2) + x // 4 % 2) * 100
        + (1 + 2 * (y // 2 % 2) + x // 2 % 2) * 10
        + (1 + 2 * (y % 2) + x % 2),
        dtype=np.int64,
    )


def _written(numbers: _Cells, indices: pa.Array) -> pa.Array:
    return pa.array(numbers).cast(pa.string()).take(indices)
