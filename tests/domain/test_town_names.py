"""An address told over the telephone is brought to its town, never nearer than that."""

from __future__ import annotations

import pytest

from machimori.domain.town_names import Town, find
from machimori.domain.vocabulary import PositionPrecision

TOWNS = [
    Town("見本町一丁目", 139.74, 35.68),
    Town("見本町二丁目", 139.76, 35.70),
    Town("見本町十二丁目", 139.79, 35.71),
    Town("見本", 139.70, 35.60),
    Town("例題町", 139.75, 35.69),
]
MIDDLE = (
    pytest.approx((139.74 + 139.76 + 139.79) / 3),
    pytest.approx((35.68 + 35.70 + 35.71) / 3),
    PositionPrecision.TOWN,
)
BLOCK = PositionPrecision.TOWN_BLOCK


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("見本町二丁目3番4号", (139.76, 35.70, BLOCK)),
        ("東京都見本区見本町２－３－４", (139.76, 35.70, BLOCK)),
        ("見本町1", (139.74, 35.68, BLOCK)),
        ("見本町十二丁目1", (139.79, 35.71, BLOCK)),
        ("見本区例題町5番", (139.75, 35.69, BLOCK)),
        ("見本町", MIDDLE),
        ("見本町三丁目", MIDDLE),
        ("ほかの町1-1", None),
        ("", None),
        ("見本区", None),
        ("🏫‮町", None),
    ],
)
def test_an_address_is_met_by_its_town(address: str, expected: object) -> None:
    found = find(address, TOWNS, "見本区")
    assert (found and (found.longitude, found.latitude, found.precision)) == expected
