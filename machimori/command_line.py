"""What every command of ``python -m machimori`` shares: which municipality, and plain refusals."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from machimori.city import City, ConfigurationError, current_city, current_city_path
from machimori.store.refusals import StoreError

CityOption = Annotated[
    str,
    typer.Option("--city", envvar="MACHIMORI_CITY", help="A folder in cities/ or a city.toml."),
]


@contextmanager
def said_plainly(*more: type[Exception]) -> Iterator[None]:
    """Refusals (the stores', the configuration's and ``more``) as one sentence, exit status 1."""
    refusals: tuple[type[Exception], ...] = (
        StoreError,
        ConfigurationError,
        FileExistsError,
        PermissionError,
        *more,
    )
    try:
        yield
    except refusals as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal


def city_of(named: str) -> City:
    """The configuration in force; children of this process find the same one."""
    if named:
        os.environ["MACHIMORI_CITY"] = named
    os.environ["MACHIMORI_CITY"] = str(current_city_path().resolve())
    return current_city()
