"""Every file of the site: the one list that is written, served, and searched for what is hidden.

The files come in sections, so that a server makes only what somebody asks for: the state and the
assets, and one folder per language.
"""

from __future__ import annotations

from typing import Any

from machimori.site import (
    about_pages,
    alerts,
    changes_feed,
    data_pages,
    figure_definitions,
    figure_files,
    figure_index,
    figure_news,
    figure_pages,
    figure_roadmap,
    food_page,
    front_page,
    map_assets,
    map_files,
    map_pages,
    news_page,
    road_page,
    share_drawing,
    share_image,
    shelters,
    site_map,
)
from machimori.site.document import INDEX, assets, door, languages, spoken
from machimori.site.facts import Facts
from machimori.site.offline import FILE as WORKER
from machimori.site.offline import worker
from machimori.site.open_about import FOLDER as OPEN_DATA
from machimori.site.sheet import Sheet
from machimori.site.status_json import encoded, status
from machimori.store.kept import Kept
from machimori.wording import LANGUAGES

STATUS = "status.json"
#: Section of the files that are in no language's folder.
TOP = ""
#: Section of the figures as data, and below a language's folder of the pages about them. They
#: change with a build alone, and are made once for each.
DATA = figure_files.FOLDER
FIGURES = "indicators"
#: Below a language's folder the pages of open data; the files themselves lie in ``OPEN_DATA``.
DATASETS = "data"
#: Below a language's folder the public map, its lists and the files of its script.
MAP = map_files.FOLDER
#: Pictures for previews of links, and the list of pages: only where the site knows its address.
PICTURES = share_image.FOLDER
SITE_MAP = site_map.FILE
_MADE: Kept[dict[str, bytes]] = Kept(32)


def files(facts: Facts) -> dict[str, bytes]:
    """Path -> content of the whole site."""
    state = status(facts)
    found: dict[str, bytes] = {}
    for one in sections(facts):
        if one != SITE_MAP:
            found |= section(facts, state, one)
    if facts.address:
        found[SITE_MAP] = site_map.site_map(found, facts.address)
    return found


def sections(facts: Facts) -> tuple[str, ...]:
    """The top, the folders of the languages that are offered, and those that hang on a build."""
    parts = (FIGURES, DATASETS, MAP)
    of_builds = (f"{lang}/{one}" for lang in spoken(facts.city, "") for one in parts)
    with_address = (PICTURES, SITE_MAP) if facts.address else ()
    return (TOP, DATA, OPEN_DATA, *languages(facts.city), *of_builds, *with_address)


def section_of(path: str) -> str:
    """The section a file would be in."""
    folder, slash, rest = path.partition("/")
    for data in (DATA, OPEN_DATA):
        if path.startswith(f"{data}/"):
            return data
    if path == SITE_MAP or folder == PICTURES:
        return folder
    if not slash or folder not in LANGUAGES:
        return TOP
    for part in (DATASETS, MAP):
        if rest.startswith(f"{part}/"):
            return f"{folder}/{part}"
    is_figures = rest.startswith(f"{FIGURES}/") and rest != figure_index.FILE
    return f"{folder}/{FIGURES}" if is_figures else folder


def file_of(path: str) -> str:
    """The file an address means: a folder's is its index."""
    return f"{path}{INDEX}" if path.endswith("/") else path


def section(facts: Facts, state: dict[str, Any], name: str) -> dict[str, bytes]:
    """Path -> content of one section.

    Args:
        facts: of the moment.
        state: their ``status_json.status``.
        name: of ``sections``.
    """
    lang, _, part = name.partition("/")
    if name == DATA:
        return _MADE.get((facts.figures, DATA), lambda: figure_files.data_files(facts.figures))
    if name == OPEN_DATA:
        return {f"{OPEN_DATA}/{one}": content for one, content in facts.data.files().items()}
    sheet = Sheet(facts, lang or LANGUAGES[0], state["layout"])
    if name == TOP:
        return _top(sheet, state)
    if name == SITE_MAP:
        others = (one for one in sections(facts) if one != SITE_MAP)
        listed = [path for one in others for path in section(facts, state, one)]
        return {SITE_MAP: site_map.site_map(listed, facts.address)}
    if name == PICTURES:
        return _MADE.get((facts.figures, name), lambda: _pictures(facts, state["layout"]))
    if part == DATASETS:
        return _MADE.get((facts.data, name, facts.address), lambda: _data(sheet))
    if part == MAP:
        return _MADE.get((facts.data, name, facts.address), lambda: _map(sheet))
    if part:
        return _MADE.get((facts.figures, name, facts.address), lambda: _figures(sheet))
    kinds = (front_page, shelters, alerts)
    made = [page for kind in kinds for page in kind.pages(sheet)]
    food = (facts.data, facts.figures, "food", lang, facts.address, *food_page.changes_with(sheet))
    made += _MADE.get(food, lambda: dict(food_page.pages(sheet))).items()
    if lang in spoken(facts.city, ""):
        made += figure_index.pages(sheet, facts.figures, facts.live)
        made += [page for kind in (road_page, news_page, about_pages) for page in kind.pages(sheet)]
    return {f"{lang}/{file}": content for file, content in made}


def _top(sheet: Sheet, state: dict[str, Any]) -> dict[str, bytes]:
    facts = sheet.facts
    return {
        STATUS: encoded(state),
        "index.html": door(sheet),
        WORKER: worker(list(assets())),
        site_map.ROBOTS: site_map.robots(facts.address, is_sample=facts.is_sample),
        **assets(),
        **map_assets.later(),
    }


def _pictures(facts: Facts, layout: str) -> dict[str, bytes]:
    """Pictures for previews, in every language figures are in."""
    sheets = (Sheet(facts, lang, layout) for lang in spoken(facts.city, ""))
    return {
        path: content
        for sheet in sheets
        for path, content in share_drawing.files(sheet, facts.figures)
    }


def _figures(sheet: Sheet) -> dict[str, bytes]:
    """Pages that change with a build alone: nothing of the moment may stand in them."""
    kinds = (figure_pages, figure_roadmap, figure_news, figure_definitions)
    return {
        f"{sheet.lang}/{file}": content
        for pages in kinds
        for file, content in pages.pages(sheet, sheet.facts.figures)
    } | changes_feed.files(sheet, sheet.facts.figures)


def _data(sheet: Sheet) -> dict[str, bytes]:
    """Pages of open data: like the figures they change with a build alone."""
    return {
        f"{sheet.lang}/{file}": content
        for file, content in data_pages.pages(sheet, sheet.facts.data)
    }


def _map(sheet: Sheet) -> dict[str, bytes]:
    """The public map: what it shows is of a build, and the state of the moment is a link away."""
    return {f"{sheet.lang}/{file}": content for file, content in map_pages.pages(sheet)}


def changes_with_state(path: str) -> bool:
    """Whether a file has to be asked for again; the hashed ones never change."""
    return not path.startswith("assets/")
