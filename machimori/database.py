"""How this project talks to DuckDB, in one place: pins, extension, axis order, hardening.

The extension comes from the package registry and is loaded by path, so nothing is fetched.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import duckdb

_NOTHING_FETCHED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


@cache
def _spatial_extension() -> str:
    """Path of the extension, its signature checked once in this process.

    DuckDB checks it anew for every database: 81 MB to hash, 0.4 s of processor time each.
    """
    spec = find_spec("duckdb_extension_spatial")
    if spec is None or spec.origin is None:
        raise RuntimeError("duckdb-extension-spatial is not installed; run `make install`.")
    folder = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}"
    path = str(folder / "spatial.duckdb_extension")
    with duckdb.connect(config=_NOTHING_FETCHED) as connection:
        connection.load_extension(path)
    return path


def connect(
    path: Path | str = ":memory:", *, threads: int | None = None, memory_limit: str | None = None
) -> duckdb.DuckDBPyConnection:
    """Open DuckDB with the spatial extension and longitude/latitude axis order.

    Without ``geometry_always_xy`` a transform of longitude/latitude gives ``POINT (inf inf)``
    and sphere distances are silently wrong. Both settings are GLOBAL, since a plain SET holds for
    this connection only: its cursors would be back at the defaults.
    """
    extension = _spatial_extension()
    # Its signature is known to be good; ``harden`` shuts out every other.
    config = _NOTHING_FETCHED | {"allow_unsigned_extensions": True}
    if threads is not None:
        config["threads"] = threads
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    connection = duckdb.connect(str(path), config=config)
    connection.load_extension(extension)
    connection.execute("SET GLOBAL geometry_always_xy = true")
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    return connection


def harden(connection: duckdb.DuckDBPyConnection) -> None:
    """Shut files, network and settings for good. Read-only alone still lets COPY write."""
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def literal(text: str) -> str:
    """A SQL string literal, for the statements that take no parameter (ATTACH, COPY)."""
    return "'" + text.replace("'", "''") + "'"
