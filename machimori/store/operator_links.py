"""Links by which facility staff report without an account: signed, and over when staff say so.

A link is facility and generation under a signature; its PIN follows from the same two. Nothing of
either is stored beside the key in ``data_dir/secrets`` and the events that issue and revoke.
Losing the key ends every link; so does another municipality's configuration.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from machimori.city import City
from machimori.domain.events import OPERATOR_LINK, Event
from machimori.domain.operator_links import (
    ISSUED,
    REVOKED,
    Link,
    folded,
    next_generation,
)
from machimori.domain.vocabulary import Mode
from machimori.store.journal import Journal
from machimori.store.secret_files import folder, kept

PIN_DIGITS = 6
_LONGEST_TOKEN = 1_000


class LinkRefused(ValueError):
    """No report comes through this link; ``reason`` is altered, foreign or revoked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OperatorLinks:
    """The links of one municipality, as far as its journal tells."""

    def __init__(self, city: City, journal: Journal) -> None:
        self._code = city.code
        self._journal = journal
        key = kept(folder(city) / "operator_links.key", lambda: secrets.token_hex(32))
        self._key = key.encode()
        self._lock = threading.Lock()
        self._seen = 0
        self._links: Mapping[str, Link] = {}

    def reads(self, journal: Journal) -> bool:
        """Whether this is the journal the links are read from."""
        return self._journal is journal

    def all(self) -> Mapping[str, Link]:
        """Newest link by facility; only what is new in the journal is read."""
        with self._lock:
            last = self._journal.last_seq()
            if last != self._seen:
                new = self._journal.events_after(self._seen, last, kind=OPERATOR_LINK)
                self._links = folded(self._links, new)
                self._seen = last
            return self._links

    def token(self, link: Link) -> str:
        """What the address of the operators' page ends with."""
        return self._written([self._code, link.facility_id, link.generation])

    def pin(self, link: Link) -> str:
        """Six digits; another generation has others."""
        return self._pin(link.facility_id, link.generation)

    def is_pin(self, link: Link, given: str) -> bool:
        """Whether these are the digits, compared in constant time."""
        return hmac.compare_digest(self.pin(link).encode(), given.encode())

    def read(self, token: str) -> Link:
        """The link of a token.

        Raises:
            LinkRefused: it was altered, is another municipality's, or no longer holds.
        """
        if len(token) > _LONGEST_TOKEN:
            raise LinkRefused("altered")
        try:
            found = self._serialiser().loads(token)
            # The last character of base64 has bits nobody reads: only our own spelling holds.
            is_ours = self._written(found) == token
        except BadData:
            is_ours, found = self._serialiser().loads_unsafe(token)
        code, facility_id, generation = _parts(found)
        if code and code != self._code:
            raise LinkRefused("foreign")
        if not is_ours or not facility_id:
            raise LinkRefused("altered")
        newest = self.all().get(facility_id)
        if newest is None or newest.generation != generation or newest.is_revoked:
            raise LinkRefused("revoked")
        return newest

    def issue(self, facility_id: str, *, reporter: str) -> Link:
        """Issue a facility's next link; the one before is over. Two at once issue the same."""
        generation = next_generation(self.all().get(facility_id))
        return self._append(facility_id, generation, ISSUED, reporter)

    def revoke(self, link: Link, *, reporter: str) -> Link:
        """End a link at once, and with it every generation before."""
        return self._append(link.facility_id, link.generation, REVOKED, reporter)

    def _append(self, facility_id: str, generation: int, action: str, reporter: str) -> Link:
        event: Event = self._journal.append(
            OPERATOR_LINK,
            facility_id,
            {"generation": generation, "action": action},
            client_key=f"{OPERATOR_LINK}:{facility_id}:{generation}:{action}",
            mode=Mode.REAL,
            observed_at=datetime.now(UTC),
            reporter=reporter,
        )
        return self.all().get(event.subject) or Link(
            facility_id, generation, action == REVOKED, event.received_at
        )

    def _written(self, parts: object) -> str:
        written = self._serialiser().dumps(parts)
        return written if isinstance(written, str) else written.decode()

    def _pin(self, facility_id: str, generation: int) -> str:
        told = f"pin\0{self._code}\0{facility_id}\0{generation}".encode()
        number = int.from_bytes(hmac.digest(self._key, told, "sha256"), "big")
        return f"{number % 10**PIN_DIGITS:0{PIN_DIGITS}d}"

    def _serialiser(self) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._key,
            salt="machimori operator link",
            signer_kwargs={"digest_method": hashlib.sha256},
        )


def _parts(found: Any) -> tuple[str, str, int]:
    match found:
        case [str(code), str(facility_id), int(generation)]:
            return code, facility_id, generation
    return "", "", 0


_OPEN: dict[tuple[Path, str], OperatorLinks] = {}
_OPENING = threading.Lock()


def operator_links(city: City, journal: Journal) -> OperatorLinks:
    """The links of a municipality, read anew where the journal is another file."""
    key = (city.journal_path, city.code)
    with _OPENING:
        held = _OPEN.get(key)
        if held is None or not held.reads(journal):
            held = _OPEN[key] = OperatorLinks(city, journal)
        return held
