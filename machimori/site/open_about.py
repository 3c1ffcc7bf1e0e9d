"""What each open file says of itself, and what is written beside it: README, terms, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from machimori.city import City
from machimori.site.open_columns import stamp
from machimori.store.queries.open_tables import OpenTable, Terms
from machimori.wording import text, word

#: Where the files lie below the site's address. A change that breaks readers gets another number.
FOLDER = "data/v1"


@dataclass(frozen=True)
class Told:
    """One table in words: key, names, terms."""

    city: City
    table: OpenTable
    terms: Terms

    @property
    def key(self) -> str:
        """Its name in paths."""
        return self.table.key

    def title(self, lang: str) -> str:
        """What the table is called."""
        if self.table.role:
            role = word("role", self.table.role, lang)
            return text("open.table_of_role", lang, role=role)
        return text(f"open.table_{self.table.table.key}", lang)

    def description(self, lang: str) -> str:
        """What one row is, and what is left out."""
        key = f"open.about_{self.table.table.key}"
        return text(key, lang, few=self.city.privacy.posts, people=self.city.privacy.people)

    @property
    def about(self) -> dict[str, Any]:
        """What every file of the table carries."""
        return {
            "table": self.key,
            "title": self.title("ja"),
            "title_en": self.title("en"),
            "description": self.description("ja"),
            "municipality": self.city.name,
            "municipality_code": self.city.code,
            "licence": self.terms.licence or None,
            "licence_url": self.terms.licence_url or None,
            "credits": list(self.terms.credits),
            "as_of": stamp(self.terms.as_of),
            "is_sample": self.terms.is_sample,
            "label": text("band.sample", "ja") if self.terms.is_sample else None,
        }


def address(city: City, name: str) -> str:
    """Where a file is had: absolute where the site's address is known."""
    base = city.base_url.rstrip("/")
    return f"{base}/{FOLDER}/{name}" if base else name


def readme(told: Told, names: list[str]) -> bytes:
    """README of a zip, Japanese first."""
    parts = []
    for lang in ("ja", "en"):
        lines = [
            told.title(lang),
            "=" * 40,
            told.description(lang),
            "",
            *([text("open.readme_sample", lang)] if told.terms.is_sample else []),
            text("open.readme_place", lang, place=told.city.name, code=told.city.code),
            text(
                "open.readme_licence",
                lang,
                licence=told.terms.licence or text("word.not_stated", lang),
                link=told.terms.licence_url or "-",
            ),
            *(text("open.readme_credit", lang, credit=one) for one in told.terms.credits),
            text("open.readme_as_of", lang, date=stamp(told.terms.as_of) or "-"),
            text("open.readme_files", lang, names=", ".join(names)),
            text("open.readme_csv", lang),
            *(
                [text("open.readme_withheld", lang, symbol=told.city.privacy.symbol)]
                if told.table.table.release is not None
                else []
            ),
            "",
        ]
        parts += lines
    return "\r\n".join(parts).encode("utf-8")
