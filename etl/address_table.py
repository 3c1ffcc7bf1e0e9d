"""Tables of towns and street blocks, and how an address meets one of their rows.

Tables are what a municipality can get: town lists with Geo3x3 codes, the national address
coordinates by town (大字・町丁目) or by street block (街区), or any table with the same meaning of
columns.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from etl.addresses import canonical, municipality_names, rest_of, split_town, without_prefecture
from etl.contract import UnreadableFile
from etl.normalise.geo3x3 import decode
from etl.normalise.verdict import Unreadable
from machimori.domain.vocabulary import PositionPrecision

#: A point known no better than this says nothing about a street; such table rows are left out.
COARSEST_M = 3_000.0
_HALF_DIAGONAL = math.sqrt(2) / 2
_METRES_PER_DEGREE = 111_320.0
_CITY = ("city", "市区町村名", "市区町村")
_TOWN = ("town", "大字町丁目名", "大字・丁目名", "大字・町丁目名", "町丁目", "町字", "町名")
_BLOCK = ("街区符号・地番", "街区符号")
_LONGITUDE = ("経度", "lon", "lng", "long", "longitude")
_LATITUDE = ("緯度", "lat", "latitude")
_CODE = ("geo3x3",)


class Point(NamedTuple):
    """A place of the table.

    ``error_m`` is how far the town's own point may lie from here (half diagonal of its Geo3x3
    cell, in metres), None where the table doesn't say. An address may lie farther off: the town
    is larger than its point.
    """

    longitude: float
    latitude: float
    error_m: float | None


@dataclass
class Town:
    """One town of a municipality: its own point, its chomes, their blocks."""

    own: list[Point] = field(default_factory=list)
    chomes: dict[int, list[Point]] = field(default_factory=dict)
    blocks: dict[tuple[int | None, int], list[Point]] = field(default_factory=dict)


class Table:
    """Towns by municipality, ready to be matched.

    Attributes:
        cities: canonical municipality name -> canonical town name -> town.
        names: every way a municipality is written -> its canonical names.
    """

    def __init__(self) -> None:
        self.cities: dict[str, dict[str, Town]] = {}
        self.names: dict[str, list[str]] = {}

    def add(self, city: str, town: str, block: int | None, point: Point) -> None:
        """Take one row of a table in."""
        names = municipality_names(city)
        towns = self.cities.get(names[0])
        if towns is None:
            towns = self.cities[names[0]] = {}
            for name in names:
                self.names.setdefault(name, []).append(names[0])
        base, chome = split_town(canonical(town))
        entry = towns.setdefault(base, Town())
        if block is not None:
            entry.blocks.setdefault((chome, block), []).append(point)
        if chome is None:
            entry.own.append(point)
        else:
            entry.chomes.setdefault(chome, []).append(point)

    def find(self, address: str, home: str = "") -> tuple[Point, PositionPrecision, str] | None:
        """The best point for one address, its precision, and the town that was met.

        Args:
            address: as published.
            home: municipality meant where the address names none.
        """
        form = without_prefecture(canonical(address))
        named = list(self._named(form))
        for city, rest in named or self._meant(form, home):
            met = _match(self.cities[city], rest, is_sure=bool(named))
            if met is not None:
                point, precision, town = met
                return point, precision, city + town
        return None

    def _named(self, form: str) -> Iterator[tuple[str, str]]:
        """Municipalities the address begins with, and what follows; the longest name first."""
        for length in range(len(form), 1, -1):
            for city in self.names.get(form[:length], ()):
                yield city, form[length:]

    def _meant(self, form: str, home: str) -> Iterator[tuple[str, str]]:
        """Municipalities an address without one may lie in."""
        for name in municipality_names(home)[:1] if home else self.cities:
            for city in self.names.get(name, self._wards_of(name)):
                yield city, form.removeprefix(name)

    def _wards_of(self, name: str) -> list[str]:
        """The wards of a designated city, where it is named as a whole."""
        return [city for city in self.cities if city.startswith(name) and city.endswith("区")]


def _match(
    towns: dict[str, Town], rest: str, *, is_sure: bool
) -> tuple[Point, PositionPrecision, str] | None:
    """The longest town name the rest begins with. A town's 町 may be left out before a number.

    Where the address names no municipality (not ``is_sure``), a number or the end must follow:
    the name of a street or a building may begin like a town.
    """
    for length in range(len(rest), 0, -1):
        base, after = rest[:length], rest[length : length + 1]
        town = towns.get(base)
        if town is not None and not is_sure and after and not after.isdigit():
            continue
        if town is None and after.isdigit():
            town = towns.get(base + "町")
        if town is None:
            continue
        chome, block = rest_of(rest[length:])
        if chome is not None and chome in town.chomes:
            if block is not None and (chome, block) in town.blocks:
                exact = town.blocks[chome, block]
                return _middle(exact), PositionPrecision.BLOCK, f"{base}{chome}丁目{block}"
            point = _middle(town.chomes[chome])
            return point, PositionPrecision.TOWN_BLOCK, f"{base}{chome}丁目"
        number = chome if chome is not None else block
        if number is not None and (None, number) in town.blocks:
            return _middle(town.blocks[None, number]), PositionPrecision.BLOCK, f"{base}{number}"
        points = town.own or [_middle(chome_points) for chome_points in town.chomes.values()]
        return _middle(points), PositionPrecision.TOWN, base
    return None


def _middle(points: Sequence[Point]) -> Point:
    """The mean of points; its error covers the farthest of them."""
    count = len(points)
    longitude = sum(point.longitude for point in points) / count
    latitude = sum(point.latitude for point in points) / count
    if count == 1 or any(point.error_m is None for point in points):
        return Point(longitude, latitude, points[0].error_m if count == 1 else None)
    error = max(
        metres(longitude, latitude, point.longitude, point.latitude) + (point.error_m or 0.0)
        for point in points
    )
    return Point(longitude, latitude, error)


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Distance of two near points, in metres (plane approximation)."""
    east = (other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(east, other_lat - lat) * _METRES_PER_DEGREE


def load_table(paths: Iterable[Path]) -> Table:
    """Read address tables; several add up.

    Raises:
        UnreadableFile: a table is missing, or has no town, or no position.
    """
    table = Table()
    for path in paths:
        for row in _rows(path):
            point = _point(row)
            city, town = _first(row, _CITY), _first(row, _TOWN)
            if point is None or not city or not town:
                continue
            block = _first(row, _BLOCK)
            table.add(city, town, int(block) if block.isdigit() else None, point)
    return table


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"{path}: the address table can't be read ({error.strerror}); "
            "correct `addresses` in the configuration"
        ) from error
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableFile(f"{path}: the address table is neither UTF-8 nor CP932")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = set(reader.fieldnames or ())
    has_point = names & set(_CODE) or (names & set(_LONGITUDE) and names & set(_LATITUDE))
    if not (names & set(_CITY) and names & set(_TOWN) and has_point):
        raise UnreadableFile(
            f"{path}: an address table needs a municipality ({', '.join(_CITY)}), a town "
            f"({', '.join(_TOWN)}) and a position (geo3x3, or 緯度 and 経度); "
            f"it has {', '.join(sorted(names))}"
        )
    for row in reader:
        yield {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}


def _first(row: dict[str, str], names: Sequence[str]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _point(row: dict[str, str]) -> Point | None:
    code = _first(row, _CODE)
    if code:
        try:
            cell = decode(code)
        except Unreadable:
            return None
        error = cell.metres * _HALF_DIAGONAL
        return None if error > COARSEST_M else Point(cell.longitude, cell.latitude, error)
    try:
        return Point(float(_first(row, _LONGITUDE)), float(_first(row, _LATITUDE)), None)
    except ValueError:
        return None
