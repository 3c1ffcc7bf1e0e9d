"""Which languages there are, what is spoken in each, and which one a reader gets.

A screen is in one language from its first word to its last: one that lacks the reader's language
is shown whole in another, and offers only those it has.
"""

from __future__ import annotations

from collections.abc import Iterable

#: Japanese, English, Simplified Chinese, Korean, やさしい日本語; folders of ``locale/``.
LANGUAGES = ("ja", "en", "zh", "ko", "easy")
#: What every screen is in.
EVERYWHERE = ("ja", "en")
#: Areas of words (files of ``locale/``) that are in all languages; others in ``EVERYWHERE``.
AREAS = (
    "frame",
    "shelters",
    "alerts",
    "phrases",
    "site",
    "public_site",
    "operators",
    "signage",
)
#: Who lacks his language reads the nearest there is: やさしい日本語 is Japanese.
_INSTEAD = {"zh": "en", "ko": "en", "easy": "ja"}
#: BCP 47 for ``<html lang>``, and the locales numbers and dates are formatted by.
_BCP47 = {"zh": "zh-Hans", "easy": "ja"}
_LOCALE = {"zh": "zh_Hans", "easy": "ja"}
#: Names of places and people stay as they are written for those who read the script.
_READ_KANJI = frozenset({"ja", "zh", "easy"})


def pick_language(wanted: str | None, offered: Iterable[str] = EVERYWHERE) -> str:
    """The language to speak: what was wanted where it is offered, else the nearest, else Japanese.

    Args:
        wanted: a code of ``LANGUAGES``, or anything a stranger wrote.
        offered: the languages of the screen.
    """
    known = tuple(offered)
    for code in (wanted, _INSTEAD.get(wanted or "")):
        if code in known:
            return str(code)
    return LANGUAGES[0]


def device_language(accepted: str | None, offered: Iterable[str] = LANGUAGES) -> str | None:
    """The reader's own language by his device, or None where it names none of ours.

    Args:
        accepted: an ``Accept-Language`` header, or one language tag such as ``zh-CN``.
        offered: the languages of the screen.
    """
    weighed = []
    for place, part in enumerate((accepted or "").split(",")):
        tag, _, weight = part.strip().partition(";")
        share = _weight(weight)
        if tag and share > 0:
            weighed.append((-share, place, tag.strip().split("-")[0].split("_")[0].lower()))
    for _, _, code in sorted(weighed):
        if code in LANGUAGES and code != "easy":
            return pick_language(code, offered)
    return None


def _weight(parameter: str) -> float:
    name, _, number = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0


def bcp47(lang: str) -> str:
    """The tag for ``<html lang>``: ``zh-Hans``; やさしい日本語 is ``ja``."""
    return _BCP47.get(lang, lang)


def locale(lang: str) -> str:
    """Babel's locale."""
    return _LOCALE.get(lang, lang)


def reads_kanji(lang: str) -> bool:
    """Whether a name is shown as it is written; others get its English form where there is one."""
    return lang in _READ_KANJI
