"""Both languages are complete, say the same things, and every key the code asks for is there."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from machimori.city import REPOSITORY
from machimori.domain.vocabulary import (
    Accessibility,
    Crowding,
    DateBasis,
    Hazard,
    Mode,
    Opening,
    PlaceKind,
    PositionPrecision,
    Precision,
    ReportStatus,
    RoadOwner,
    Role,
    ValueKind,
)
from machimori.ui.navigation import PAGES
from machimori.wording import MissingMessage, pick_language, text, word
from machimori.wording.catalogue import ClashingMessage, catalogue, read_language

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
#: Words of the English catalogue that are Japanese on purpose.
LEFT_JAPANESE = {"language.ja", "language.zh", "language.easy"}


def places(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_both_languages_have_the_same_keys() -> None:
    ja, en = set(catalogue("ja")), set(catalogue("en"))
    assert ja - en == set()
    assert {key for key in en - ja if not key.endswith(".one")} == set()


def test_no_message_is_empty() -> None:
    for lang in ("ja", "en"):
        assert [key for key, message in catalogue(lang).items() if not message] == []


def test_both_languages_fill_in_the_same_places() -> None:
    ja, en = catalogue("ja"), catalogue("en")
    different = {key for key in ja if places(ja[key]) != places(en[key])}
    assert different == set()


def test_english_messages_have_no_japanese_words() -> None:
    found = {key for key, message in catalogue("en").items() if JAPANESE.search(message)}
    assert found <= LEFT_JAPANESE


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("opening", Opening),
        ("crowding", Crowding),
        ("role", Role),
        ("hazard", Hazard),
        ("a11y", Accessibility),
        ("mode", Mode),
        ("status", ReportStatus),
        ("owner", RoadOwner),
        ("precision", PositionPrecision),
        ("place_kind", PlaceKind),
    ],
)
def test_every_code_has_its_word(group: str, codes: type) -> None:
    for lang in ("ja", "en"):
        assert [code for code in codes if f"{group}.{code}" not in catalogue(lang)] == []


def test_every_kind_of_indicator_has_its_word() -> None:
    wanted = [f"indicators.kind_{one}" for one in ValueKind]
    wanted += [f"indicators.basis_{one}" for one in DateBasis]
    wanted += [f"indicators.qualifier_{one}" for one in Precision if one != Precision.NONE]
    for lang in ("ja", "en"):
        assert [key for key in wanted if key not in catalogue(lang)] == []


def test_every_page_has_title_and_link_word() -> None:
    for page in PAGES:
        for lang in ("ja", "en"):
            assert {page.title_key, page.link_key} <= set(catalogue(lang))


def asked_keys() -> Iterator[tuple[Path, str]]:
    """Keys written out in calls of ``text`` and ``page.t``, and of marks."""
    for path in [*(REPOSITORY / "machimori").rglob("*.py"), *(REPOSITORY / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            first = node.args[0]
            if (
                name in {"t", "text", "mark"}
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
                and re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", first.value)
            ):
                yield path, first.value


def test_every_key_the_code_asks_for_exists() -> None:
    known = set(catalogue("ja"))
    missing = sorted({(path.name, key) for path, key in asked_keys() if key not in known})
    assert missing == []


def test_a_missing_key_is_an_error_when_asked_strictly_and_visible_otherwise() -> None:
    with pytest.raises(MissingMessage):
        text("no.such_key", "ja", strict=True)
    assert text("no.such_key", "ja") == "[no.such_key]"


def test_a_key_in_two_files_is_refused(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    for name in ("one.po", "two.po"):
        (tmp_path / name).write_text(f'{head}msgid "a.b"\nmsgstr "x"\n', encoding="utf-8")
    with pytest.raises(ClashingMessage, match=r"a\.b stands in one\.po and in two\.po"):
        read_language(tmp_path)


def test_one_is_singular_in_english() -> None:
    assert text("shelters.count", "en", n=1) == "1 place"
    assert text("shelters.count", "en", n=2) == "2 places"


def test_words_of_codes() -> None:
    assert word("role", Role.SHELTER, "ja") == "避難所"
    assert word("role", None, "ja") == "不明"
    assert word("role", float("nan"), "en") == "unknown"
    assert word("category", "カーブミラー", "en") == "カーブミラー"
    assert [pick_language(one) for one in ("en", "fr", None)] == ["en", "ja", "ja"]
