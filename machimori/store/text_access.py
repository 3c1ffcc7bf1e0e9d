"""Who opened the unmasked text of which post, and when: a log that only grows.

One JSON line each in ``data_dir/text_access.jsonl``, for this account only. It holds no text.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from machimori.city import City


def path_of(city: City) -> Path:
    """Where a municipality's log lies."""
    return city.data_path / "text_access.jsonl"


def note(city: City, *, report_id: str, who: str, at: datetime) -> None:
    """Write one line at the end, on disk before the text is shown.

    Args:
        city: the municipality.
        report_id: of the post.
        who: as signed in, section and name.
        at: aware.
    """
    line = json.dumps({"at": at.isoformat(), "report_id": report_id, "who": who}) + "\n"
    handle = os.open(path_of(city), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
