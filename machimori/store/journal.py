"""The journal: every statement of staff, acknowledged only when it is on the disk.

SQLite in WAL mode with ``synchronous=FULL``. Append-only by triggers, idempotent by client key,
and chained by hashes, so that a lost or changed entry is found. Sequence numbers are given in the
order of commits, without gaps: what a build has read up to a number is complete.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from machimori.city import City
from machimori.domain.events import Event, checked, moment
from machimori.store.journal_file import SCHEMA, chained, connect, to_disk
from machimori.store.refusals import (
    NoJournal,
    StoreError,
    WrongMunicipality,
    wrong_municipality,
)

__all__ = [
    "EventLog",
    "Journal",
    "NoJournal",
    "StoreError",
    "Verified",
    "WrongMunicipality",
    "current_journal",
    "of_city",
    "open_journal",
]

_COLUMNS = (
    "seq, event_id, client_key, kind, subject, incident_id, mode, observed_at, received_at, "
    "reporter, payload"
)
_SELECT = f"SELECT {_COLUMNS} FROM event"  # noqa: S608 - constant text
#: A clock that was set back does not make a new entry older than the one before it, unless that
#: one lies further ahead than this (then it was the wrong one).
_CLOCK_STEP = timedelta(minutes=5)


class EventLog(Protocol):
    """What pages and build need of a journal; another store can stand behind it."""

    def append(
        self,
        kind: str,
        subject: str,
        payload: Mapping[str, Any],
        *,
        client_key: str,
        mode: str,
        observed_at: datetime,
        incident_id: str | None = None,
        reporter: str = "",
    ) -> Event:
        """Acknowledge one event."""

    def events_after(
        self, seq: int, until: int | None = None, *, kind: str | None = None
    ) -> list[Event]:
        """Events with a greater sequence number, in order."""

    def acknowledged(self, client_key: str) -> Event | None:
        """The event this intention was acknowledged with before, if it was."""

    def last_seq(self) -> int:
        """Sequence number of the newest event, 0 in an empty journal."""


@dataclass(frozen=True)
class Verified:
    """What ``verify`` found; good where ``problems`` is empty."""

    events: int
    last_seq: int
    problems: tuple[str, ...]


class Journal:
    """One journal file. Safe to use from several threads and processes.

    Args:
        path: the file. Writing needs a city the first time (``open_journal``).
        read_only: never write, not even a missing table.

    Raises:
        NoJournal: there is no file, or it is no journal.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        if not path.is_file():
            raise NoJournal(
                f"{path}: there is no journal yet; it begins with the first sign-in of staff.",
                path=path,
                command="python -m machimori serve",
            )
        self._read_only = read_only
        self._lock = threading.Lock()
        try:
            self._connection = connect(path, read_only=read_only)
            code, is_sample = self._connection.execute(
                "SELECT code, is_sample FROM meta"
            ).fetchone()
        except (sqlite3.DatabaseError, TypeError) as error:
            raise NoJournal(
                f"{path} is no journal ({error or 'it names no municipality'}); restore a backup.",
                path=path,
                command="python -m machimori journal restore BACKUP",
            ) from error
        self.code: str = code
        self.is_sample = bool(is_sample)

    def append(
        self,
        kind: str,
        subject: str,
        payload: Mapping[str, Any],
        *,
        client_key: str,
        mode: str,
        observed_at: datetime,
        incident_id: str | None = None,
        reporter: str = "",
    ) -> Event:
        """Write one event; when this returns, it is on the disk.

        Args:
            kind: one of ``domain.events``.
            subject: what it speaks of (facility_id, incident_id, district_id).
            payload: fields of the kind; None counts as not said.
            client_key: made by the form, once per intention. The same key again returns the
                event it was first acknowledged with and writes nothing.
            mode: real or training.
            observed_at: aware; when it was seen.
            incident_id: the incident it belongs to.
            reporter: who says so (staff only).

        Raises:
            BadEvent: the payload or a time is not what the kind needs.
        """
        written = json.dumps(checked(kind, mode, payload), ensure_ascii=False, sort_keys=True)
        seen = moment(observed_at)
        if not client_key or not subject:
            raise ValueError("an event needs a client key and a subject")
        with self._lock, self._writing():
            known = self._one("WHERE client_key = ?", client_key)
            if known is not None:
                return known
            last = self._connection.execute(
                "SELECT received_at, chain FROM event ORDER BY seq DESC LIMIT 1"
            ).fetchone()
            now = datetime.now(UTC)
            if last is not None:
                before = datetime.fromisoformat(last[0])
                now = before if now < before <= now + _CLOCK_STEP else now
            event_id = f"{int(now.timestamp() * 1_000_000):014x}{secrets.token_hex(6)}"
            row = (event_id, client_key, kind, subject, incident_id, mode, seen, moment(now),
                   reporter, written)  # fmt: skip
            self._connection.execute(
                "INSERT INTO event (event_id, client_key, kind, subject, incident_id, mode, "
                "observed_at, received_at, reporter, payload, chain) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, chained(last[1] if last else "", row)),
            )
            appended = self._one("WHERE client_key = ?", client_key)
        if appended is None:
            raise StoreError(
                f"{self.path}: the event just written can't be read; verify the journal.",
                path=self.path,
                command="python -m machimori journal verify",
            )
        return appended

    def events_after(
        self, seq: int, until: int | None = None, *, kind: str | None = None
    ) -> list[Event]:
        """Events with a greater sequence number, up to and with ``until``, in order."""
        with self._lock:
            rows = self._connection.execute(
                f"{_SELECT} WHERE seq > ? AND seq <= ? AND kind = coalesce(?, kind) ORDER BY seq",
                (seq, 2**62 if until is None else until, kind),
            ).fetchall()
        return [_event(row) for row in rows]

    def acknowledged(self, client_key: str) -> Event | None:
        """The event this intention was acknowledged with before, if it was.

        Whoever sends again what he got no answer to asks this before any rule: what was legal
        then need not be legal now, and is acknowledged all the same.
        """
        with self._lock:
            return self._one("WHERE client_key = ?", client_key)

    def last_seq(self) -> int:
        """Sequence number of the newest event, 0 in an empty journal; well under 1 ms."""
        with self._lock:
            (seq,) = self._connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
        return int(seq)

    def backup(self, target: Path) -> Path:
        """Write a consistent copy to a new file, readable by its owner only."""
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(connect(self.path, read_only=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        to_disk(target)
        return target

    def export(self) -> Iterator[str]:
        """Every event as one line of JSON, in order."""
        seq = 0
        while events := self.events_after(seq, seq + 10_000):
            for event in events:
                line = vars(event) | {
                    "observed_at": moment(event.observed_at),
                    "received_at": moment(event.received_at),
                }
                yield json.dumps(line, ensure_ascii=False)
            seq = events[-1].seq

    def verify(self) -> Verified:
        """Check the file's integrity, the sequence and the chain of hashes."""
        problems: list[str] = []
        with closing(connect(self.path, read_only=True)) as connection:
            for (said,) in connection.execute("PRAGMA integrity_check"):
                if said != "ok":
                    problems.append(f"integrity check: {said}")
            count, chain = 0, ""
            for row in connection.execute(
                "SELECT seq, event_id, client_key, kind, subject, incident_id, mode, observed_at, "
                "received_at, reporter, payload, chain FROM event ORDER BY seq"
            ):
                count += 1
                if row[0] != count:
                    problems.append(f"event {count} is missing; the next there is {row[0]}")
                    break
                if row[-1] != chained(chain, row[1:-1]):
                    problems.append(f"event {row[0]} is not as it was written")
                    break
                chain = row[-1]
            last = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]
        return Verified(count, int(last), tuple(problems))

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._connection.close()

    def _one(self, where: str, value: str) -> Event | None:
        row = self._connection.execute(f"{_SELECT} {where}", (value,)).fetchone()
        return None if row is None else _event(row)

    def _writing(self) -> _Transaction:
        return _Transaction(self._connection)


class _Transaction:
    """One write at a time across processes; nothing stays of a failed one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")


def open_journal(city: City) -> Journal:
    """Open the city's journal for writing; begin it, for its owner only, where there is none.

    Raises:
        NoJournal: what lies there is no journal.
        WrongMunicipality: it is another municipality's, or sample where real is wanted.
    """
    path = city.journal_path
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(connect(path)) as connection:
            connection.executescript(SCHEMA)
            connection.execute(
                "INSERT OR IGNORE INTO meta VALUES (1, ?, ?)", (city.code, int(city.is_sample))
            )
    except sqlite3.DatabaseError as error:
        raise NoJournal(
            f"{path} is no journal ({error}); restore a backup.",
            path=path,
            command="python -m machimori journal restore BACKUP",
        ) from error
    return of_city(Journal(path), city)


_OPEN: dict[tuple[Path, str, bool], tuple[int, Journal]] = {}
_OPENING = threading.Lock()


def current_journal(city: City) -> Journal:
    """The city's journal, shared by the process; opened again where the file is another one."""
    key = (city.journal_path, city.code, city.is_sample)
    with _OPENING:
        held = _OPEN.get(key)
        try:
            inode = city.journal_path.stat().st_ino
        except FileNotFoundError:
            inode = -1
        if held is None or held[0] != inode:
            journal = open_journal(city)
            held = _OPEN[key] = (city.journal_path.stat().st_ino, journal)
        return held[1]


def of_city(journal: Journal, city: City) -> Journal:
    """The journal, if it is of this municipality.

    Raises:
        WrongMunicipality: it is another's, or sample where real is wanted.
    """
    if (journal.code, journal.is_sample) != (city.code, city.is_sample):
        journal.close()
        raise wrong_municipality(journal.path, city, journal.code, journal.is_sample)
    return journal


def _event(row: tuple[Any, ...]) -> Event:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    for name in ("observed_at", "received_at"):
        values[name] = datetime.fromisoformat(values[name])
    return Event(**values | {"payload": json.loads(values["payload"])})
