"""``python -m machimori redmine``: decisions about posts back to MyCityReport's backend."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from typing import Annotated

import typer

from machimori import redmine_push
from machimori.command_line import CityOption, city_of, said_plainly
from machimori.exchange.redmine_updates import Update
from machimori.redmine_push import NotConfigured, Outcome
from machimori.store.journal import open_journal
from machimori.store.warehouse import open_warehouse

redmine_app = typer.Typer(no_args_is_help=True, help="Decisions about posts, back to a Redmine.")


@redmine_app.callback()
def redmine() -> None:
    """Decisions about posts, back to a Redmine."""


@redmine_app.command()
def push(
    city: CityOption = "",
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run/--send", help="Say what would be sent (so without), or send it."),
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One object for machines.")] = False,
) -> None:
    """Send what staff decided and is not there yet. Without --send nothing leaves this machine."""
    with said_plainly(NotConfigured):
        configured = city_of(city)
        warehouse = open_warehouse(configured)
        with closing(open_journal(configured)) as journal:
            outcomes: list[Outcome] = []
            if dry_run:
                todo = redmine_push.updates(configured, warehouse, journal)
            else:
                with redmine_push.only_sender(configured):
                    todo = redmine_push.updates(configured, warehouse, journal)
                    outcomes = redmine_push.sent(configured, journal, todo)
    planned = [update for _, update in todo]
    if as_json:
        typer.echo(json.dumps(_document(planned, outcomes, dry_run), ensure_ascii=False))
    else:
        _tell(planned, outcomes, dry_run)
    if any(one.state == "refused" or one.why for one in outcomes):
        raise typer.Exit(1)


def _document(planned: list[Update], outcomes: list[Outcome], dry_run: bool) -> dict[str, object]:
    return {
        "is_dry_run": dry_run,
        "planned": [asdict(one) for one in planned],
        "outcomes": [
            {"report_id": one.update.report_id, "state": one.state, "why": one.why}
            for one in outcomes
        ],
        "left": len(planned) - sum(one.state != "refused" for one in outcomes),
    }


def _tell(planned: list[Update], outcomes: list[Outcome], dry_run: bool) -> None:
    if dry_run:
        for one in planned:
            typer.echo(f"#{one.issue_id}  {_words(one)}")
        typer.echo(
            f"{len(planned)} 件を送れます。送るには --send を付けます。 / "
            f"{len(planned)} to send; --send sends them."
        )
        return
    for outcome in outcomes:
        typer.echo(f"#{outcome.update.issue_id}  {outcome.state}  {outcome.why}".rstrip())
    done = sum(one.state != "refused" for one in outcomes)
    typer.echo(f"{done} / {len(planned)}")


def _words(update: Update) -> str:
    issue = update.document()["issue"]
    parts = []
    if "status_id" in issue:
        parts.append(f"status_id={issue['status_id']} ({update.status})")
    elif update.status is not None:
        parts.append(f"no status_id for {update.status}")
    if "assigned_to_id" in issue:
        parts.append(f"assigned_to_id={issue['assigned_to_id']}")
    if "notes" in issue:
        kind = "private notes" if update.is_private else "notes"
        parts.append(f"{kind}: {issue['notes'].splitlines()[0]}")
    return ", ".join(parts) or "nothing the server has a field for"
