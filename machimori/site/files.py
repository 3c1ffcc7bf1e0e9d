"""Every file of the site: the one list that is written, served, and searched for what is hidden."""

from __future__ import annotations

from machimori.site import alerts, shelters
from machimori.site.document import assets, door, languages
from machimori.site.facts import Facts
from machimori.site.sheet import Sheet
from machimori.site.status_json import encoded, status
from machimori.wording import LANGUAGES

STATUS = "status.json"


def files(facts: Facts) -> dict[str, bytes]:
    """Path -> content of the whole site."""
    state = status(facts)
    first = Sheet(facts, LANGUAGES[0], state["layout"])
    found = {STATUS: encoded(state), "index.html": door(first), **assets()}
    for lang in languages(first):
        sheet = Sheet(facts, lang, state["layout"])
        for pages in (shelters.pages, alerts.pages):
            found |= {f"{lang}/{name}": content for name, content in pages(sheet)}
    return found


def changes_with_state(path: str) -> bool:
    """Whether a file has to be asked for again; the hashed ones never change."""
    return not path.startswith("assets/")
