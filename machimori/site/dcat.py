"""The catalogue of our tables as DCAT 2 in JSON-LD, in the manner of DCAT-AP."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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


def catalogue(city: City, tables: Sequence[tuple[Told, Mapping[str, tuple[str, int]]]]) -> bytes:
    """The catalogue.

    Args:
        city: whose it is.
        tables: each with its files: name -> media type and bytes.
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
        "dcat:dataset": [_dataset(told, files, publisher) for told, files in tables],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _dataset(
    told: Told, files: Mapping[str, tuple[str, int]], publisher: Mapping[str, Any]
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
            {
                "@id": name,
                "@type": "dcat:Distribution",
                "dct:title": name,
                "dcat:downloadURL": {"@id": address(told.city, name)},
                "dcat:mediaType": {"@id": f"{_IANA}{media_type.partition(';')[0]}"},
                "dcat:byteSize": {"@value": str(size), "@type": "xsd:nonNegativeInteger"},
                **({"dct:license": licence} if licence else {}),
            }
            for name, (media_type, size) in files.items()
        ],
    }
    if terms.as_of is not None:
        found["dct:modified"] = {"@value": stamp(terms.as_of), "@type": "xsd:dateTime"}
    return found


def _both(ja: str, en: str) -> list[dict[str, str]]:
    return [{"@value": ja, "@language": "ja"}, {"@value": en, "@language": "en"}]
