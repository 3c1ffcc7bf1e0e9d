"""Text that decodes without an error and is wrong all the same.

UTF-8 read as CP932 turns hiragana into 縺, katakana into 繝, and kanji into rare kanji of the
second level; read as Latin-1 or CP1252 it begins with ã or æ. CP932 read as UTF-8 leaves
replacement characters, read as CP1252 it is full of ‚ and ƒ. A character that may come from
such an accident (``SUSPECT``) is only a reason to look: the text is mojibake when reading its
bytes back the right way gives text.
"""

from __future__ import annotations

import re

#: Read in CP932 these are the two leading bytes of UTF-8 kana, punctuation and kanji.
_LEADS = (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)
_CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_ENOUGH = 3000
_KANA = re.compile("[ぁ-んァ-ヶ]")
_JAPANESE = re.compile("[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f]")


def _second_level() -> str:
    """Kanji whose CP932 bytes look like the beginning of a UTF-8 character."""
    found = []
    for lead in _LEADS:
        for trail in range(0x80, 0xC0):
            try:
                found.append(bytes((lead, trail)).decode("cp932"))
            except UnicodeDecodeError:
                continue
    return "".join(sorted({one for one in found if len(one) == 1 and one > "\u3000"}))


_RARE = _second_level()
#: Inside of a character class: what makes a text worth a closer look. CP1252's quotes and
#: dashes are ordinary in Japanese text, so only its accented letters, ‚ and ƒ count here.
SUSPECT = "\u0080-\u0084\u0086-\u009f\u00a1-\u00ff‚ƒ\ufffd" + _RARE
_SUSPECT = re.compile(f"[{SUSPECT}]")
#: C1 controls (NEL apart) and the replacement character: nobody types them.
_NEVER_WRITTEN = re.compile("[\u0080-\u0084\u0086-\u009f\ufffd]")


def looks_mojibake(text: str) -> bool:
    """Say whether a text was decoded with the wrong encoding.

    >>> looks_mojibake("縺ゅ＞縺")
    True
    >>> looks_mojibake("薗田小学校"), looks_mojibake("Café")
    (False, False)
    """
    text = text[:_ENOUGH]
    if not _SUSPECT.search(text):
        return False
    return bool(_NEVER_WRITTEN.search(text)) or repair(text) is not None


def repair(text: str) -> str | None:
    """Give the text that was meant, or ``None`` where there is no sign of mojibake.

    Bytes lost in the accident stay lost and appear as U+FFFD. Of a long text only the beginning
    is looked at and given.
    """
    text = text[:_ENOUGH]
    if "\ufffd" in text:
        # The reader already replaced bytes: what is left can only be shown as it stands.
        rest = text.replace("\ufffd", "")
        return _read_back(rest) if rest and _SUSPECT.search(rest) else None
    return _read_back(text)


def _read_back(text: str) -> str | None:
    for wrong in ("cp932", "cp1252", "latin-1"):
        data = _encoded(text, wrong)
        if data is None:
            continue
        meant = _as_utf8(data)
        if meant is not None:
            return meant
        if wrong != "cp932" and _only_western(text):
            meant = _as_cp932(data)
            if meant is not None:
                return meant
    return None


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


def _as_utf8(data: bytes) -> str | None:
    """UTF-8 text of the bytes where it reads as Japanese and at most a third is lost."""
    meant = data.decode("utf-8", errors="replace")
    wide = [one for one in meant if ord(one) > 0x7F]
    lost = wide.count("\ufffd")
    japanese = sum(bool(_JAPANESE.match(one)) for one in wide)
    western = sum("\u00a1" <= one <= "\u024f" for one in wide)
    if lost == 0 and western and western == len(wide):
        return meant  # "CafÃ©" was "Café"
    if japanese and lost * 3 <= len(wide) and japanese + lost == len(wide):
        return meant
    return None


def _as_cp932(data: bytes) -> str | None:
    """CP932 text of the bytes where it has kana, as any sentence of it does."""
    try:
        meant = data.decode("cp932")
    except UnicodeDecodeError:
        return None
    return meant if len(_KANA.findall(meant)) >= 2 else None


def _only_western(text: str) -> bool:
    return all(ord(one) < 0x250 or one in _CP1252 for one in text)
