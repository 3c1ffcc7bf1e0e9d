"""``python -m machimori lalert`` and ``reconcile``: exchange of formats on the command line."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from machimori.city import City
from machimori.command_line import CityOption, city_of, said_plainly
from machimori.domain.reconcile import counts
from machimori.exchange import guarded_csv
from machimori.exchange.lalert_reading import NotShelters
from machimori.exchange.safe_xml import UnreadableXml
from machimori.site import lalert_files
from machimori.site.lalert_import import WrongMode, take
from machimori.store.clock import clock_now
from machimori.store.desk import Desk
from machimori.store.issued import AlreadyIssued
from machimori.store.journal import EventLog, open_journal
from machimori.store.queries import board, reconciliation
from machimori.store.queries.board import Incident
from machimori.store.queries.reconciliation import UnknownList
from machimori.store.rehearsal import Rehearsal
from machimori.store.warehouse import Warehouse, open_warehouse
from machimori.wording import has, text

lalert_app = typer.Typer(no_args_is_help=True, help="L-Alert shelter documents, in and out.")

IncidentOption = Annotated[
    str, typer.Option("--incident", metavar="ID", help="The incident; the running one without.")
]


class NoIncident(ValueError):
    """Nothing is on, and no incident was named."""


@lalert_app.command("import")
def import_document(
    file: Annotated[Path, typer.Argument(help="An XML document of another body.")],
    city: CityOption = "",
    incident: IncidentOption = "",
    reporter: Annotated[str, typer.Option(help="Who takes it in.")] = "Lアラート",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be taken and write nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object for machines.")] = False,
) -> None:
    """Take in a document: each row is accepted, or refused with a reason."""
    with said_plainly(UnreadableXml, NotShelters, WrongMode, NoIncident, FileNotFoundError):
        configured = city_of(city)
        warehouse = open_warehouse(configured)
        with closing(open_journal(configured)) as journal:
            into = _incident(warehouse, journal, incident)
            log: EventLog = Rehearsal(journal) if dry_run else journal
            desk = Desk(configured, warehouse, log, reporter, clock_now(warehouse, journal))
            received, rows = take(file.read_bytes(), desk, into)
    accepted = sum(one.is_accepted for one in rows)
    if as_json:
        said = {
            "file": str(file),
            "incident": into.incident_id,
            "mode": received.mode,
            "is_dry_run": dry_run,
            "accepted": accepted,
            "refused": len(rows) - accepted,
            "rows": [asdict(one) for one in rows],
            "passed_over": [asdict(one) for one in received.passed_over],
        }
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        for one in rows:
            typer.echo(f"{one.row:>4}  {one.name}  {_reason(one.code)} {one.value}".rstrip())
        summary = text("lalert.summary", "ja", accepted=accepted, refused=len(rows) - accepted)
        typer.echo(summary + (text("lalert.nothing_written", "ja") if dry_run else ""))
    if accepted < len(rows):
        raise typer.Exit(1)


@lalert_app.command("export")
def export_document(
    target: Annotated[Path | None, typer.Argument(help="A new file; the terminal without.")] = None,
    city: CityOption = "",
    incident: IncidentOption = "",
    issue: Annotated[
        bool, typer.Option("--issue", help="Keep it as the revision that was sent.")
    ] = False,
) -> None:
    """Write the next revision of the incident's document; what is lost goes to the error stream."""
    with said_plainly(NoIncident, AlreadyIssued):
        configured = city_of(city)
        made = _draft(configured, incident)
        if issue:
            lalert_files.issue(configured, made)
        if target is None:
            sys.stdout.buffer.write(made.content)
        else:
            with target.open("xb") as file:
                file.write(made.content)
    for one in (*made.sending.losses, *made.sending.left_out):
        typer.echo(f"{one.code}: {one.name} {one.ours} {one.sent}".rstrip(), err=True)


def reconcile(
    here: Annotated[str, typer.Argument(help="Id of a source of facilities.")],
    there: Annotated[str, typer.Argument(help="Id of another.")],
    city: CityOption = "",
    role: Annotated[str, typer.Option(help="Places of this kind only.")] = "",
) -> None:
    """Compare two lists of places: same, moved, renamed, only in one. CSV on the terminal."""
    with said_plainly(UnknownList):
        warehouse = open_warehouse(city_of(city))
        found = reconciliation.compare(warehouse, here, there, role=role or None)
    table = reconciliation.as_rows(found)
    sys.stdout.buffer.write(guarded_csv.write(reconciliation.COLUMNS, table))
    sys.stdout.buffer.flush()
    said = ", ".join(f"{outcome} {number}" for outcome, number in counts(found).items())
    typer.echo(said, err=True)


def _draft(city: City, incident: str) -> lalert_files.Draft:
    warehouse = open_warehouse(city)
    with closing(open_journal(city)) as journal:
        of = _incident(warehouse, journal, incident)
        now = clock_now(warehouse, journal)
        return lalert_files.draft(city, warehouse, journal, of, now=now)


def _reason(code: str) -> str:
    key = f"lalert.row_{code}"
    return text(key, "ja") if has(key, "ja") else text("lalert.row_other", "ja", code=code)


def _incident(warehouse: Warehouse, journal: EventLog, wanted: str) -> Incident:
    known = board.incidents(warehouse, journal)
    now = clock_now(warehouse, journal)
    for one in known:
        if one.incident_id == wanted if wanted else one.is_running(now):
            return one
    raise NoIncident(
        f"there is no incident {wanted!r}" if wanted else "no incident or drill is on; name one"
    )
