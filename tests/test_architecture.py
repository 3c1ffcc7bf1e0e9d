"""The rules of the layout, held by reading the code itself.

Each gate was seen failing once: the tests at the end feed it a file that breaks its rule.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: The configuration, a file per area of it, and how DuckDB is opened.
LEAVES = {
    "machimori",
    "machimori.database",
    *(f"machimori.{file.stem}" for file in (ROOT / "machimori").glob("city*.py")),
}
#: Room -> rooms it may import. A room may always import itself and the leaves.
ARROWS = {
    "machimori.domain": set(),
    "machimori.wording": {"machimori.domain"},
    "machimori.exchange": {"machimori.domain"},
    "machimori.store": {"machimori.domain"},
    "machimori.ui": {"machimori.store", "machimori.domain", "machimori.wording"},
    "machimori.server_auth": {
        "machimori.ui",
        "machimori.store",
        "machimori.wording",
        "machimori.domain",
    },
    "machimori.server_headers": {"machimori.ui", "machimori.wording", "machimori.domain"},
    "machimori.server_addresses": {"machimori.ui", "machimori.wording", "machimori.domain"},
    "machimori.site": {
        "machimori.store",
        "machimori.exchange",
        "machimori.wording",
        "machimori.domain",
    },
    "machimori.server_feeds": {"machimori.site", "machimori.store", "machimori.exchange"},
    "machimori.server_data": {"machimori.site", "machimori.store"},
    "machimori.server_signage": {
        "machimori.server_feeds",
        "machimori.site",
        "machimori.store",
        "machimori.wording",
    },
    "machimori.server_exchange": {
        "machimori.server_private",
        "machimori.server_auth",
        "machimori.server_feeds",
        "machimori.site",
        "machimori.ui",
        "machimori.store",
        "machimori.exchange",
        "machimori.wording",
        "machimori.domain",
    },
    "machimori.server_public": {
        "machimori.server_addresses",
        "machimori.site",
        "machimori.store",
        "machimori.wording",
    },
    "machimori.server_links": {
        "machimori.store",
        "machimori.exchange",
        "machimori.wording",
        "machimori.domain",
    },
    "machimori.server_reports": {
        "machimori.server_links",
        "machimori.ui",
        "machimori.store",
        "machimori.exchange",
        "machimori.wording",
        "machimori.domain",
    },
    "machimori.server_operators": {
        "machimori.server_links",
        "machimori.ui",
        "machimori.store",
        "machimori.exchange",
        "machimori.wording",
    },
    "machimori.server_link_sheets": {"machimori.ui", "machimori.store", "machimori.wording"},
    "machimori.server": {
        "machimori.server_addresses",
        "machimori.server_auth",
        "machimori.server_data",
        "machimori.server_exchange",
        "machimori.server_feeds",
        "machimori.server_headers",
        "machimori.server_link_sheets",
        "machimori.server_links",
        "machimori.server_operators",
        "machimori.server_public",
        "machimori.server_reports",
        "machimori.server_signage",
        "machimori.ui",
        "machimori.store",
        "machimori.exchange",
        "machimori.wording",
        "machimori.domain",
    },
    "machimori.command_line": {"machimori.store"},
    "machimori.privacy_commands": {"machimori.command_line", "machimori.store"},
    "machimori.format_commands": {
        "machimori.command_line",
        "machimori.site",
        "machimori.store",
        "machimori.exchange",
        "machimori.wording",
        "machimori.domain",
    },
    "machimori.redmine_push": {"machimori.store", "machimori.exchange", "machimori.domain"},
    "machimori.redmine_commands": {
        "machimori.redmine_push",
        "machimori.command_line",
        "machimori.store",
        "machimori.exchange",
    },
    "machimori.__main__": {
        "machimori.command_line",
        "machimori.privacy_commands",
        "machimori.redmine_commands",
        "machimori.format_commands",
        "machimori.server",
        "machimori.exchange",
        "machimori.site",
        "machimori.ui",
        "machimori.store",
        "machimori.wording",
        "machimori.domain",
    },
    "pages": {"machimori.ui"},
    "dashboard": {"machimori.ui"},
    "etl": {"machimori.exchange", "machimori.domain", "machimori.store.journal"},
}
#: What a pure room must not touch.
IO_MODULES = {
    "os", "pathlib", "sqlite3", "duckdb", "httpx", "requests", "socket", "subprocess",
    "urllib", "shutil", "tempfile", "streamlit", "time",
}  # fmt: skip
BANNED_NAMES = {"utils", "helpers", "common", "misc", "util", "helper"}
CLOCK_CALLS = {"now", "today", "utcnow"}
SQL = re.compile(
    r"\b(select|insert\s+into|update|delete\s+from|create\s+table)\b.+\b(from|set|values|table|as)\b",
    re.I | re.S,
)  # noqa: E501


def python_files() -> list[Path]:
    folders = ("machimori", "etl", "pages")
    found = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return [*found, ROOT / "dashboard.py"]


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str | None:
    rooms = [room for room in ARROWS if module == room or module.startswith(room + ".")]
    return max(rooms, key=len) if rooms else None


def broken_arrows(module: str, tree: ast.AST) -> list[str]:
    room = room_of(module)
    if room is None:
        return []
    broken = []
    for target in imports_of(tree):
        if not target.startswith(("machimori", "etl", "pages", "dashboard")):
            continue
        if target in LEAVES or any(
            target.startswith(f"{leaf}.") for leaf in LEAVES - {"machimori"}
        ):
            continue
        allowed = ARROWS[room] | {room}
        if not any(target == one or target.startswith(one + ".") for one in allowed):
            parent = target.rpartition(".")[0]
            if parent in LEAVES or any(parent == one for one in allowed):
                continue
            broken.append(f"{module} imports {target}")
    return broken


def impurities(tree: ast.AST) -> list[str]:
    found = [name for name in imports_of(tree) if name.split(".")[0] in IO_MODULES]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS:
            found.append(f"clock: {node.func.attr}() at line {node.lineno}")
        if isinstance(node.func, ast.Name) and node.func.id == "open":
            found.append(f"open() at line {node.lineno}")
    return found


def sql_literals(tree: ast.AST) -> list[str]:
    return [
        node.value[:60]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
    ]


@pytest.mark.parametrize("path", python_files(), ids=module_of)
def test_arrows_go_one_way(path: Path) -> None:
    assert broken_arrows(module_of(path), ast.parse(path.read_text(encoding="utf-8"))) == []


#: Screens of a page that no news redraws.
WITHOUT_NEWS = {"load_mapping", "load_publish"}


def streamlit_calls(tree: ast.AST, *names: str) -> list[ast.Call]:
    """Calls of ``st.<name>``."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in names
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "st"
    ]


