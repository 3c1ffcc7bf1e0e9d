"""Invented places of refuge of a ward: what each is, where it stands, whom it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from etl.sample.dates import drawn
from etl.sample.ground import Ground, TownBlock, points_in

#: Blocks with nobody to shelter: palace and gardens.
GARDENS = frozenset({"千代田", "皇居外苑", "北の丸公園", "日比谷公園"})
_CHOME = {
    "一": "イッチョウメ",
    "二": "ニチョウメ",
    "三": "サンチョウメ",
    "四": "ヨンチョウメ",
    "五": "ゴチョウメ",
    "六": "ロクチョウメ",
}
OFFICES = ("ビル", "タワー", "ホテル", "ホール", "会議場", "大学会館", "劇場", "オフィスセンター")


@dataclass(frozen=True)
class Place:
    """One place with the role it has in the list that publishes it."""

    id: str
    name: str
    kana: str
    name_en: str
    role: str
    block: TownBlock
    address: str
    longitude: float
    latitude: float
    capacity: int | None
    outdoor: int | None
    area_m2: int | None
    phone: str
    step_free: bool
    toilet: bool
    elevator: bool
    is_public: bool


def places(ground: Ground, seed: int) -> list[Place]:
    """All places of a ward, in the order of their ids."""
    random = np.random.default_rng(drawn(seed, "places", ground.number))
    quiet = [block for block in ground.blocks if block.name not in GARDENS]
    gardens = [block for block in ground.blocks if block.name in GARDENS]
    spread = [quiet[index] for index in random.permutation(len(quiet))]
    taken = iter(spread * 2)
    made: list[Place] = []

    def add(
        prefix: str, role: str, kind: tuple[str, str, str], block: TownBlock, **more: Any
    ) -> None:
        number = sum(one.role == role for one in made) + 1
        lon, lat = points_in(block.shape.buffer(-0.0002) or block.shape, 1, random)[0]
        house = f"{random.integers(1, 28)}-{random.integers(1, 16)}"
        town = block.name.removeprefix("神田")
        capacity = more.get("capacity")
        made.append(
            Place(
                id=f"{ground.prefix}{prefix}-{number:02d}",
                name=f"見本{town}{kind[0]}",
                kana=f"ミホン{_kana(block)}{kind[1]}",
                name_en=f"Mihon {block.name_en} {kind[2]}",
                role=role,
                block=block,
                address=f"{ground.prefecture}{ground.name}{block.name}{house}",
                longitude=round(float(lon), 6),
                latitude=round(float(lat), 6),
                capacity=capacity,
                outdoor=more.get("outdoor"),
                area_m2=None if capacity is None else int(capacity * 1.65),
                phone=f"03-0000-{1000 + len(made):04d}",
                step_free=bool(random.random() < 0.7),
                toilet=bool(random.random() < 0.6),
                elevator=bool(random.random() < 0.5),
                is_public=bool(more.get("is_public", True)),
            )
        )

    def people(low: int, high: int) -> int:
        return int(random.integers(low // 10, high // 10)) * 10

    for number in range(14):
        kind = (
            ("小学校", "ショウガッコウ", "Elementary School"),
            ("区民館", "クミンカン", "Community Hall"),
            ("中学校", "チュウガッコウ", "Junior High School"),
        )[0 if number < 8 else 1 if number < 12 else 2]
        add("S", "shelter", kind, next(taken), capacity=people(160, 640),
            outdoor=people(100, 500) if number % 3 == 0 else None)  # fmt: skip
    for _ in range(5):
        kind = ("高齢者センター", "コウレイシャセンター", "Senior Centre")
        add("W", "welfare_shelter", kind, next(taken), capacity=people(20, 70))
    for block in gardens[1:]:
        add("B", "wide_area_site", ("広場", "ヒロバ", "Open Space"), block,
            capacity=people(8000, 30000))  # fmt: skip
    for number in range(24):
        word = OFFICES[number % len(OFFICES)]
        kind = (word, "ビル" if word == "ビル" else "シセツ", "Building")
        add("T", "temporary_stay", kind, next(taken), capacity=people(80, 700),
            is_public=number % 9 != 8)  # fmt: skip
    for _ in range(10):
        kind = ("見本マート", "ミホンマート", "Mihon Mart")
        add("K", "support_station", kind, next(taken))
    for _ in range(4):
        add(
            "E",
            "evacuation_site",
            ("公園", "コウエン", "Park"),
            next(taken),
            capacity=people(300, 900),
        )
    return made


def _kana(block: TownBlock) -> str:
    """Reading of the town as it stands in the place's name: without 神田, with its chome."""
    reading = "".join(chr(ord(c) + 96) if "ぁ" <= c <= "ゖ" else c for c in block.kana)
    if block.name.startswith("神田"):
        reading = reading.removeprefix("カンダ")
    chome = block.name.removesuffix("丁目")[-1] if block.name.endswith("丁目") else ""
    return reading + _CHOME.get(chome, "")
