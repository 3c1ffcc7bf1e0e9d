"""Sending decisions back to a Redmine: one issue after another, each remembered as it goes.

What is about to be sent is written down first. A run that was broken off there asks the server,
next time, whether its words arrived, and so says nothing twice.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType

import httpx

from machimori.city import City
from machimori.domain.events import ROAD_PUSH
from machimori.domain.vocabulary import Mode
from machimori.exchange import redmine_updates
from machimori.exchange.redmine_updates import Mapped, Standing, Update
from machimori.store.journal import EventLog
from machimori.store.redmine_plan import Pending, pending
from machimori.store.secret_files import folder
from machimori.store.warehouse import Warehouse

KEY_VARIABLE = "MACHIMORI_REDMINE_KEY"
KEY_FILE = "redmine_key"


class NotConfigured(ValueError):
    """Something is missing to send with; the message says what and where it goes."""


@dataclass(frozen=True)
class Outcome:
    """What became of one update. ``state``: sent, known (it was there), nothing, refused."""

    update: Update
    state: str
    why: str = ""


def updates(city: City, warehouse: Warehouse, journal: EventLog) -> list[tuple[Pending, Update]]:
    """What would be sent.

    Raises:
        NotConfigured: no server or no source is named.
    """
    settings = city.redmine
    if not settings.url or not settings.source:
        raise NotConfigured(
            "city.toml の [redmine] に url と source がありません。 / "
            "city.toml needs url and source under [redmine]."
        )
    mapped = Mapped(settings.status_ids, settings.assignee_ids, settings.notes)
    return [
        (
            one,
            redmine_updates.update_of(
                one.report_id, one.issue_id, one.decisions, one.status, one.assignee, mapped
            ),
        )
        for one in pending(warehouse, journal, settings.source)
    ]


def key_of(city: City) -> str:
    """The key, from the environment or ``data_dir/secrets/redmine_key``; it is shown nowhere.

    Raises:
        NotConfigured: neither is there.
    """
    key = os.environ.get(KEY_VARIABLE, "").strip()
    file = folder(city) / KEY_FILE
    if not key and file.is_file():
        key = file.read_text(encoding="utf-8").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise NotConfigured(
            f"APIキーがありません。環境変数 {KEY_VARIABLE} か {file} に置いてください。 / "
            f"There is no key: put it into {KEY_VARIABLE} or {file}."
        )
    return key


@contextmanager
def only_sender(city: City) -> Iterator[None]:
    """Hold the right to send; it goes with the process, however that ends.

    Raises:
        NotConfigured: another run is sending.
    """
    with (city.data_path / ".redmine.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotConfigured(
                "ほかの実行が送っている最中です。終わるのを待ってください。 / "
                "Another run is sending; wait until it ends."
            ) from error
        yield


def sent(city: City, journal: EventLog, todo: list[tuple[Pending, Update]]) -> list[Outcome]:
    """Send to the configured server.

    Raises:
        NotConfigured: there is no key.
    """
    if not todo:
        return []
    settings = city.redmine
    with Server(settings.url, key_of(city), settings.timeout_seconds) as server:
        return list(push(server, journal, todo))


class Server:
    """A Redmine, spoken to with one key. Redirects are not followed: the key stays here."""

    def __init__(self, url: str, key: str, timeout_seconds: float) -> None:
        self._client = httpx.Client(
            base_url=url,
            headers={"X-Redmine-API-Key": key, "Accept": "application/json"},
            timeout=timeout_seconds,
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._client.close()

    def issue(self, issue_id: int) -> tuple[int, str]:
        """Status code and body of an issue with its journals."""
        answer = self._client.get(f"/issues/{issue_id}.json", params={"include": "journals"})
        return answer.status_code, answer.text

    def put(self, update: Update) -> tuple[int, str]:
        """Status code and body of the answer to an update."""
        answer = self._client.put(f"/issues/{update.issue_id}.json", json=update.document())
        return answer.status_code, answer.text


def push(
    server: Server, journal: EventLog, todo: list[tuple[Pending, Update]]
) -> Iterator[Outcome]:
    """Send one update after another. What can't be sent is named, and tried again next time.

    Stops where going on makes no sense: a key that is refused, a server that is down.
    """
    for one, update in todo:
        try:
            outcome, stops = _push(server, journal, one, update)
        except httpx.HTTPError as error:
            why = (
                f"サーバーにつながりません（{type(error).__name__}）。時間をおいて続けてください。"
            )
            outcome, stops = Outcome(update, "refused", why), True
        yield outcome
        if stops:
            return


def _push(server: Server, journal: EventLog, one: Pending, update: Update) -> tuple[Outcome, bool]:
    if update.is_empty:
        _remember(journal, update, "sent", "nothing the server has a field for")
        return Outcome(update, "nothing"), False
    status, body = server.issue(update.issue_id)
    held = redmine_updates.standing(body) if status == 200 else None
    if held is None:
        return _refused(update, status, body)
    if one.is_unsure and held.was_told(update) and held.has_taken(update):
        _remember(journal, update, "sent", "it had arrived")
        return Outcome(update, "known"), False
    _remember(journal, update, "sending", "")
    status, body = server.put(update)
    if status not in (200, 204):
        # A refusal is an answer: it did not arrive. After a server's fault nobody knows.
        if status < 500:
            _remember(journal, update, "not_sent", f"HTTP {status}")
        return _refused(update, status, body)
    status, body = server.issue(update.issue_id)
    after = redmine_updates.standing(body) if status == 200 else None
    _remember(journal, update, "sent", "")
    return Outcome(update, "sent", _not_taken(after, update)), False


def _not_taken(after: Standing | None, update: Update) -> str:
    """A Redmine passes over in silence what its workflow does not allow."""
    if after is None or after.has_taken(update):
        return ""
    return (
        "届きましたが、状態か担当が変わっていません。このキーの利用者に、その変更が"
        "許されているか（ワークフロー）を確かめてください。"
    )


def _refused(update: Update, status: int, body: str) -> tuple[Outcome, bool]:
    stops = status in redmine_updates.STOPS or status >= 500
    return Outcome(update, "refused", redmine_updates.said(status, body)), stops


def _remember(journal: EventLog, update: Update, state: str, answer: str) -> None:
    journal.append(
        ROAD_PUSH,
        update.report_id,
        {"decisions": list(update.decisions), "state": state, "answer": answer or None},
        client_key=f"redmine {secrets.token_hex(12)}",
        mode=Mode.REAL,
        observed_at=datetime.now(UTC),
        reporter="redmine",
    )
