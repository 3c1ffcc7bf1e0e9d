"""What changes when there is anything new to draw, and at no other time."""

from __future__ import annotations

import hashlib

from machimori.city import City
from machimori.store.journal import current_journal
from machimori.store.warehouse import signature


def pulse(city: City) -> str:
    """Of the warehouse's generation and the journal's newest entry; well under a millisecond.

    Raises:
        StoreError: the journal is another municipality's, or none.
    """
    last = current_journal(city).last_seq() if city.journal_path.exists() else 0
    state = f"{signature(city.warehouse_path)} {last}"
    return hashlib.sha256(state.encode()).hexdigest()[:16]
