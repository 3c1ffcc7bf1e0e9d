"""``[road_crews]`` of a city.toml: who goes out, how long work takes, when there is none."""

from __future__ import annotations

from datetime import time

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: The 地理院地図 of the place: opens on any telephone, without this server.
MAP_LINK = "https://maps.gsi.go.jp/#18/{latitude}/{longitude}"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Crew(_Strict):
    """One crew. Without a base its day begins at the first stop and ends at the last."""

    id: str
    name: str
    base_latitude: float | None = Field(default=None, ge=-90, le=90)
    base_longitude: float | None = Field(default=None, ge=-180, le=180)
    begins: time = time(8, 30)
    ends: time = time(16, 30)
    #: Nobody works or drives then; both the same: no break.
    break_begins: time = time(12, 0)
    break_ends: time = time(13, 0)

    @model_validator(mode="after")
    def _possible(self) -> Crew:
        if (self.base_latitude is None) != (self.base_longitude is None):
            raise ValueError("base_latitude and base_longitude go together")
        if self.begins >= self.ends:
            raise ValueError("begins comes before ends")
        if self.break_begins > self.break_ends:
            raise ValueError("break_begins comes before break_ends")
        return self


class NoWork(_Strict):
    """Hours of working days in which a kind of road is left alone."""

    where: str  # "school_route", "emergency_route", or a road_class
    begins: time
    ends: time

    @model_validator(mode="after")
    def _possible(self) -> NoWork:
        if self.begins >= self.ends:
            raise ValueError("begins comes before ends")
        return self


class RoadCrews(_Strict):
    """Assumptions of a crew's round; each municipality sets its own."""

    crews: tuple[Crew, ...] = ()
    #: Minutes of work at a stop, by category as the posts name it.
    service_minutes: dict[str, int] = Field(default_factory=dict)
    default_service_minutes: int = Field(default=20, ge=1, le=480)
    #: Driving speed by road class; junctions and parking are in it.
    speed_km_h: dict[str, float] = Field(
        default_factory=lambda: {"trunk": 25.0, "primary": 22.0, "secondary": 20.0}
    )
    default_speed_km_h: float = Field(default=15.0, gt=0)
    #: Where no road network joins two stops: the straight line times this.
    detour_factor: float = Field(default=1.4, ge=1)
    no_work: tuple[NoWork, ...] = (
        NoWork(where="school_route", begins=time(7, 30), ends=time(8, 30)),
        NoWork(where="school_route", begins=time(14, 30), ends=time(16, 0)),
    )
    map_link: str = MAP_LINK

    @model_validator(mode="after")
    def _sound(self) -> RoadCrews:
        ids = [one.id for one in self.crews]
        if len(set(ids)) < len(ids):
            raise ValueError("two crews have the same id")
        if any(speed <= 0 for speed in self.speed_km_h.values()):
            raise ValueError("a speed is above 0")
        if any(not 1 <= minutes <= 480 for minutes in self.service_minutes.values()):
            raise ValueError("service_minutes are 1 to 480")
        try:
            self.map_link.format(latitude="35.0", longitude="139.0")
        except (KeyError, IndexError, ValueError) as wrong:
            raise ValueError("map_link has {latitude} and {longitude} and no other") from wrong
        return self

    def speed(self, road_class: str | None) -> float:
        """Metres a second on a class of road."""
        return self.speed_km_h.get(road_class or "", self.default_speed_km_h) / 3.6

    def service_s(self, category: str | None) -> int:
        """Seconds of work on a post of a category."""
        return 60 * self.service_minutes.get(category or "", self.default_service_minutes)


def model_at(where: tuple[str | int, ...]) -> type[BaseModel]:
    """The model that the place of a key belongs to, for the message that names its nearest."""
    if "crews" in where:
        return Crew
    return NoWork if "no_work" in where else RoadCrews
