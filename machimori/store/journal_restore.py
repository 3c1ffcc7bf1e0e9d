"""Putting a backup in the journal's place without losing what lies there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from machimori.city import City
from machimori.store.journal import Journal, Verified, of_city
from machimori.store.journal_file import connect, to_disk
from machimori.store.refusals import StoreError


def restore(backup: Path, city: City, *, replace: bool = False) -> Verified:
    """Put a verified backup in the journal's place; what lay there is kept beside it.

    Args:
        backup: a file of ``Journal.backup``.
        city: whose journal it becomes.
        replace: allow a backup that holds less than the journal there.

    Raises:
        StoreError: the backup is broken, another's, or holds less, or the journal is in use.
    """
    path, command = city.journal_path, f"python -m machimori journal verify {backup}"
    source = of_city(Journal(backup, read_only=True), city)
    found = source.verify()
    if found.problems:
        raise StoreError(f"{backup} is broken: {found.problems[0]}.", path=backup, command=command)
    if path.exists():
        _set_aside(path, found.last_seq, replace=replace)
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}.restoring")
    made.unlink(missing_ok=True)
    source.backup(made)
    source.close()
    made.replace(path)
    to_disk(path)
    return found


def _set_aside(path: Path, restored: int, *, replace: bool) -> None:
    """Fold the journal's log into one file, which needs it unused, and rename it."""
    try:
        with closing(connect(path)) as connection:
            held = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]
            if held > restored and not replace:
                raise StoreError(
                    f"{path} holds {held} events, the backup {restored}: restoring it gives up "
                    f"{held - restored}. Say --replace if that is meant.",
                    path=path,
                    command="python -m machimori journal backup FILE",
                )
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"{path} is in use ({error}): stop the server first.", path=path, command=""
        ) from error
    except sqlite3.DatabaseError:
        for rest in ("-wal", "-shm"):
            log = path.with_name(path.name + rest)
            if log.exists():
                log.replace(log.with_name(f"{log.name}.set-aside"))
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    path.replace(path.with_name(f"{path.name}.{stamp}.set-aside"))
