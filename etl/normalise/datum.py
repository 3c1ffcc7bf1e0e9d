"""The old Tokyo datum, turned into JGD2011.

The pipeline is spelled out: asked for EPSG:4301 to EPSG:6668 without its grid files, PROJ may
fall back to changing nothing, and with them it would give another answer on another machine.
Moved are the axes of the Bessel ellipsoid (EPSG:15483, JGD2000; JGD2011 is taken as equal). The
shift is about 450 m. What three parameters can't follow, the strain in the old triangulation,
is some metres in most of the country (EPSG states 9 m).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

Degrees = npt.NDArray[np.float64]


_PIPELINE = """
    +proj=pipeline
    +step +proj=unitconvert +xy_in=deg +xy_out=rad
    +step +proj=push +v_3
    +step +proj=cart +ellps=bessel
    +step +proj=helmert +x=-146.414 +y=507.337 +z=680.507
    +step +inv +proj=cart +ellps=GRS80
    +step +proj=pop +v_3
    +step +proj=unitconvert +xy_in=rad +xy_out=deg
"""


@lru_cache(maxsize=1)
def _transformer() -> Transformer:
    return Transformer.from_pipeline(" ".join(_PIPELINE.split()))


def from_tokyo(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """JGD2011 longitude and latitude of Tokyo datum ones; NaN stays NaN."""
    known = np.isfinite(longitude) & np.isfinite(latitude)
    moved_longitude, moved_latitude = longitude.copy(), latitude.copy()
    if known.any():
        moved_longitude[known], moved_latitude[known] = _transformer().transform(
            longitude[known], latitude[known]
        )
    return moved_longitude, moved_latitude
