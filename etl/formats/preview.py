"""One table of a file as seen before it is read: what the profile decides on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from etl.contract import Decision


@dataclass(frozen=True)
class Preview:
    """A table found in a file.

    Attributes:
        format: format of the plan ("csv", "workbook", "json", ...).
        rows: first records as text, where the header is still to be found.
        published: names of the columns, where the format has them.
        geometry: whether records carry a geometry.
        metadata: what the file says about itself (name -> text).
    """

    format: str
    rows: Sequence[Sequence[str]] = ()
    published: tuple[str, ...] = ()
    encoding: str = "utf-8"
    damaged: bool = False
    delimiter: str = ","
    sheet: str = ""
    member: str = ""
    records: str = ""
    crs: str = "EPSG:4326"
    geometry: bool = False
    has_totals: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
