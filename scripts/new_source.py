"""Write the four files of a new source, with a test that fails until it is written.

Usage: ``make new-source NAME=street_lights``.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

SOURCE = '''"""{title}: what one row is, who publishes it, what its files get wrong."""

from __future__ import annotations

from etl.contract import Column, Layout, Source

SOURCE = Source(
    name="{name}",
    entity="rows",
    columns=(
        Column("name", "name", required=True),
        Column("longitude", "longitude"),
        Column("latitude", "latitude"),
    ),
    layouts=(
        Layout(
            id="{name}",
            title="{title}",
            signature=("名称", "緯度", "経度"),
            columns={{"name": "名称", "latitude": "緯度", "longitude": "経度"}},
        ),
    ),
    key=("name",),
)
'''
STAGING = """-- {title}, one row per published row.
SELECT * FROM raw
"""
FIXTURE = "名称,緯度,経度\r\n見本,35.69,139.75\r\n"
TEST = '''"""{title}: rows of the fixture, whole."""

from __future__ import annotations

from pathlib import Path

from etl.check import check_file
from machimori.city import City

FIXTURE = Path(__file__).parents[2] / "fixtures" / "{name}" / "{name}.csv"


def test_reads_its_fixture(chiyoda: City) -> None:
    report = check_file(FIXTURE, name="{name}", city=chiyoda)
    assert report.document() == {{}}, "write down what the report must say, then its edge cases"
'''


def main() -> int:
    """Write the files, and say what is left to do by hand."""
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        print("usage: make new-source NAME=lower_case_name", file=sys.stderr)
        return 2
    title = name.replace("_", " ").capitalize()
    files = {
        ROOT / "etl/sources" / f"{name}.py": SOURCE,
        ROOT / "etl/models/staging" / f"stg_{name}__rows.sql": STAGING,
        ROOT / "tests/fixtures" / name / f"{name}.csv": FIXTURE,
        ROOT / "tests/etl/sources" / f"test_{name}.py": TEST,
    }
    for path in files:
        if path.exists():
            print(
                f"{path.relative_to(ROOT)} is there already; nothing was written", file=sys.stderr
            )
            return 1
    for path, template in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = template if template is FIXTURE else template.format(name=name, title=title)
        path.write_text(text, encoding="utf-8", newline="")
        print(path.relative_to(ROOT))
    print(f'\nNow: add "{name}" to SOURCE_NAMES in machimori/city.py, a mart in etl/models/, and')
    print(f"make tests/etl/sources/test_{name}.py pass. docs/adding_a_source.md walks through it.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
