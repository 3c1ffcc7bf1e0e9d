"""What a rule says about one published value.

A scalar rule returns the value, or ``None`` where nothing is published, or raises ``Unreadable``.
Where a value is kept although something is odd, the rule returns a ``Reading`` with the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class Unreadable(ValueError):
    """A published value no rule can read.

    Attributes:
        rule: code of the rule (``etl.rules`` has the sentences).
        suggestion: what was probably meant, or "".
    """

    def __init__(self, rule: str, value: str, suggestion: str = "") -> None:
        hint = f"; probably {suggestion!r}" if suggestion else ""
        super().__init__(f"{rule}: {value!r}{hint}")
        self.rule = rule
        self.value = value
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as read, with what there is to say about it.

    Attributes:
        value: the value, ``None`` where nothing is known.
        rule: code of what was odd, "" for nothing.
        suggestion: what was probably meant, or "".
        bad: the value could not be read (``value`` is None).
    """

    value: Any
    rule: str = ""
    suggestion: str = ""
    bad: bool = False
