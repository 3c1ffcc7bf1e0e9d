"""Command line of the ETL: ``python -m etl run | check | preview | groups | sources | sample``.

Exit status: 0 good, 1 something was held back or failed, 2 wrong usage.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from etl import console
from etl.contract import EtlError
from machimori.city import City, ConfigurationError, current_city_path, load_city

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Published files in, a warehouse out.",
    pretty_exceptions_enable=False,
)
Config = Annotated[
    Path | None, typer.Option(help="city.toml of the municipality (default: CITY, or the sample)")
]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON document on standard output")]


def _city(config: Path | None) -> City:
    if config is None and "CITY" in os.environ:
        os.environ.setdefault("MACHIMORI_CITY", os.environ["CITY"])
    return load_city(config or current_city_path())


def _print_json(document: Any) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")


@app.command()
def run(
    config: Config = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="NAME=PATH_OR_URL: rebuild this source from there; others keep theirs"),
    ] = None,
    warehouse: Annotated[Path | None, typer.Option(help="the file to build")] = None,
    every: Annotated[
        float | None, typer.Option(help="run again every so many minutes, until stopped")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read the published files and build the warehouse."""
    from etl.pipeline import run as run_pipeline

    sources = _sources(source)
    while True:
        city = _city(config)
        with console.progress(quiet=as_json) as told:
            result = run_pipeline(city, sources=sources, warehouse=warehouse, progress=told)
        if as_json:
            _print_json(console.run_document(result))
        else:
            console.print_run(result)
        if every is None:
            raise typer.Exit(0 if result.success else 1)
        sys.stdout.flush()
        time.sleep(every * 60)


def _sources(given: list[str] | None) -> dict[str, str] | None:
    return _pairs(given, "NAME=PATH_OR_URL", "--source") if given else None


def _pairs(given: list[str] | None, form: str, option: str) -> dict[str, str]:
    pairs = {}
    for one in given or ():
        name, equals, value = one.partition("=")
        if not (name and equals and value):
            raise typer.BadParameter(f"{one!r} is not {form}", param_hint=option)
        pairs[name] = value
    return pairs


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="the file to look at")],
    name: Annotated[
        str | None, typer.Option("--as", help="source it should be (default: the best match)")
    ] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Say what a file was taken for, and what would become of its rows. Nothing is built."""
    from etl.check import check_file

    report = check_file(file, name=name, city=_city(config))
    if as_json:
        _print_json(report.document())
    else:
        console.print_check(report)
    raise typer.Exit(0 if report.success else 1)


@app.command()
def preview(
    file: Annotated[Path, typer.Argument(help="the file to compare")],
    source: Annotated[str, typer.Option(help="id of the source it would become")],
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Say what a file would change against the rows in force. Nothing is built."""
    from etl.preview import preview_file

    report = preview_file(file, source_id=source, city=_city(config))
    if as_json:
        _print_json(report.document())
    else:
        console.print_preview(report)


@app.command()
def groups(
    file: Annotated[Path, typer.Argument(help="posts: CSV, TSV, JSON or Parquet")],
    out: Annotated[
        Path | None, typer.Option(help="write one row per post here: .csv, .json or .parquet")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="OURS=THEIRS: what the file calls one of our columns")
    ] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Say how likely each post of a file repeats an earlier one, and which belong together."""
    from etl.group_file import group_file, summary, write

    named = _pairs(column, "OURS=THEIRS", "--column")
    answer = group_file(file, named, _city(config).road_groups.rules())
    if out is not None:
        write(answer, out)
    if as_json:
        _print_json(summary(answer))
    else:
        console.print_groups(summary(answer), out)


@app.command()
def links(config: Config = None, as_json: AsJson = False) -> None:
    """Try the links of the published catalogue; the next build tells which are dead."""
    from etl.links import check

    found = check(_city(config))
    dead = [one for one in found if one.is_dead]
    if as_json:
        _print_json([{"url": one.url, "status": one.status} for one in found])
    else:
        for one in dead:
            sys.stdout.write(f"{one.status} {one.url}\n")
        silent = sum(one.status is None for one in found)
        sys.stdout.write(f"{len(found)} links, {len(dead)} dead, {silent} without an answer\n")
    raise typer.Exit(1 if dead else 0)


@app.command()
def sources(config: Config = None, as_json: AsJson = False) -> None:
    """List the configured sources: producer, licence, cycle, last good run, age."""
    rows = console.source_rows(_city(config))
    if as_json:
        _print_json(rows)
    else:
        console.print_sources(rows)


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="folder to write the files to")],
    seed: int = 1,
    scale: Annotated[int, typer.Option(min=1, help="1 is one ward over three years")] = 1,
    as_json: AsJson = False,
) -> None:
    """Generate the sample municipality's published files, faults included."""
    from etl.sample import generate

    written = generate(out, seed=seed, scale=scale)
    if as_json:
        _print_json(written)
    else:
        console.print_sample(out, written)


def main() -> None:
    """Run the command line; an error a person can mend is one sentence and status 1."""
    try:
        app()
    except (EtlError, ConfigurationError) as error:
        if "--json" in sys.argv:
            _print_json({"success": False, "error": str(error)})
        else:
            sys.stderr.write(f"error: {error}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
