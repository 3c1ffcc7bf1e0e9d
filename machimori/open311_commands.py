"""``python -m machimori open311-key``: who may read posts through Open311."""

from __future__ import annotations

from typing import Annotated

import typer

from machimori.command_line import CityOption, city_of, said_plainly
from machimori.store import open311_keys

keys_app = typer.Typer(no_args_is_help=True, help="Keys that read posts through Open311.")
NameArgument = Annotated[str, typer.Argument(help="Who holds the key.")]


@keys_app.command()
def issue(name: NameArgument, city: CityOption = "") -> None:
    """Issue a key and print it; it is told this once."""
    with said_plainly(open311_keys.TakenName):
        typer.echo(open311_keys.issue(city_of(city), name))


@keys_app.command("list")
def listed(city: CityOption = "") -> None:
    """Who holds a key, and since when."""
    with said_plainly():
        for one in open311_keys.keys(city_of(city)):
            typer.echo(f"{one.issued_at}  {one.name}")


@keys_app.command()
def revoke(name: NameArgument, city: CityOption = "") -> None:
    """End a key at once."""
    with said_plainly(open311_keys.UnknownKey):
        open311_keys.revoke(city_of(city), name)
        typer.echo(f"the key of {name} is over")
