"""``python -m machimori``: serve the dashboard, publish the site, look after the journal."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Annotated

import typer

from machimori import format_commands, open311_commands, privacy_commands, redmine_commands
from machimori.city import City
from machimori.command_line import CityOption, city_of, said_plainly
from machimori.site.live import LiveSite
from machimori.site.watch import publish as publish_site
from machimori.site.watch import watch as watch_site
from machimori.site.write import PublishRefused, check_sample, check_target
from machimori.store import passphrase
from machimori.store.journal import Journal, of_city, open_journal
from machimori.store.journal_restore import restore as restore_journal
from machimori.store.refusals import NoWarehouse, StoreError
from machimori.store.secret_files import folder
from machimori.store.warehouse import open_warehouse

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Serve the dashboard; publish the site; keep the journal.",
)
journal_app = typer.Typer(no_args_is_help=True, help="Back up, restore, export, verify.")
app.add_typer(journal_app, name="journal")

app.add_typer(format_commands.lalert_app, name="lalert")
app.add_typer(open311_commands.keys_app, name="open311-key")
app.add_typer(redmine_commands.redmine_app, name="redmine")
app.add_typer(privacy_commands.privacy_app, name="privacy")
app.command()(format_commands.reconcile)


def _said_plainly() -> AbstractContextManager[None]:
    """Refusals as one sentence on the error stream, and exit status 1."""
    return said_plainly(passphrase.WeakPassphrase, PublishRefused)


@app.command()
def serve(
    city: CityOption = "",
    port: Annotated[int, typer.Option(envvar="PORT", help="Port to listen on.")] = 8501,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for the whole network.")
    ] = "127.0.0.1",
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether there is a warehouse to serve.")
    ] = False,
) -> None:
    """Start the dashboard and say where it is and how staff sign in."""
    with _said_plainly():
        configured = city_of(city)
        try:
            open_warehouse(configured)
        except NoWarehouse as missing:
            if check:
                raise
            typer.echo(str(missing), err=True)
        if check:
            return
        open_journal(configured).close()
        _refuse_taken(host, port)
        _announce(configured, host, port)
    _run(host, port)


def _refuse_taken(host: str, port: int) -> None:
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StoreError(
                f"port {port} of {host} can't be used ({error.strerror}); name another, such as "
                f"PORT={port + 1}.",
                path=Path(),
                command="",
            ) from error


def _announce(city: City, host: str, port: int) -> None:
    reached = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - only compared
    typer.echo(f"{city.name}  http://{reached}:{port}/")
    if city.staff.sign_in == "oidc":
        typer.echo(f"staff      http://{reached}:{port}/board (staff accounts)")
        return
    words = passphrase.current(city)
    typer.echo(f"staff      http://{reached}:{port}/board")
    if words is None:
        typer.echo("passphrase kept hashed only")
    elif sys.stdout.isatty():
        typer.echo(f"passphrase {words}")
    else:  # a pipe may end in a log, where the passphrase must not be
        typer.echo(f"passphrase in {folder(city) / 'passphrase'}")


def _run(host: str, port: int) -> None:
    import uvicorn
    from streamlit import config

    from machimori.server import app as application

    uvicorn.run(
        application,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_max_size=int(config.get_option("server.maxMessageSize")) * 1_000_000,
        ws_per_message_deflate=bool(config.get_option("server.enableWebsocketCompression")),
        timeout_graceful_shutdown=5,
    )


@app.command()
def publish(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where a web server looks.")],
    city: CityOption = "",
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="U", help="The site's address.")
    ] = "",
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and write again when something is new.")
    ] = False,
    allow_sample: Annotated[
        bool, typer.Option("--allow-sample", help="Sample data under a real address is meant.")
    ] = False,
) -> None:
    """Write the public site: plain files for any web server, put in place at one stroke."""
    with _said_plainly():
        configured = city_of(city)
        target = Path.cwd() / out  # not resolved: the link itself is what is turned
        address = base_url or configured.base_url
        check_sample(configured, address, is_allowed=allow_sample)
        check_target(target)
        if watch:
            watch_site(configured, target, address=address, told=typer.echo)
            return
        found = publish_site(configured, target, LiveSite(address), None)
        typer.echo(f"{target}: {found.key}")


@journal_app.command()
def backup(target: Path, city: CityOption = "") -> None:
    """Write a consistent copy of the journal to a new file, while it is in use."""
    with _said_plainly():
        configured = city_of(city)
        with closing(of_city(Journal(configured.journal_path), configured)) as journal:
            written = journal.backup(target)
            typer.echo(f"{written}: {journal.last_seq()} events")


@journal_app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP")],
    city: CityOption = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Even where the backup holds less.")
    ] = False,
) -> None:
    """Put a backup in the journal's place; what lay there is kept beside it. Stop the server."""
    with _said_plainly():
        configured = city_of(city)
        found = restore_journal(source, configured, replace=replace)
        typer.echo(
            f"{configured.journal_path}: {found.events} events. Build the warehouse again: "
            f"python -m etl run --config {configured.folder / 'city.toml'}"
        )


@journal_app.command()
def export(
    target: Annotated[Path | None, typer.Argument(help="A new file; the terminal without.")] = None,
    city: CityOption = "",
) -> None:
    """Every event as one line of JSON, in order."""
    with _said_plainly():
        configured = city_of(city)
        with closing(of_city(Journal(configured.journal_path, read_only=True), configured)) as log:
            if target is None:
                for line in log.export():
                    typer.echo(line)
                return
            handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in log.export())


@journal_app.command()
def verify(
    source: Annotated[Path | None, typer.Argument(help="A backup; the journal without.")] = None,
    city: CityOption = "",
) -> None:
    """Check integrity, sequence and chain; exit status 1 where something is wrong."""
    with _said_plainly():
        configured = city_of(city)
        path = source or configured.journal_path
        with closing(of_city(Journal(path, read_only=True), configured)) as journal:
            found = journal.verify()
    for problem in found.problems:
        typer.echo(f"{path}: {problem}", err=True)
    if found.problems:
        raise typer.Exit(1)
    typer.echo(f"{path}: {found.events} events, none missing or changed")


if __name__ == "__main__":
    app()
