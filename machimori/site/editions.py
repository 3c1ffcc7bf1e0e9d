"""Which editions of a table are told: those that hold nothing that may not be told any more."""

from __future__ import annotations

import csv
import hashlib
import io
import logging
from collections.abc import Callable
from typing import Any

from machimori.city import City
from machimori.site.open_about import Told
from machimori.store import gate
from machimori.store.edition_shelf import Edition, EditionShelf
from machimori.store.gate import Subject
from machimori.store.queries.open_tables import Hidden
from machimori.wording import numbers

_LOG = logging.getLogger(__name__)
#: What is kept of a table: to read by itself, to compute with, and all of it with its terms.
ENDINGS = (".csv", ".parquet", ".zip")


def keep(city: City, told: Told, content: Callable[[str], bytes], built_on: Any) -> None:
    """Put what a table says now on the shelf, where it says something new.

    Args:
        city: the municipality; ``[open_data] editions`` says how many stay.
        told: the table.
        content: a file of it by its name.
        built_on: moment of the build, for a table whose data states no date.
    """
    shelf = EditionShelf.of(city)
    moment = told.terms.as_of or built_on
    day = numbers.local(moment, city.zone).date()
    main = content(f"{told.key}.csv")
    about = {
        "sha256": hashlib.sha256(main).hexdigest(),
        "issued": day.isoformat(),
        "threshold": gate.threshold(city.privacy, told.table.table.subject),
    }
    try:
        held = shelf.editions(told.key)
        if held and held[-1].about["sha256"] == about["sha256"]:
            return
        files = {f"{told.key}{ending}": content(f"{told.key}{ending}") for ending in ENDINGS}
        shelf.keep(told.key, day, files, about)
        shelf.prune(told.key, most=city.open_data.editions)
    except OSError as problem:  # the newest files are given all the same
        _LOG.warning("no edition of %s was kept: %s", told.key, problem)


def offered(city: City, told: Told, hidden: Hidden) -> tuple[Edition, ...]:
    """The editions of a table that may be told, oldest first."""
    shelf = EditionShelf.of(city)
    subject = told.table.table.subject
    least = gate.threshold(city.privacy, subject)
    return tuple(
        one
        for one in shelf.editions(told.key)
        if int(one.about.get("threshold", 0)) >= least
        and not (subject == Subject.PLACES and _tells(shelf, one, hidden))
    )


def _tells(shelf: EditionShelf, edition: Edition, hidden: Hidden) -> bool:
    """Whether an edition holds a place that is hidden now, by its id or by name and address."""
    if not hidden.keys:
        return False
    content = shelf.read(edition.table, edition.version, f"{edition.table}.csv") or b""
    for row in csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")):
        if {row.get("facility_id"), row.get("place_id")} & hidden.keys:
            return True
        if (row.get("name"), row.get("address")) in hidden.names:
            return True
    return False
