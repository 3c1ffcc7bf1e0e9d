"""What a rule must know that the cell doesn't say."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from etl.contract import FilePlan


@dataclass(frozen=True)
class Context:
    """Decisions made once for a file.

    Attributes:
        timezone: zone of times without one.
        code: six-digit code of the municipality, or any text outside Japan.
        empty_flag: what an empty yes/no cell means; None is unknown.
        dash_flag: what a dash in a yes/no cell means.
        month_first: how 1/2/2024 is read; None refuses to guess.
        bbox: west, south, east, north in degrees; positions are held against it.
        axis_order: "as_named", or "swapped" where latitude and longitude change places.
        datum: "JGD2011" or "Tokyo".
    """

    timezone: str = "Asia/Tokyo"
    code: str = ""
    empty_flag: bool | None = None
    dash_flag: bool | None = None
    month_first: bool | None = None
    bbox: tuple[float, float, float, float] = (-180.0, -90.0, 180.0, 90.0)
    axis_order: str = "as_named"
    datum: str = "JGD2011"

    @property
    def zone(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.timezone)

    @classmethod
    def of(cls, plan: FilePlan) -> Context:
        """Context of a file's plan."""
        return cls(
            timezone=plan.timezone,
            code=plan.code,
            bbox=plan.bbox,
            axis_order=plan.axis_order,
            datum=plan.datum,
        )
