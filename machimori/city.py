"""One municipality's configuration, validated: ``cities/<city>/city.toml``.

Paths are relative to the file. An unknown key is an error that names the nearest known one.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from machimori import city_crews, city_road_groups
from machimori.city_crews import RoadCrews
from machimori.city_indicators import Indicators
from machimori.city_open311 import Open311
from machimori.city_open_data import OpenData
from machimori.city_photos import RoadPhotos
from machimori.city_privacy import Privacy
from machimori.city_redmine import RedmineSettings
from machimori.city_road_analysis import RoadHotSpots, RoadSurvival
from machimori.city_road_desk import AnswerTemplate, RoadDeskSettings
from machimori.city_road_groups import RoadGroups
from machimori.city_road_owners import RoadOwners
from machimori.city_road_priority import RoadPriority
from machimori.city_road_sla import RoadSla, SlaTarget

Language = Literal["ja", "en", "zh", "ko", "easy"]
REPOSITORY = Path(__file__).resolve().parent.parent
#: The ten sources of the design, the stations of the stranded-commuter scenarios, and what the
#: public map shows beside them.
SOURCE_NAMES = (
    "boundaries",
    "stations",
    "roads",
    "hazards",
    "facilities",
    "facility_status",
    "road_reports",
    "food_drive_points",
    "public_places",
    "past_floods",
    "indicators",
    "population",
    "open_datasets",
)


class ConfigurationError(Exception):
    """The configuration can't be used; the message says which key, and what to do."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceConfig(_Strict):
    """Where one source is found and what its files don't say themselves."""

    id: str = ""
    path: str = ""
    url: str = ""
    title: str = ""
    producer: str = ""
    licence: str = ""
    licence_url: str = ""
    cadence_days: float | None = None
    defaults: dict[str, Any] = Field(default_factory=dict)
    columns: dict[str, str | list[str]] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    encoding: str = ""
    sheet: str = ""
    layout: str = ""
    datum: str = ""
    timezone: str = ""
    is_sample: bool = False
    max_reject_ratio: float = 0.2
    min_rows_ratio: float = 0.5
    #: Seconds a URL's server may be silent, and seconds the file may take in all.
    timeout_seconds: float = Field(default=30.0, gt=0)
    total_seconds: float = Field(default=600.0, gt=0)

    @model_validator(mode="after")
    def _one_place(self) -> SourceConfig:
        if self.path and self.url:
            raise ValueError("give path or url, not both")
        return self


class AgeRule(_Strict):
    """Minutes until a confirmed status is called stale, and then unknown."""

    stale_minutes: int = 30
    unknown_minutes: int = 120


class Staff(_Strict):
    """Sign-in of staff: "passphrase" (default) or "oidc" through ``st.login``."""

    sign_in: str = "passphrase"
    session_hours: int = 12
    contact: str = ""
    oidc_claim: str = "roles"
    oidc_roles: dict[str, list[str]] = Field(default_factory=dict)

    @field_validator("sign_in")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in ("passphrase", "oidc"):
            raise ValueError('sign_in is "passphrase" or "oidc"')
        return value


