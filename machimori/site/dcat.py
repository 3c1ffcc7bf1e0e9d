"""The catalogue of our tables as DCAT 2 in JSON-LD, in the manner of DCAT-AP."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from machimori.city import City
from machimori.site.open_about import FOLDER, Told, address
from machimori.site.open_columns import stamp
from machimori.wording import text

MEDIA_TYPE = "application/ld+json"
_IANA = "https://www.iana.org/assignments/media-types/"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


#: Name -> media type and bytes of a table's files; path -> bytes of those of its editions.
Listed = tuple[Told, Mapping[str, tuple[str, int]], Mapping[str, int]]
_DATED = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".zip": "application/zip",
}


def catalogue(city: City, tables: Sequence[Listed]) -> bytes:
    """The catalogue.

    Args:
        city: whose it is.
        tables: each with its files, and those of its dated editions.
    """
    base = f"{city.base_url.rstrip('/')}/{FOLDER}/" if city.base_url else None
    publisher = {"@type": "foaf:Agent", "foaf:name": _both(city.name, city.name_en or city.name)}
    document = {
        "@context": {**_CONTEXT, **({"@base": base} if base else {})},
        "@id": "catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _both(
            text("open.catalogue_of", "ja", place=city.name),
            text("open.catalogue_of", "en", place=city.name_en or city.name),
        ),
        "dct:description": _both(
            text("open.catalogue_about", "ja"), text("open.catalogue_about", "en")
        ),
        "dct:publisher": publisher,
        "dct:language": ["ja", "en"],
        "dcat:dataset": [_dataset(told, files, dated, publisher) for told, files, dated in tables],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _dataset(
    told: Told,
    files: Mapping[str, tuple[str, int]],
    dated: Mapping[str, int],
    publisher: Mapping[str, Any],
) -> dict[str, Any]:
    terms = told.terms
    licence = {"@id": terms.licence_url} if terms.licence_url else terms.licence
    found: dict[str, Any] = {
        "@id": f"#{told.key}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{told.city.code}-{told.key}",
        "dct:title": _both(told.title("ja"), told.title("en")),
        "dct:description": _both(told.description("ja"), told.description("en")),
        "dct:publisher": publisher,
        "dct:provenance": list(terms.credits),
        "dcat:keyword": [text("band.sample", "ja")] if terms.is_sample else [],
        "dcat:distribution": [
            _distribution(told, name, media_type, size, licence)
            for name, (media_type, size) in files.items()
        ],
        "dct:hasVersion": [
            _version(told, version, list(paths), licence)
            for version, paths in groupby(
                dated.items(), key=lambda one: one[0].rpartition("/")[0].rpartition("/")[2]
            )
        ],
    }
    if terms.as_of is not None:
        found["dct:modified"] = {"@value": stamp(terms.as_of), "@type": "xsd:dateTime"}
    return found


def _distribution(
    told: Told, name: str, media_type: str, size: int, licence: Any
) -> dict[str, Any]:
    return {
        "@id": name,
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dcat:downloadURL": {"@id": address(told.city, name)},
        "dcat:mediaType": {"@id": f"{_IANA}{media_type.partition(';')[0]}"},
        "dcat:byteSize": {"@value": str(size), "@type": "xsd:nonNegativeInteger"},
        **({"dct:license": licence} if licence else {}),
    }


def _version(
    told: Told, version: str, paths: Sequence[tuple[str, int]], licence: Any
) -> dict[str, Any]:
    """A dated edition: its addresses and what lies there never change."""
    return {
        "@id": f"#{told.key}-{version}",
        "@type": "dcat:Dataset",
        "dct:title": f"{told.key} {version}",
        "dcat:version": version,
        "dct:issued": {"@value": version[:10], "@type": "xsd:date"},
        "dcat:distribution": [
            _distribution(told, path, _DATED[path[path.rindex(".") :]], size, licence)
            for path, size in paths
        ],
    }


def _both(ja: str, en: str) -> list[dict[str, str]]:
    return [{"@value": ja, "@language": "ja"}, {"@value": en, "@language": "en"}]
