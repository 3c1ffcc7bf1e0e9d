from __future__ import annotations

import ast
from pathlib import Path

import etl.normalise
from etl.normalise.sentences import SENTENCES

ROOM = Path(etl.normalise.__file__).parent
#: What takes a rule's code, and at which place.
TAKES_A_CODE = {"Unreadable": 0, "Reading": 1, "_note": 1, "_refuse": 1, "_why": 0}


def codes_in_use() -> set[str]:
    """Every text handed over where a rule's code belongs, or bound to the name ``rule``."""
    found: set[str] = set()
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            given: list[ast.expr] = []
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                given = node.args[TAKES_A_CODE.get(name, 99) :][:1]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "rule":
                given = [node.value]
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                given = node.value.elts[:1] if path.name == "dates.py" else []
            for one in given:
                parts = [one.body, one.orelse] if isinstance(one, ast.IfExp) else [one]
                found |= {part.value for part in parts if isinstance(part, ast.Constant)}
    return {one for one in found if isinstance(one, str) and one}


def test_every_code_has_its_sentences_and_every_sentence_a_code() -> None:
    assert codes_in_use() == set(SENTENCES)


def test_a_sentence_is_said_in_both_languages() -> None:
    for code, (what_ja, todo_ja, what_en, todo_en) in SENTENCES.items():
        assert any(ord(one) > 0x3000 for one in what_ja), code
        assert any(ord(one) > 0x3000 for one in todo_ja), code
        assert what_en[0].isascii() or what_en[0] in "△午", code
        assert todo_en[0].isascii(), code
        assert not any(one.endswith((".", "。")) for one in SENTENCES[code]), code