def presses_without_callback(tree: ast.AST) -> list[int]:
    """Lines of buttons of Streamlit whose press only the page's own run hears."""
    return [
        call.lineno
        for call in streamlit_calls(tree, "button", "form_submit_button")
        if "on_click" not in {one.arg for one in call.keywords}
    ]


def files_of_one_run(tree: ast.AST) -> list[int]:
    """Lines of save buttons that make their file when pressed: only for the run that drew them."""
    return [
        call.lineno
        for call in streamlit_calls(tree, "download_button")
        if not any(
            isinstance(one, ast.Call) and getattr(one.func, "id", "").endswith("_bytes")
            for one in (*call.args, *(named.value for named in call.keywords))
        )
    ]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "machimori" / "ui").glob("*.py")), ids=lambda path: path.stem
)
def test_what_is_made_when_asked_for_has_an_address(path: Path) -> None:
    """``file_link``; a save button of Streamlit is given the bytes themselves."""
    assert files_of_one_run(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "path",
    [
        file
        for file in python_files()
        if module_of(file).startswith(("machimori.domain", "machimori.exchange"))
    ],
    ids=module_of,
)
def test_pure_rooms_touch_nothing(path: Path) -> None:
    assert impurities(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "path",
    [
        file
        for file in python_files()
        if module_of(file).startswith(("pages", "dashboard", "machimori.ui"))
    ],
    ids=module_of,
)
def test_screens_hold_no_sql(path: Path) -> None:
    assert sql_literals(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_every_press_is_heard_by_a_callback() -> None:
    """News may break off the run that a press began; a callback was called before it."""
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "machimori" / "ui").glob("*.py")]
    found = {
        file.stem: lines
        for file in files
        if (lines := presses_without_callback(ast.parse(file.read_text(encoding="utf-8"))))
    }
    assert set(found) <= WITHOUT_NEWS


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=module_of)
def test_pages_do_no_file_access(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [
        name for name in imports_of(tree) if name.split(".")[0] in IO_MODULES - {"streamlit"}
    ] == []


def test_no_room_for_leftovers() -> None:
    assert [str(file) for file in python_files() if file.stem in BANNED_NAMES] == []


def test_the_front_door_is_small() -> None:
    assert len((ROOT / "dashboard.py").read_text(encoding="utf-8").splitlines()) < 60


def test_every_source_has_its_four_files() -> None:
    from etl.sources import SOURCES

    missing = []
    for name, source in SOURCES.items():
        for path in (
            ROOT / "etl" / "sources" / f"{name}.py",
            ROOT / "tests" / "etl" / "sources" / f"test_{name}.py",
            ROOT / "tests" / "fixtures" / name,
            ROOT / "etl" / "models" / "staging" / f"{source.table}.sql",
        ):
            if not path.exists():
                missing.append(str(path.relative_to(ROOT)))
    assert missing == []


def test_every_rule_named_in_the_code_has_its_sentence() -> None:
    from etl.rules import RULES

    named = set()
    for file in (ROOT / "etl").rglob("*.py"):
        written = file.read_text(encoding="utf-8")
        named.update(re.findall(r"'(\w+)' AS rule", written))
        for node in ast.walk(ast.parse(written)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("reject", "doubt")
                and len(node.args) > 1
                and isinstance(node.args[1], ast.Constant)
            ):
                named.add(node.args[1].value)
    assert named - set(RULES) == set()


# The gates, seen failing.


def test_gate_arrow_from_page_to_etl_is_seen() -> None:
    assert broken_arrows("pages.board", ast.parse("from etl.pipeline import run")) != []
    assert broken_arrows("machimori.domain.x", ast.parse("import machimori.store.warehouse")) != []
    assert broken_arrows("etl.x", ast.parse("from machimori.ui import page")) != []
    assert (
        broken_arrows("etl.x", ast.parse("from machimori.store.warehouse import Warehouse")) != []
    )
    assert broken_arrows("etl.x", ast.parse("from machimori.store.journal import Journal")) == []


def test_gate_impure_domain_is_seen() -> None:
    assert impurities(ast.parse("import sqlite3")) != []
    assert impurities(ast.parse("from datetime import datetime\ndatetime.now()")) != []


def test_gate_a_press_without_callback_is_seen() -> None:
    assert presses_without_callback(ast.parse("if st.button('x'):\n    act()")) == [1]
    assert presses_without_callback(ast.parse("x = st.form_submit_button('x')")) == [1]
    assert presses_without_callback(ast.parse("st.button('x', on_click=act)")) == []


def test_gate_a_file_of_one_run_is_seen() -> None:
    made_later = "st.download_button('x', lambda: csv_bytes(rows()), on_click='ignore')"
    assert files_of_one_run(ast.parse(made_later)) == [1]
    assert files_of_one_run(ast.parse("st.download_button('x', data=make)")) == [1]
    assert files_of_one_run(ast.parse("st.download_button('x', csv_bytes(rows))")) == []


def test_gate_sql_in_a_page_is_seen() -> None:
    assert sql_literals(ast.parse('x = "SELECT name FROM wh.marts.facilities"')) != []
