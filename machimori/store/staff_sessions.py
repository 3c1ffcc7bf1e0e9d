"""Sessions of signed-in staff: signed, with an end, and over at once after signing out."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from machimori.city import City
from machimori.store import passphrase
from machimori.store.secret_files import folder, kept

#: Who may what; ``viewer`` sees the staff pages, the others also act in theirs.
ROLES = ("viewer", "shelter", "road", "admin")
LONGEST_NAME = 60


@dataclass(frozen=True)
class StaffSession:
    """Who is signed in. Name and section are as the person (or the identity provider) says."""

    name: str
    section: str
    roles: frozenset[str]
    session_id: str = ""

    def may(self, role: str) -> bool:
        """Whether the role is covered: admin covers all, every role covers viewer.

        Raises:
            ValueError: there is no such role.
        """
        if role not in ROLES:
            raise ValueError(f"no role is called {role!r}; known: {', '.join(ROLES)}")
        return role in self.roles or "admin" in self.roles or (role == "viewer" and any(self.roles))


class Sessions:
    """Issues and reads the session cookie of one municipality."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._key = kept(folder(city) / "session.key", lambda: secrets.token_hex(32))
        self._ended = _Ended(folder(city) / "signed_out", city.staff.session_hours * 3600)

    def issue(self, name: str, section: str) -> tuple[str, StaffSession]:
        """Cookie value and session of a person who gave the passphrase; it covers every role."""
        session = StaffSession(
            name.strip()[:LONGEST_NAME],
            section.strip()[:LONGEST_NAME],
            frozenset(ROLES),
            secrets.token_hex(16),
        )
        value = [session.session_id, session.name, session.section]
        return self._serialiser("session").dumps(value), session

    def read(self, value: str | None) -> StaffSession | None:
        """The session of a cookie; None where it is forged, too old, signed out or another's."""
        if not value:
            return None
        hours = self._city.staff.session_hours
        try:
            found: Any = self._serialiser("session").loads(value, max_age=hours * 3600)
            session_id, name, section = found
        except (BadData, TypeError, ValueError):
            return None
        if self._ended.holds(session_id):
            return None
        return StaffSession(name, section, frozenset(ROLES), session_id)

    def end(self, session: StaffSession) -> None:
        """Sign out: no cookie of this session is good any more, in whatever tab."""
        self._ended.add(session.session_id)

    def form_token(self, purpose: str) -> str:
        """A token for one of our forms, so that no other site can send it."""
        return self._serialiser("form").dumps(purpose)

    def is_form_token(self, purpose: str, token: str) -> bool:
        """Whether a form of ours, not older than a day, was sent."""
        try:
            return bool(self._serialiser("form").loads(token, max_age=24 * 3600) == purpose)
        except BadData:
            return False

    def _serialiser(self, use: str) -> URLSafeTimedSerializer:
        # A new passphrase changes the salt, so everyone signs in again.
        generation = passphrase.generation(self._city) if use == "session" else ""
        return URLSafeTimedSerializer(self._key, salt=f"machimori {use} {generation}")


class _Ended:
    """Ids of sessions that were signed out, until they would have ended by themselves."""

    def __init__(self, path: Path, seconds: int) -> None:
        self._path = path
        self._seconds = seconds
        self._lock = threading.Lock()
        self._read_at: int | None = None
        self._ids: dict[str, float] = {}

    def holds(self, session_id: str) -> bool:
        with self._lock:
            self._refresh()
            return session_id in self._ids

    def add(self, session_id: str) -> None:
        with self._lock:
            kept(self._path, lambda: "")
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{session_id} {time.time():.0f}\n")
            self._refresh()

    def _refresh(self) -> None:
        try:
            changed = self._path.stat().st_mtime_ns
        except FileNotFoundError:
            return
        if changed == self._read_at:
            return
        since = time.time() - self._seconds
        lines = (line.split() for line in self._path.read_text(encoding="utf-8").splitlines())
        self._ids = {
            line[0]: float(line[1]) for line in lines if len(line) == 2 and float(line[1]) > since
        }
        self._read_at = changed


_SESSIONS: dict[tuple[Path, str], Sessions] = {}
_OPENING = threading.Lock()


def sessions(city: City) -> Sessions:
    """The sessions of a municipality, shared by the process."""
    key = (city.data_path, city.code)
    with _OPENING:
        if key not in _SESSIONS:
            _SESSIONS[key] = Sessions(city)
        return _SESSIONS[key]
