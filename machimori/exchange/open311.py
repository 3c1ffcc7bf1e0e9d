"""Open311 GeoReport v2: what the format says of itself, and an odd value of its servers.

Source: the GeoReport v2 specification, and answers of servers that stretch it.
"""

from __future__ import annotations

import json
from datetime import timedelta

#: Answers end at this many requests on the servers known, whatever was asked for.
PAGE_SIZES = frozenset({50, 100, 200, 500, 1000})
#: A server gives 90 days by default, and no more at once.
WINDOW = timedelta(days=90)


def agency(recipients: str | None) -> str | None:
    """The agency's name, where a server sends an object with recipients in its place.

    >>> agency('["Highways", "Parks"]')
    'Highways, Parks'
    """
    if not recipients:
        return None
    try:
        value = json.loads(recipients)
    except ValueError:
        return recipients
    names = value if isinstance(value, list) else [value]
    return ", ".join(str(name) for name in names if name) or None
