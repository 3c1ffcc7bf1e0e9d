"""A deck written without blanks: pydeck indents its JSON, which more than doubles a large map."""

from __future__ import annotations

import json

import pydeck
from pydeck.bindings.json_tools import default_serialize


class CompactDeck(pydeck.Deck):  # type: ignore[misc]  # pydeck has no types
    """What ``pydeck.Deck`` says, in as few bytes as JSON takes."""

    def to_json(self) -> str:
        """The deck as the browser reads it."""
        return json.dumps(
            self,
            sort_keys=True,
            default=default_serialize,
            ensure_ascii=False,
            separators=(",", ":"),
        )