class Demand(_Strict):
    """Assumptions of demand against capacity (``docs/demand.md``); a range, low to high."""

    #: Share of the residents who come to a shelter: low, mid, high.
    resident_share: tuple[float, float, float] = (0.05, 0.15, 0.3)
    #: Stranded people as a multiple of the published scenario: low, mid, high.
    commuter_spread: tuple[float, float, float] = (0.7, 1.0, 1.3)
    #: Stranded people in all, where the stations' list has no figures of its own.
    commuter_total: int = Field(default=590_000, ge=0)
    #: Square metres per person where only a floor area is known: tightest and roomiest.
    area_per_person_m2: tuple[float, float] = (1.65, 3.5)
    #: Nobody is sent further on foot.
    walk_limit_m: float = Field(default=3_000, gt=0)

    @field_validator("resident_share", "commuter_spread", "area_per_person_m2")
    @classmethod
    def _rising(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if list(value) != sorted(value) or min(value) < 0:
            raise ValueError("the numbers rise from low to high, none below 0")
        return value

    @model_validator(mode="after")
    def _possible(self) -> Demand:
        if self.resident_share[-1] > 1:
            raise ValueError("resident_share is a share of the residents: at most 1")
        if self.area_per_person_m2[0] <= 0:
            raise ValueError("area_per_person_m2 is above 0")
        return self


class City(_Strict):
    """A municipality. ``folder`` is where the file lies; relative paths start there."""

    name: str
    code: str
    bbox: tuple[float, float, float, float] | None = None
    boundary: str = ""
    metric_crs: str
    name_en: str = ""
    timezone: str = "Asia/Tokyo"
    data_dir: str = "."
    base_url: str = ""
    is_sample: bool = False
    contact: str = ""
    #: Those offered to the public, of the catalogue's; Japanese first.
    languages: tuple[Language, ...] = ("ja", "en", "zh", "ko", "easy")
    #: Town/block coordinate tables addresses are geocoded against.
    addresses: tuple[str, ...] = ()
    #: Upper edges of 空き, やや混雑, 混雑 as a share of capacity; half-open bands.
    crowding_bands: tuple[float, float, float] = (0.5, 0.8, 1.0)
    #: Roles of places that are always there (常設): nobody opens them.
    permanent_roles: tuple[str, ...] = ("wide_area_site", "tsunami_building")
    status_age: dict[str, AgeRule] = Field(default_factory=dict)
    staff: Staff = Staff()
    demand: Demand = Demand()
    indicators: Indicators = Indicators()
    road_crews: RoadCrews = RoadCrews()
    open311: Open311 = Open311()
    road_desk: RoadDeskSettings = RoadDeskSettings()
    redmine: RedmineSettings = RedmineSettings()
    road_groups: RoadGroups = RoadGroups()
    road_owners: RoadOwners = RoadOwners()
    road_photos: RoadPhotos = RoadPhotos()
    road_priority: RoadPriority = RoadPriority()
    road_sla: RoadSla = RoadSla()
    road_survival: RoadSurvival = RoadSurvival()
    road_hot_spots: RoadHotSpots = RoadHotSpots()
    privacy: Privacy = Privacy()
    open_data: OpenData = OpenData()
    sources: dict[str, tuple[SourceConfig, ...]] = Field(default_factory=dict)
    folder: Path = Path()

    @field_validator("sources", mode="before")
    @classmethod
    def _as_lists(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        lists = {}
        for name, entries in value.items():
            if name not in SOURCE_NAMES:
                raise ValueError(_unknown_key(f"sources.{name}", name, SOURCE_NAMES))
            entries = entries if isinstance(entries, list) else [entries]
            named = []
            for number, entry in enumerate(entries, 1):
                entry = dict(entry)
                entry.setdefault("id", name if len(entries) == 1 else f"{name}_{number}")
                named.append(entry)
            lists[name] = named
        return lists

    @model_validator(mode="after")
    def _ids_differ(self) -> City:
        if self.bbox is None and not self.boundary:
            raise ValueError("bbox or boundary is needed: what lies outside is held against it")
        ids = [entry.id for entries in self.sources.values() for entry in entries]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"the source id {twice[0]!r} is used twice; give each its own id")
        return self

    @property
    def data_path(self) -> Path:
        """Folder of warehouse, journal, raw copies and keys."""
        return (self.folder / self.data_dir).resolve()

    @property
    def warehouse_path(self) -> Path:
        """The built, disposable warehouse."""
        return self.data_path / "warehouse.duckdb"

    @property
    def journal_path(self) -> Path:
        """The append-only journal."""
        return self.data_path / "journal.sqlite"

    @property
    def zone(self) -> tzinfo:
        """The zone times are shown in."""
        return ZoneInfo(self.timezone)

    def resolve(self, path: str) -> Path:
        """A path of the configuration, from its folder."""
        return (self.folder / path).resolve()

    def age_rule(self, role: str) -> AgeRule:
        """The ageing rule of a role; ``default`` where it has none of its own."""
        return self.status_age.get(role) or self.status_age.get("default") or AgeRule()

    def source(self, name_or_id: str) -> list[tuple[str, SourceConfig]]:
        """``(source name, entry)`` of a source's name (all its entries) or of one id."""
        if name_or_id in self.sources:
            return [(name_or_id, entry) for entry in self.sources[name_or_id]]
        return [
            (name, entry)
            for name, entries in self.sources.items()
            for entry in entries
            if entry.id == name_or_id
        ]


def _unknown_key(where: str, key: str, known: Any) -> str:
    near = difflib.get_close_matches(key, list(known), n=1)
    hint = f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(sorted(known))}."
    return f"unknown key {where}.{hint}"


