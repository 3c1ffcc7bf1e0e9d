"""What the script of a page needs to speak its language: words, marks and rules, as JSON."""

from __future__ import annotations

import json

from machimori.domain.vocabulary import Crowding, Opening, Role
from machimori.site.sheet import Sheet
from machimori.wording import tokens
from machimori.wording.languages import bcp47
from machimori.wording.markup import Html
from machimori.wording.tokens import COLOURS, Mark

_WORDS = {
    "confirmed": "shelters.confirmed",
    "old": "shelters.confirmed_old",
    "never": "shelters.never",
    "free": "shelters.free",
    "refuge": "shelters.full_refuge",
    "no_refuge": "shelters.full_no_refuge",
    "minutes": "age.minutes",
    "hours": "age.hours",
    "days": "age.days",
    "and": "age.and",
    "ago": "age.ago",
    "now": "age.now",
    "offline": "site.offline",
    "stopped": "site.stopped",
    "near": "near.button",
    "denied": "near.denied_alone",
    "privacy": "near.privacy",
    "straight": "near.straight",
    "search": "shelters.search",
    "none_found": "filter.none_found",
    "count": "shelters.count",
    "total": "site.role_total",
    "total_unknown": "site.role_unknown",
    "left": "overview.free_left",
    "full": "overview.free_none",
    "left_out": "overview.free_unknown",
    "unknown": "overview.free_all_unknown",
}
_TONES = ("good", "caution", "alarm", "neutral", "brand", "training")


def reading(sheet: Sheet) -> Html:
    """The block the script reads; a page without it is a page without a script."""
    data = {
        "lang": bcp47(sheet.lang),
        "zone": sheet.facts.city.timezone,
        "offset": sheet.offset_minutes,
        "words": {name: _template(sheet, key) for name, key in _WORDS.items()},
        "roles": {str(role): sheet.word("role", role) for role in Role},
        "marks": _marks(sheet),
    }
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Html(f'<script type="application/json" id="reading">{written}</script>')


def _template(sheet: Sheet, key: str) -> str:
    """The message with its places open."""
    places = {name: f"{{{name}}}" for name in ("n", "clock", "age", "name", "distance", "duration")}
    return sheet.t(key, **places, rest="{rest}", role="{role}")


def _marks(sheet: Sheet) -> dict[str, list[str]]:
    """Word, shape and tone of each state, as ``tokens.state_mark`` has them."""
    found = {str(one): _drawn(sheet, tokens.state_mark(Opening.OPEN, one)) for one in Crowding}
    found["open"] = _drawn(sheet, tokens.state_mark(Opening.OPEN, None))
    for one in Opening:
        if one not in (Opening.OPEN, Opening.PERMANENT):
            found[f"opening {one}"] = _drawn(sheet, tokens.state_mark(one, None))
    return found


def _drawn(sheet: Sheet, mark: Mark) -> list[str]:
    tone = next(name for name in _TONES if COLOURS[name] == mark.colour)
    return [sheet.t(mark.key), mark.shape, tone]
