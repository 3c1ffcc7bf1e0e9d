"""Keys of those who may read posts through Open311: only their digests are kept.

``data_dir/secrets/open311_keys.json``, readable by its owner. A key is 256 random bits, so a plain
SHA-256 of it can't be tried out; whoever loses one gets another.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from machimori.city import City
from machimori.store.secret_files import folder, replace

_FILE = "open311_keys.json"
_LONGEST = 200
_lock = threading.Lock()
_read: dict[Path, tuple[int, tuple[Key, ...]]] = {}


class UnknownKey(ValueError):
    """There is no key under that name."""


class TakenName(ValueError):
    """A key of that name is in force."""


@dataclass(frozen=True)
class Key:
    """One holder: the name staff gave, the digest of the key, when it was issued (ISO 8601)."""

    name: str
    digest: str
    issued_at: str


def keys(city: City) -> tuple[Key, ...]:
    """The keys in force, by name."""
    path = folder(city) / _FILE
    with _lock:
        try:
            changed_ns = path.stat().st_mtime_ns
        except FileNotFoundError:
            return ()
        held = _read.get(path)
        if held is None or held[0] != changed_ns:
            listed = json.loads(path.read_text(encoding="utf-8"))
            held = _read[path] = (changed_ns, tuple(Key(**one) for one in listed))
        return held[1]


def issue(city: City, name: str, *, now: datetime | None = None) -> str:
    """A new key; it is told once and kept nowhere.

    Raises:
        TakenName: a key of that name is in force.
    """
    known = keys(city)
    if not name.strip():
        raise TakenName("a key needs the name of its holder")
    if any(one.name == name for one in known):
        raise TakenName(f"a key of {name!r} is in force; revoke it first")
    made = secrets.token_urlsafe(32)
    moment = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    _write(city, (*known, Key(name, _digest(made), moment)))
    return made


def revoke(city: City, name: str) -> None:
    """End a key at once.

    Raises:
        UnknownKey: no key has that name.
    """
    known = keys(city)
    kept = tuple(one for one in known if one.name != name)
    if len(kept) == len(known):
        raise UnknownKey(f"no key is in force under {name!r}")
    _write(city, kept)


def holder(city: City, given: str) -> Key | None:
    """Whose key it is; None where it is nobody's."""
    if not given or len(given) > _LONGEST:
        return None
    digest, found = _digest(given), None
    for one in keys(city):  # every key is compared, in constant time
        if hmac.compare_digest(one.digest, digest):
            found = one
    return found


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _write(city: City, every: tuple[Key, ...]) -> None:
    path = folder(city) / _FILE
    ordered = sorted(every, key=lambda one: one.name)
    replace(path, json.dumps([asdict(one) for one in ordered], ensure_ascii=False, indent=1))
    with _lock:
        _read.pop(path, None)
