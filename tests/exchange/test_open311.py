from __future__ import annotations

import pytest

from machimori.exchange.open311 import agency


@pytest.mark.parametrize(
    ("recipients", "name"),
    [
        ('["Roads"]', "Roads"),
        ('["Roads", "Parks"]', "Roads, Parks"),
        ('["", null]', None),
        ("[]", None),
        ('"Roads"', "Roads"),
        ("Roads & Parks", "Roads & Parks"),
        ("", None),
        (None, None),
    ],
)
def test_an_agency_sent_as_an_object_has_a_name(recipients: str | None, name: str | None) -> None:
    assert agency(recipients) == name
