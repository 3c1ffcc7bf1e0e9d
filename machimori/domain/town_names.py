"""Which town an address begins with, by the names of the municipality's own town blocks.

For a place added in a hurry: an address told over the telephone is brought near its town, no
nearer than that. Published lists are placed by ``etl.address_table``, to the street block.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from machimori.domain.vocabulary import PositionPrecision

_NUMERALS = "〇一二三四五六七八九"
_CHOME = re.compile(rf"([{_NUMERALS}十]+)丁目")
_PREFECTURE = re.compile(r"^(?:東京都|北海道|(?:京都|大阪)府|.{2,3}県)")
_NAME = re.compile(r"(.+?)([0-9]+)丁目")
_FIRST_NUMBER = re.compile(r"([0-9]+)(?:丁目|[-‐−ーの]|番|$)")


@dataclass(frozen=True)
class Town:
    """A town block and its middle."""

    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Found:
    """Where an address lies, how exactly that is known, and the name that was met."""

    longitude: float
    latitude: float
    precision: PositionPrecision
    name: str


def find(address: str, towns: Iterable[Town], municipality: str) -> Found | None:
    """The town block an address begins with, or the middle of the town where it names no chome.

    Args:
        address: as typed; prefecture and municipality may stand before the town.
        towns: the municipality's town blocks.
        municipality: its name.
    """
    form = _PREFECTURE.sub("", canonical(address)).removeprefix(canonical(municipality))
    if not form:
        return None
    blocks: dict[str, dict[int | None, list[Town]]] = {}
    for town in towns:
        base, chome = split(town.name)
        blocks.setdefault(base, {}).setdefault(chome, []).append(town)
    for length in range(len(form), 1, -1):
        base = form[:length]
        if base not in blocks:
            continue
        number = _FIRST_NUMBER.match(form[length:])
        chome = int(number.group(1)) if number else None
        met = blocks[base].get(chome) or blocks[base].get(None)
        if met:
            return _middle(met, PositionPrecision.TOWN_BLOCK, met[0].name)
        every = [town for part in blocks[base].values() for town in part]
        return _middle(every, PositionPrecision.TOWN, base)
    return None


def canonical(text: str) -> str:
    """One form for width and for the numerals of a chome."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return _CHOME.sub(lambda found: f"{_number(found.group(1))}丁目", plain)


def split(name: str) -> tuple[str, int | None]:
    """``神田神保町二丁目`` as the town and 2."""
    form = canonical(name)
    met = _NAME.fullmatch(form)
    return (met.group(1), int(met.group(2))) if met else (form, None)


def _number(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int("".join(str(_NUMERALS.index(one)) for one in numeral))
    return (_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0)


def _middle(towns: list[Town], precision: PositionPrecision, name: str) -> Found:
    return Found(
        sum(town.longitude for town in towns) / len(towns),
        sum(town.latitude for town in towns) / len(towns),
        precision,
        name,
    )
