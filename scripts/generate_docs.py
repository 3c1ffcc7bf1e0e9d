"""Write the parts of the documentation that are read off the code.

Usage: ``python scripts/generate_docs.py [--check]``. Makes docs/columns.md (from the tables of a
fresh build), docs/sources.md (from the sources' declarations), docs/pages.md (from the
navigation), docs/openapi.json (from the models) and the vocabularies of docs/glossary.md.
``--check`` only says what is out of date.
"""

from __future__ import annotations

import ast
import difflib
import json
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from etl.contract import Source  # noqa: E402 - the project is not installed
from etl.sources import SOURCES  # noqa: E402
from machimori.domain import vocabulary  # noqa: E402
from machimori.exchange import operator_interface  # noqa: E402
from machimori.ui.navigation import PAGES  # noqa: E402
from machimori.wording import has, text  # noqa: E402
from scripts.column_dictionary import described_tables  # noqa: E402

NOTE = "<!-- Written by scripts/generate_docs.py; change the code and run it again. -->"
#: Where a source's form is described, for those that have one of ours.
FORMS = {
    "facilities": "facility_form.md",
    "facility_status": "status_form.md",
    "road_reports": "posts_form.md",
    "food_drive_points": "food_drive_form.md",
    "public_places": "public_places_form.md",
    "past_floods": "past_floods_form.md",
    "open_datasets": "open_datasets_form.md",
    "stations": "stations_form.md",
    "indicators": "../cities/indicators/README.md",
}
#: Vocabulary -> how the catalogue's keys of its words begin, where readers see words for it.
KEYS = {
    "Role": "role.",
    "PlaceKind": "place_kind.",
    "Hazard": "hazard.",
    "Accessibility": "a11y.",
    "Opening": "opening.",
    "Crowding": "crowding.",
    "Mode": "mode.",
    "ReportStatus": "status.",
    "RoadOwner": "owner.",
    "ValueKind": "indicators.kind_",
    "Precision": "indicators.qualifier_",
    "DateBasis": "indicators.basis_",
    "PositionPrecision": "precision.",
}
VOCABULARIES = ("<!-- vocabularies -->", "<!-- end of vocabularies -->")


def first_line(docstring: str | None) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join((docstring or "").split("\n\n")[0].split()).replace("``", "`")


def table(head: tuple[str, ...], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").strip() for cell in line) + " |"
        for line in lines
    )


def code(words: Iterable[str]) -> str:
    """Words as code, with commas."""
    return ", ".join(f"`{word}`" for word in words)


def columns_document() -> str:
    """Every column of every mart and meta table, as a fresh build has them."""
    parts = [
        "# Columns",
        NOTE,
        "Every table of the warehouse, as a fresh build makes it. Times are `TIMESTAMP` in UTC and "
        "are shown in the municipality's zone; coordinates are EPSG:4326 longitude and latitude; "
        "unknown is NULL. The words behind codes are in the [glossary](glossary.md).",
    ]
    for one in described_tables():
        parts += [f"## {one.name}", *([one.about] if one.about else [])]
        rows = (
            (f"`{column.name}`", column.type, "yes" if column.is_required else "", column.about)
            for column in one.columns
        )
        parts.append(table(("column", "type", "always there", "what it is"), rows))
    return "\n\n".join(parts) + "\n"


def sources_document() -> str:
    """The sources: what one row is, which published forms are known, which names map."""
    parts = [
        "# Sources",
        NOTE,
        "What the configuration may call a source, in the order in which a run reads them. "
        "`make new-source` adds one ([a walk](adding_a_source.md)).",
        table(
            ("source", "what", "staging table", "form"),
            (
                (
                    f"[`{name}`](#{name})",
                    text(f"source_name.{name}", "ja"),
                    f"`staging.{source.table}`",
                    f"[{Path(FORMS[name]).name}]({FORMS[name]})" if name in FORMS else "",
                )
                for name, source in SOURCES.items()
            ),
        ),
    ]
    for name, source in SOURCES.items():
        parts += [f"## {name}", _about(name, source), _layouts(source), _staging(source)]
    return "\n\n".join(parts) + "\n"


