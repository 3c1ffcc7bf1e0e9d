"""``datapackage.json``: the tables as a tabular data package (specs.frictionlessdata.io, 1.0)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from machimori.site.open_about import Told, address
from machimori.site.open_columns import Table
from machimori.store.edition_shelf import Edition

MEDIA_TYPE = "application/json"
_NOT_A_NAME = re.compile(r"[^a-z0-9._-]+")


def package(
    tables: Sequence[tuple[Told, Table]],
    contents: Mapping[str, bytes],
    *,
    name: str,
    editions: Mapping[str, Sequence[Edition]] | None = None,
) -> bytes:
    """The descriptor of some tables; their CSV files lie beside it.

    Args:
        tables: in the order they are listed.
        contents: file name -> content of each table's CSV.
        name: of the package; a-z, digits, ``.``, ``_``, ``-``.
        editions: the dated ones of each table, named by the resource as ``versions``.
    """
    first = tables[0][0]
    document = {
        "profile": "tabular-data-package",
        "name": _NOT_A_NAME.sub("-", name.lower()),
        "title": f"{first.city.name} {first.title('ja')}" if len(tables) == 1 else first.city.name,
        "homepage": first.city.base_url or None,
        "licenses": _licences([told for told, _ in tables]),
        "sources": [
            {"title": one}
            for one in dict.fromkeys(line for told, _ in tables for line in told.terms.credits)
            if one
        ],
        "is_sample": any(told.terms.is_sample for told, _ in tables),
        "resources": [
            _resource(told, table, contents, (editions or {}).get(told.key, ()))
            for told, table in tables
        ],
    }
    known = {key: value for key, value in document.items() if value not in (None, [])}
    return json.dumps(known, ensure_ascii=False, indent=1).encode()


def _licences(tables: Sequence[Told]) -> list[dict[str, str]]:
    found = {}
    for told in tables:
        terms = told.terms
        if terms.licence and terms.licence_url:
            found[terms.licence] = {"title": terms.licence, "path": terms.licence_url}
        elif terms.licence:
            found[terms.licence] = {"name": "other-open", "title": terms.licence}
    return list(found.values())


def _resource(
    told: Told, table: Table, contents: Mapping[str, bytes], editions: Sequence[Edition]
) -> dict[str, Any]:
    file = f"{told.key}.csv"
    content = contents[file]
    missing = ["", told.city.privacy.symbol] if table.counts else [""]
    schema: dict[str, Any] = {
        "fields": [{"name": one.name, "type": one.kind} for one in table.fields],
        "missingValues": missing,
    }
    if told.table.keys:
        schema["primaryKey"] = list(told.table.keys)
    return {
        "profile": "tabular-data-resource",
        "name": told.key,
        "path": file,
        "title": told.title("ja"),
        "description": told.description("ja"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **({"licenses": found} if (found := _licences([told])) else {}),
        "is_sample": told.terms.is_sample,
        "schema": schema,
        **({"url": address(told.city, file)} if told.city.base_url else {}),
        **({"versions": [_version(told, one) for one in editions]} if editions else {}),
    }


def _version(told: Told, edition: Edition) -> dict[str, Any]:
    """An edition whose address and content never change."""
    path = f"{edition.path}/{told.key}.csv"
    return {
        "version": edition.version,
        "path": path,
        "hash": f"sha256:{edition.about['sha256']}",
        **({"url": address(told.city, path)} if told.city.base_url else {}),
    }
