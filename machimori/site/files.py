"""Every file of the site: the one list that is written, served, and searched for what is hidden.

The files come in sections, so that a server makes only what somebody asks for: the state and the
assets, and one folder per language.
"""

from __future__ import annotations

from typing import Any

from machimori.site import alerts, shelters
from machimori.site.document import assets, door, languages
from machimori.site.facts import Facts
from machimori.site.sheet import Sheet
from machimori.site.status_json import encoded, status
from machimori.wording import LANGUAGES

STATUS = "status.json"
#: Section of the files that are in no language's folder.
TOP = ""


def files(facts: Facts) -> dict[str, bytes]:
    """Path -> content of the whole site."""
    state = status(facts)
    found: dict[str, bytes] = {}
    for one in sections(facts):
        found |= section(facts, state, one)
    return found


def sections(facts: Facts) -> tuple[str, ...]:
    """The top, and the folders of the languages that are offered."""
    return (TOP, *languages(facts.city))


def section_of(path: str) -> str:
    """The section a file would be in."""
    folder, slash, _ = path.partition("/")
    return folder if slash and folder in LANGUAGES else TOP


def section(facts: Facts, state: dict[str, Any], name: str) -> dict[str, bytes]:
    """Path -> content of one section.

    Args:
        facts: of the moment.
        state: their ``status_json.status``.
        name: of ``sections``.
    """
    sheet = Sheet(facts, name or LANGUAGES[0], state["layout"])
    if name == TOP:
        return {STATUS: encoded(state), "index.html": door(sheet), **assets()}
    return {
        f"{name}/{file}": content
        for pages in (shelters.pages, alerts.pages)
        for file, content in pages(sheet)
    }


def changes_with_state(path: str) -> bool:
    """Whether a file has to be asked for again; the hashed ones never change."""
    return not path.startswith("assets/")