def _about(name: str, source: Source) -> str:
    tree = ast.parse((ROOT / "etl" / "sources" / f"{name}.py").read_text(encoding="utf-8"))
    lines = [first_line(ast.get_docstring(tree)), ""]
    key = code(source.key) or "every column"
    lines.append(f"- Rows of one entry that agree in {key} are duplicates.")
    if source.latest_by:
        lines.append(f"- Of duplicates the one with the latest `{source.latest_by}` stays.")
    if source.is_series:
        lines.append("- Each file of a folder is a moment of its own.")
    if source.never_load:
        lines.append(f"- Never loaded: {code(sorted(source.never_load))}.")
    return "\n".join(lines)


def _layouts(source: Source) -> str:
    rows = (
        (
            f"`{one.id}`",
            one.title,
            code(one.signature) or "no name: only where the configuration maps the columns",
            code(one.absent),
        )
        for one in source.layouts
    )
    return table(("layout", "published form", "known by", "and not"), rows)


def _staging(source: Source) -> str:
    rows = (
        (
            f"`{one.name}`",
            one.kind,
            "yes" if one.required else "",
            code(sorted(one.allowed)),
        )
        for one in source.columns
    )
    return table(("our name", "read as", "needed", "words allowed"), rows)


def pages_document() -> str:
    """The pages: address, reader, role, title in both languages."""
    rows = []
    for page in PAGES:
        about = ast.get_docstring(ast.parse((ROOT / page.file).read_text(encoding="utf-8")))
        rows.append(
            (
                f"`/{page.url_path}`",
                text(page.title_key, "ja"),
                text(page.title_key, "en"),
                page.reader,
                f"`{page.role}`" if page.role else "",
                first_line(about),
            )
        )
    head = ("address", "ページ", "page", "reader", "role", "what it shows")
    return (
        "\n\n".join(
            (
                "# Pages",
                NOTE,
                "Public pages need nothing. A staff page asks for its role at every rerun; "
                "`admin` covers every role, and every role covers `viewer`: "
                "[staff access](staff_access.md).",
                table(head, rows),
            )
        )
        + "\n"
    )


def openapi_document() -> str:
    """The interface of the operators' page, from the models that check what comes in."""
    return json.dumps(operator_interface.document(), ensure_ascii=False, indent=1) + "\n"


def vocabularies() -> str:
    """Each vocabulary as a table: code, the words readers see for it, name in the code."""
    parts = []
    for name, kind in vars(vocabulary).items():
        if not (isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum):
            continue
        langs = {"日本語": "ja", "English": "en"} if name in KEYS else {}
        rows = []
        for member in kind:
            key = f"{KEYS.get(name, '')}{member.value}"
            words = (text(key, lang) if has(key, lang) else "" for lang in langs.values())
            rows.append((f"`{member.value}`", *words, f"`{name}.{member.name}`"))
        head = ("code", *langs, "in code")
        parts += [f"### {name}", first_line(kind.__doc__), table(head, rows)]
    return "\n\n".join(parts)


def with_vocabularies(glossary: str) -> str:
    """The glossary with its vocabularies between the two marks.

    Raises:
        ValueError: a mark is missing.
    """
    begin, end = VOCABULARIES
    before, found, rest = glossary.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"docs/glossary.md has lost {begin} or {end}")
    return f"{before}{begin}\n\n{vocabularies()}\n\n{end}{after}"


def documents() -> dict[Path, str]:
    """Path -> what should stand there."""
    docs = ROOT / "docs"
    glossary = docs / "glossary.md"
    return {
        docs / "columns.md": columns_document(),
        docs / "sources.md": sources_document(),
        docs / "pages.md": pages_document(),
        docs / "openapi.json": openapi_document(),
        glossary: with_vocabularies(glossary.read_text(encoding="utf-8")),
    }


def main() -> int:
    """Write what has changed, or say it."""
    changed = 0
    for path, wanted in documents().items():
        stands = path.read_text(encoding="utf-8") if path.exists() else ""
        if stands == wanted:
            continue
        changed += 1
        name = str(path.relative_to(ROOT))
        if "--check" in sys.argv[1:]:
            said = difflib.unified_diff(
                stands.splitlines(), wanted.splitlines(), name, name, "", "", 0
            )
            print("\n".join(list(said)[:20]))
        else:
            path.write_text(wanted, encoding="utf-8")
            print(name)
    return 1 if changed and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    raise SystemExit(main())
