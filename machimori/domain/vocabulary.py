"""The words of the field as codes: what the tables hold and the catalogue translates.

Source of the opening and crowding codes: L-Alert shelter body (Sort, Status), each with one
code added. Roles follow the Disaster Countermeasures Basic Act and the Tokyo ordinance on
stranded commuters.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a place is designated for. One place may hold several; they are never merged."""

    EVACUATION_SITE = "evacuation_site"  # 指定緊急避難場所
    SHELTER = "shelter"  # 指定避難所
    WELFARE_SHELTER = "welfare_shelter"  # 福祉避難所
    TEMPORARY_STAY = "temporary_stay"  # 帰宅困難者一時滞在施設
    WIDE_AREA_SITE = "wide_area_site"  # 広域避難場所, 災害時退避場所
    TSUNAMI_BUILDING = "tsunami_building"  # 津波避難ビル
    SUPPORT_STATION = "support_station"  # 帰宅困難者支援ステーション, never capacity


ROLES_WITH_CAPACITY = frozenset(Role) - {Role.SUPPORT_STATION}
#: Whom a role takes in: people who live here, or people who cannot get home.
ACCEPTS_BY_ROLE: dict[Role, str] = {
    role: "commuters" if role in (Role.TEMPORARY_STAY, Role.SUPPORT_STATION) else "residents"
    for role in Role
}


class Hazard(StrEnum):
    """Hazard kinds of the municipal standard data set 03, in its order."""

    FLOOD = "flood"  # 洪水
    LANDSLIDE = "landslide"  # 崖崩れ、土石流及び地滑り
    STORM_SURGE = "storm_surge"  # 高潮
    EARTHQUAKE = "earthquake"  # 地震
    TSUNAMI = "tsunami"  # 津波
    LARGE_FIRE = "large_fire"  # 大規模な火事
    INLAND_FLOOD = "inland_flood"  # 内水氾濫
    VOLCANO = "volcano"  # 火山現象


class Accessibility(StrEnum):
    """What a facility offers people with limited mobility."""

    STEP_FREE = "step_free"
    ACCESSIBLE_TOILET = "accessible_toilet"
    ELEVATOR = "elevator"


class PlaceKind(StrEnum):
    """Public places people look for beside shelters; a dataset of any other places is "other"."""

    AED = "aed"
    TOILET = "toilet"
    OTHER = "other"


class Opening(StrEnum):
    """Opening state: L-Alert Sort plus 開設準備中."""

    NOT_OPENED = "未開設"
    PREPARING = "開設準備中"
    OPEN = "開設"
    CLOSED = "閉鎖"
    PERMANENT = "常設"
    UNKNOWN = "不明"


class Crowding(StrEnum):
    """Crowding: L-Alert Status plus やや混雑."""

    FREE = "空き"
    SOMEWHAT_CROWDED = "やや混雑"
    CROWDED = "混雑"
    FULL = "定員一杯"
    UNKNOWN = "不明"


class Mode(StrEnum):
    """Real events and drills never fold together."""

    REAL = "real"
    TRAINING = "training"


class ReportStatus(StrEnum):
    """Life of a road report. "対応済" is done, not necessarily repaired."""

    RECEIVED = "受付済"
    IN_PROGRESS = "対応中"
    WATCHING = "経過観察"
    DONE = "対応済"
    REOPENED = "再開"
    OUT_OF_SCOPE = "対象外"
    REFERRED = "他管理者へ"
    DUPLICATE = "重複"


OPEN_REPORT_STATUSES = frozenset(
    {
        ReportStatus.RECEIVED,
        ReportStatus.IN_PROGRESS,
        ReportStatus.WATCHING,
        ReportStatus.REOPENED,
    }
)


class EndKind(StrEnum):
    """How a report ended, only where its source says so. "Closed" alone says none of these."""

    REPAIRED = "repaired"
    DUPLICATE = "duplicate"
    REFERRED = "referred"  # another road owner's
    OUT_OF_SCOPE = "out_of_scope"  # not a matter for the municipality, or nothing to do


class RoadOwner(StrEnum):
    """Who keeps the road."""

    NATIONAL = "national"
    PREFECTURAL = "prefectural"
    MUNICIPAL = "municipal"
    EXPRESSWAY = "expressway"
    PORT = "port"
    PRIVATE = "private"
    UTILITY = "utility"
    UNKNOWN = "unknown"


class ValueKind(StrEnum):
    """What an indicator value is."""

    ACTUAL = "実績"
    TARGET = "目標"
    ESTIMATE = "推計"
    FORECAST = "予測"
    ASSUMPTION = "想定"
    RULE = "制度値"
    BUDGET = "予算"
    SETTLED = "決算"
    SURVEY = "調査"


class Precision(StrEnum):
    """How exactly an indicator value is printed."""

    ABOUT = "約"
    OVER = "超"
    AT_LEAST = "以上"
    BELOW = "未満"
    CUMULATIVE = "延べ"
    NONE = "none"


class DateBasis(StrEnum):
    """Where an indicator's date comes from."""

    STATED = "明記"
    INFERRED = "推定"
    NONE = "なし"


class Direction(StrEnum):
    """Which way an indicator should go."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"
    NONE = "none"


class PositionPrecision(StrEnum):
    """How exact a place's coordinates are, best first."""

    SURVEYED = "surveyed"  # coordinates published with the row
    BLOCK = "block"  # street block (街区) of the address
    TOWN_BLOCK = "town_block"  # chome (町丁目) of the address
    TOWN = "town"  # town (町) of the address
    MUNICIPALITY = "municipality"
    UNKNOWN = "unknown"  # no coordinates
