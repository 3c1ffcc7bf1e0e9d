"""The journal's file: its tables, how it is opened, how an event is chained to the one before."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (
    only INTEGER PRIMARY KEY CHECK (only = 1), code TEXT NOT NULL, is_sample INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL UNIQUE,
    client_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    incident_id TEXT,
    mode TEXT NOT NULL CHECK (mode IN ('real', 'training')),
    observed_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    reporter TEXT NOT NULL,
    payload TEXT NOT NULL,
    chain TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS event_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: correct with a new event'); END;
CREATE TRIGGER IF NOT EXISTS event_remains BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: correct with a new event'); END;
CREATE TRIGGER IF NOT EXISTS meta_stays BEFORE UPDATE ON meta
BEGIN SELECT RAISE(ABORT, 'a journal belongs to one municipality'); END;
CREATE TRIGGER IF NOT EXISTS meta_remains BEFORE DELETE ON meta
BEGIN SELECT RAISE(ABORT, 'a journal belongs to one municipality'); END;
"""
_BUSY_SECONDS = 10.0


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open an existing file; a writer waits for the disk before it says that it has written."""
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA recursive_triggers = ON")
    return connection


def chained(before: str, row: tuple[Any, ...]) -> str:
    """Hash of an event and of the hash before it."""
    return hashlib.sha256(json.dumps([before, *row], ensure_ascii=False).encode()).hexdigest()


def to_disk(path: Path) -> None:
    """Wait until a file and its name are on the disk."""
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
