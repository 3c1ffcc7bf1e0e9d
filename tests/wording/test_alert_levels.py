"""Signs of the alert levels are readable, and differ in more than colour."""

from __future__ import annotations

from machimori.domain.evacuation import ORDER_KINDS
from machimori.wording.alert_levels import LEVEL_MARKS
from machimori.wording.tokens import contrast


def test_every_order_has_a_readable_sign() -> None:
    assert set(LEVEL_MARKS) == set(ORDER_KINDS)
    for mark in LEVEL_MARKS.values():
        assert contrast(mark.ink, mark.ground) >= 4.5


def test_signs_differ_in_shape() -> None:
    assert len({mark.glyph for mark in LEVEL_MARKS.values()}) == 3
