"""A source published as a folder of moments: which folder that is, and what it would hold.

A file that arrives for such a source is one more moment. It stands beside the others; taking its
rows for the whole source would take every earlier statement out.
"""

from __future__ import annotations

from pathlib import Path

from etl.contract import FetchError, FilePlan, UnknownLayout
from etl.fetch import fetch
from etl.profile import profile
from etl.raw_copies import sha256_of
from etl.sources import SOURCES
from machimori.city import City, SourceConfig


def series_folder(source: str, entry: SourceConfig, city: City) -> Path | None:
    """Find the folder a file of this entry is added to.

    Returns:
        The folder, which may not be there yet; None where a file stands for the whole entry: a
        source that is no series, a URL, or a path that is a file.
    """
    if not SOURCES[source].is_series or not entry.path:
        return None
    place = city.resolve(entry.path)
    is_to_come = not place.exists() and not place.suffix
    return place if place.is_dir() or is_to_come else None


def plans_with(
    arriving: Path, source: str, entry: SourceConfig, city: City, *, folder: Path
) -> list[FilePlan]:
    """Plan what a run would read once a file lies in the folder: the others, then this one.

    A file of the folder with the same bytes is read once; one that is not of the source is passed
    over, as a run does.

    Raises:
        UnreadableFile: the arriving file or one of the folder can't be read.
        UnknownLayout: the arriving file is not of the source.
    """
    sha256 = sha256_of(arriving)
    plans: list[FilePlan] = []
    try:
        held = fetch(entry, city) if folder.is_dir() else []
    except FetchError:  # an empty folder is a series that begins
        held = []
    for one in held:
        if one.sha256 == sha256:
            continue
        try:
            plans += profile(
                one.path, SOURCES[source], entry, city, file=one.file, sha256=one.sha256
            )
        except UnknownLayout:
            continue
    # Balances are kept by file name: another file's name must not be met twice.
    is_taken = arriving.name in {plan.file for plan in plans}
    name = f"new/{arriving.name}" if is_taken else arriving.name
    return [*plans, *profile(arriving, SOURCES[source], entry, city, file=name, sha256=sha256)]
