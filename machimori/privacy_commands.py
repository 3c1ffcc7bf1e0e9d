"""``python -m machimori privacy``: which months were told, and telling one anew."""

from __future__ import annotations

from typing import Annotated

import typer

from machimori.command_line import CityOption, city_of, said_plainly
from machimori.store import gate
from machimori.store.gate import Subject
from machimori.store.queries import population_release, road_release
from machimori.store.release_ledger import ReleaseLedger
from machimori.store.warehouse import open_warehouse

privacy_app = typer.Typer(no_args_is_help=True, help="What was told to the public, and when.")


@privacy_app.callback()
def privacy() -> None:
    """What was told to the public, and when."""


@privacy_app.command("list")
def listed(city: CityOption = "") -> None:
    """Every period told: revision, withheld cells, and whether its data has changed since."""
    with said_plainly():
        configured = city_of(city)
        warehouse = open_warehouse(configured)
        for table, margins in (
            (road_release.TABLE, road_release.margins(warehouse, configured)),
            (population_release.TABLE, population_release.margins(warehouse)),
        ):
            told = ReleaseLedger.of(configured, table).releases()
            for window in sorted({*told, *margins}):
                if window not in told:
                    typer.echo(f"{table} {window}: not told yet")
                    continue
                release = told[window]
                now = margins.get(window)
                has_changed = now is not None and gate.fingerprint(now) != release.fingerprint
                typer.echo(
                    f"{table} {window}: revision {release.revision}, {len(release.cells)} cells, "
                    f"{len(release.withheld)} withheld"
                    + (", the data has changed since" if has_changed else "")
                )


@privacy_app.command()
def revise(
    months: Annotated[list[str], typer.Argument(metavar="MONTH...", help="2026-09, or several.")],
    city: CityOption = "",
) -> None:
    """Tell months of road posts anew from today's data; what was withheld stays withheld."""
    with said_plainly():
        configured = city_of(city)
        margins = road_release.margins(open_warehouse(configured), configured)
        unknown = [month for month in months if month not in margins]
        if unknown:
            typer.echo(
                f"{unknown[0]}: no complete month of the data. Complete: {', '.join(margins)}",
                err=True,
            )
            raise typer.Exit(2)
        told = gate.released(
            configured,
            Subject.POSTS,
            road_release.TABLE,
            {month: margins[month] for month in months},
            revised=frozenset(months),
        )
        for release in told.values():
            typer.echo(f"{release.window}: revision {release.revision}")
