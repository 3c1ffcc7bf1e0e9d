"""Everything about positions, behind one door: scalar rules and the vectorised ``positions``."""

from __future__ import annotations

from etl.normalise.degrees import degrees, pair
from etl.normalise.geo3x3 import Cell, decode, encode, geo3x3, geo3x3_code
from etl.normalise.positions import Positions, positions

__all__ = [
    "Cell",
    "Positions",
    "decode",
    "degrees",
    "encode",
    "geo3x3",
    "geo3x3_code",
    "pair",
    "positions",
]
