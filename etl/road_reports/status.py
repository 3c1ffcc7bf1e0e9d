"""The state of a post: from a publisher's word to our code, and to how the post ended.

The words are data (``etl/standards/report_status.toml``); the configuration adds its own.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from machimori.domain.vocabulary import EndKind, ReportStatus

_WORDS = Path(__file__).parent.parent / "standards" / "report_status.toml"


class Read(NamedTuple):
    """Codes per row; ``unknown`` marks words that stand for none."""

    status: pa.Array
    end_kind: pa.Array
    unknown: pa.Array


def _form(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold().replace("_", " ")
    return " ".join(folded.split())


@cache
def known_words() -> dict[str, tuple[ReportStatus, EndKind | None]]:
    """Every word, in the form it is compared in -> its code and how it ends a post."""
    document = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return {
        _form(published): (
            ReportStatus(entry["status"]),
            EndKind(entry["end_kind"]) if "end_kind" in entry else None,
        )
        for entry in document["word"]
        for published in entry["published"]
    }


def read(words: pa.Array) -> Read:
    """Codes of published words, looked up once per distinct value."""
    distinct = pc.unique(words).drop_null()
    met = [known_words().get(_form(word)) for word in distinct.to_pylist()]
    place = pc.index_in(words, value_set=distinct)
    status = pa.array([pair and str(pair[0]) for pair in met], pa.string()).take(place)
    ends = [pair and pair[1] for pair in met]
    end_kind = pa.array([end and str(end) for end in ends], pa.string()).take(place)
    unknown = pc.and_(pc.is_valid(words), pc.is_null(status))
    return Read(status, end_kind, unknown)
