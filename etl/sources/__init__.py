"""The sources, one file each: staging columns, published layouts, key.

A module here with a ``SOURCE`` is a source; ``make new-source NAME=x`` writes one.
"""

from __future__ import annotations

from importlib import import_module

from etl.contract import Layout, Source
from machimori.city import SOURCE_NAMES

SOURCES: dict[str, Source] = {
    name: import_module(f"etl.sources.{name}").SOURCE for name in SOURCE_NAMES
}


def layout_of(source: Source, layout_id: str) -> Layout:
    """A source's layout by id; "configured" is the one a column mapping makes by itself."""
    for layout in source.layouts:
        if layout.id == layout_id:
            return layout
    return Layout(id=layout_id, title="configured", columns={})
