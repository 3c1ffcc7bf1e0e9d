"""The documentation says what the code does: generated parts, lists, commands and links."""

from __future__ import annotations

import re
import subprocess
import textwrap
from pathlib import Path

import pytest
import typer
from typer.main import get_command

import etl.__main__
import machimori.__main__
from machimori.city import load_city
from scripts.generate_docs import FORMS, ROOT, documents
from scripts.screenshots import SHOWN

READMES = ("README.md", "README.ja.md")
COMMAND = re.compile(
    r"(?:make|python -m (?:etl|machimori (?:journal|lalert|open311-key|privacy|redmine)|machimori))"
    r" [a-z][a-z-]*"
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
#: Written in two parts, so that this file is none of those it looks for.
MACHINE = re.compile(
    "|".join(
        (
            r"/wo" + r"rk/(?:main|shared)",
            r"/ho" + r"me/[a-z]",
            r"/ro" + r"ot/",
            r"regis" + r"try\.(?:npmjs|yarnpkg)",
            r"(?:files\.python" + r"hosted|py" + r"pi)\.org",
            r"(?:proxy\.go" + r"lang|crates)\.(?:org|io)/",
        )
    )
)


def tracked() -> list[Path]:
    """Files under version control that are there; of an unpacked archive, those it brought."""
    if not (ROOT / ".git").exists():
        passed_over = {".venv", "node_modules", "vendor", "data", "secrets", "out"}
        return [
            path
            for path in ROOT.rglob("*")
            if path.is_file() and passed_over.isdisjoint(path.relative_to(ROOT).parts)
        ]
    said = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [ROOT / name for name in said.split("\0") if name and (ROOT / name).is_file()]


def markdown() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    """Anchors of the headings of a file, as repository sites make them."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in headings}


def commands(app: typer.Typer, words: str) -> list[str]:
    """Every command of a command line, its groups' commands included."""
    found = []
    for name, command in getattr(get_command(app), "commands", {}).items():
        inner = getattr(command, "commands", None)
        found += [f"{words} {name} {one}" for one in inner] if inner else [f"{words} {name}"]
    return found


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.M))


def broken(source: Path) -> list[str]:
    """Relative links of a file that lead nowhere."""
    found = []
    for link in LINK.findall(FENCE.sub("", source.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (source.parent / place).resolve() if place else source
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


def test_generated_documents_are_up_to_date() -> None:
    stale = [
        named(path)
        for path, wanted in documents().items()
        if not path.exists() or path.read_text(encoding="utf-8") != wanted
    ]
    assert stale == [], "run python scripts/generate_docs.py"


def test_every_form_is_the_form_of_a_source() -> None:
    forms = {path.name for path in (ROOT / "docs").glob("*_form.md")}
    assert forms == {name for name in FORMS.values() if name.endswith("_form.md")}


def test_decisions_and_their_list_agree() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"^- \[(.+)\]\((.+\.md)\)$", read("docs/decisions/README.md"), re.M)
    there = [
        (path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# "), path.name)
        for path in sorted(folder.glob("[0-9]*.md"))
    ]
    assert sorted(listed, key=lambda one: one[1]) == there


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "docs/runbook.md"])
def test_every_make_target_named_exists(name: str) -> None:
    said = set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", read(name), re.M))
    assert said - targets() == set()


def test_every_command_is_documented() -> None:
    every = [
        *commands(etl.__main__.app, "python -m etl"),
        *commands(machimori.__main__.app, "python -m machimori"),
    ]
    said = read("README.md") + read("docs/runbook.md")
    assert len(every) >= 10
    assert [one for one in every if one not in said] == []


def test_every_command_named_exists() -> None:
    every = {
        *commands(etl.__main__.app, "python -m etl"),
        *commands(machimori.__main__.app, "python -m machimori"),
    }
    wrong = {
        (named(path), command)
        for path in markdown()
        for command in COMMAND.findall(path.read_text(encoding="utf-8"))
        if command.startswith("python") and command not in every
    }
    groups = {
        f"python -m machimori {group.name}" for group in machimori.__main__.app.registered_groups
    }
    assert {one for one in wrong if one[1] not in groups} == set()


def test_both_readmes_say_the_same_commands_and_lead_to_the_same_places() -> None:
    english, japanese = (read(name) for name in READMES)
    assert set(COMMAND.findall(english)) == set(COMMAND.findall(japanese))
    other = {"README.md", "README.ja.md"}
    assert set(LINK.findall(english)) - other == set(LINK.findall(japanese)) - other


@pytest.mark.parametrize("name", READMES)
def test_the_configuration_of_the_readme_is_valid(name: str, tmp_path: Path) -> None:
    (block,) = re.findall(r"^ *```toml\n(.*?)^ *```$", read(name), re.M | re.S)
    path = tmp_path / "city.toml"
    path.write_text(textwrap.dedent(block), encoding="utf-8")
    city = load_city(path)
    assert (city.code, [entry.id for entry in city.sources["facilities"]]) == (
        "131016",
        ["shelters"],
    )


def test_the_readme_shows_the_pictures_the_script_takes() -> None:
    pictures = {f"docs/screenshots/{name}.png" for name in SHOWN}
    assert {link for link in LINK.findall(read("README.md")) if link.endswith(".png")} == pictures
    large = [name for name in pictures if (ROOT / name).stat().st_size > 400_000]
    assert large == []


@pytest.mark.parametrize("source", markdown(), ids=named)
def test_links_lead_somewhere(source: Path) -> None:
    assert broken(source) == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" in data[:4096]:
            continue
        met = MACHINE.search(data.decode("utf-8", errors="replace"))
        if met:
            found.append((named(path), met[0]))
    assert found == []


# The gates, seen failing.


def test_gate_broken_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One Thing (一つ)\n[a](gone.md) [b](#one-thing-一つ) [c](#other) [d](https://example.jp/)\n",
        encoding="utf-8",
    )
    assert broken(page) == ["gone.md", "#other"]


def test_gate_machine_path_is_seen() -> None:
    assert MACHINE.search("/ro" + "ot/notes.txt")
    assert MACHINE.search('"resolved": "https://regis' + 'try.npmjs.org/leaflet"')
    assert not MACHINE.search("/srv/machimori and /var/backups")
