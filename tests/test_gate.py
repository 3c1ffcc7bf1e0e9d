"""No public code reads posts or people but through the gate: held by reading the imports.

A query module that names a table of posts or people is closed to public code, unless it is one of
``GATED``: these hand out what the gate made, and nothing else.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from machimori.ui.navigation import PAGES
from tests.test_architecture import ROOT, imports_of, module_of

#: Tables of single posts and of residents; closures are public acts, ``roads`` is the network.
CLOSED = re.compile(r"\bmarts\.(road_(?!closures)\w+|population)\b")
#: Query modules with such tables whose answers have passed the gate.
GATED = {
    "machimori.store.queries.overview",
    "machimori.store.queries.population",
    "machimori.store.queries.population_release",
    "machimori.store.queries.road_release",
}
#: Routes anybody may ask without an account.
PUBLIC_ROUTES = ("server_public", "server_feeds", "server_signage", "server_data")
#: Read for its staff parts alone; what they show stands behind the sign-in of their pages.
STAFF_ONLY = {"machimori.ui.access", "machimori.ui.navigation"}


def source(module: str) -> Path | None:
    path = ROOT / Path(*module.split("."))
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.exists():
            return file
    return None


def imported(module: str) -> set[str]:
    """Modules of ours that a module imports, names of functions left out."""
    file = source(module)
    if file is None:
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {name for name in imports_of(tree) if name.startswith("machimori") and source(name)}


def reached(start: Iterator[str] | list[str]) -> dict[str, str]:
    """Every module that is imported from there, and by whom; the stores are the ends."""
    waiting = [(module, "") for module in start]
    found: dict[str, str] = {}
    while waiting:
        module, by = waiting.pop()
        if module in found or module in STAFF_ONLY:
            continue
        found[module] = by
        if not module.startswith("machimori.store"):
            waiting += [(one, module) for one in imported(module)]
    return found


def public_modules() -> list[str]:
    """Where public output begins: what ``publish`` writes, the open routes and the public pages.

    Prints of the staff lie in ``machimori/site`` too; none of these may reach them.
    """
    site = [ROOT / "machimori" / "site" / "watch.py"]
    pages = [
        ROOT / entry.file if (ROOT / entry.file).exists() else ROOT / "pages" / f"{entry.key}.py"
        for entry in PAGES
        if entry.reader == "public"
    ]
    routes = [ROOT / "machimori" / f"{name}.py" for name in PUBLIC_ROUTES]
    return [module_of(file) for file in (*site, *pages, *routes) if file.exists()]


def is_closed(text: str) -> bool:
    return CLOSED.search(text) is not None


def closed_queries() -> set[str]:
    found = set()
    for file in sorted((ROOT / "machimori" / "store" / "queries").glob("*.py")):
        if is_closed(file.read_text(encoding="utf-8")):
            found.add(module_of(file))
    return found


def test_public_code_reads_posts_and_people_through_the_gate_alone() -> None:
    ways = reached(public_modules())
    assert {f"machimori.site.{one}" for one in ("files", "open_files", "data_files")} <= set(ways)
    assert {one: ways[one] for one in closed_queries() - GATED if one in ways} == {}


def test_what_is_gated_passes_the_gate() -> None:
    for module in GATED:
        assert "machimori.store.gate" in imported(module), module


def test_nobody_but_the_gate_seals() -> None:
    found = [
        module_of(file)
        for folder in ("machimori", "etl", "pages")
        for file in (ROOT / folder).rglob("*.py")
        if re.search(r"\bReleased\(|\b_SEAL\b", file.read_text(encoding="utf-8"))
    ]
    assert found == ["machimori.store.gate"]


def test_no_public_code_asks_a_warehouse_itself() -> None:
    asking = re.compile(r"\.(frame|rows)\(\s*(f?\"|f?'|_[A-Z])|\bwh\.marts\b")
    assert [
        one
        for one in reached(public_modules())
        if not one.startswith("machimori.store")
        and asking.search((source(one) or ROOT).read_text("utf-8"))
    ] == []


# The gate's gates, seen failing.


def test_a_query_of_posts_is_seen() -> None:
    assert is_closed("SELECT * FROM wh.marts.road_reports")
    assert is_closed("FROM wh.marts.population")
    assert not is_closed("FROM wh.marts.road_closures")
    assert not is_closed("FROM wh.marts.roads")
    assert "machimori.store.queries.triage" in closed_queries() - GATED


def test_a_way_to_the_posts_is_seen() -> None:
    assert "machimori.store.queries.triage" in reached(["machimori.ui.triage_queue"])