def _message(error: ValidationError, path: Path) -> str:
    lines = []
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            model: type[BaseModel] = City
            if "sources" in problem["loc"]:
                model = SourceConfig
            elif "staff" in problem["loc"]:
                model = Staff
            elif "demand" in problem["loc"]:
                model = Demand
            elif "open311" in problem["loc"]:
                model = Open311
            elif "road_crews" in problem["loc"]:
                model = city_crews.model_at(problem["loc"])
            elif "privacy" in problem["loc"]:
                model = Privacy
            elif "open_data" in problem["loc"]:
                model = OpenData
            elif "road_desk" in problem["loc"]:
                model = AnswerTemplate if "answers" in problem["loc"] else RoadDeskSettings
            elif "redmine" in problem["loc"]:
                model = RedmineSettings
            elif "road_groups" in problem["loc"]:
                model = city_road_groups.model_at(problem["loc"])
            elif "road_owners" in problem["loc"]:
                model = RoadOwners
            elif "road_photos" in problem["loc"]:
                model = RoadPhotos
            elif "road_priority" in problem["loc"]:
                model = RoadPriority
            elif "road_sla" in problem["loc"]:
                model = SlaTarget if "targets" in problem["loc"] else RoadSla
            elif "indicators" in problem["loc"]:
                model = Indicators
            elif "road_survival" in problem["loc"]:
                model = RoadSurvival
            elif "road_hot_spots" in problem["loc"]:
                model = RoadHotSpots
            elif "status_age" in problem["loc"]:
                model = AgeRule
            lines.append(_unknown_key(where, str(problem["loc"][-1]), model.model_fields))
        else:
            lines.append(f"{where}: {problem['msg']}" if where else problem["msg"])
    return f"{path}: " + "; ".join(lines)


def load_city(path: Path) -> City:
    """Read and validate a ``city.toml``.

    Raises:
        ConfigurationError: the file is missing, isn't TOML, or a key is unknown or wrong.
    """
    path = Path(path)
    if path.is_dir():
        path = path / "city.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"{path}: no such configuration. CITY names a folder in cities/; "
            "--config takes the path of a city.toml."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: not readable as TOML in UTF-8: {error}") from error
    document["folder"] = path.resolve().parent
    try:
        return City.model_validate(document)
    except ValidationError as error:
        raise ConfigurationError(_message(error, path)) from error


def current_city_path() -> Path:
    """The one in force: ``MACHIMORI_CITY`` (a path, or a name in cities/), or the sample."""
    named = os.environ.get("MACHIMORI_CITY", "sample")
    path = Path(named)
    if path.suffix == ".toml" or path.is_dir():
        return path
    return REPOSITORY / "cities" / named / "city.toml"


def current_city() -> City:
    """The configuration in force, read again when its file has changed."""
    path = current_city_path()
    file = path / "city.toml" if path.is_dir() else path
    return _loaded(file, file.stat().st_mtime_ns if file.exists() else 0)


@lru_cache(maxsize=4)
def _loaded(file: Path, _changed_ns: int) -> City:
    return load_city(file)
