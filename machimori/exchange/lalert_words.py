"""The mapping file of the L-Alert shelter body, as the values the writer and the reader need."""

from __future__ import annotations

import functools
import pkgutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

FILE = "lalert_shelter3.toml"


@dataclass(frozen=True)
class Words:
    """One version of the format. Names follow the mapping file, where each is explained."""

    version: str
    compared_with_operator: bool
    namespaces: Mapping[str, str]
    category: str
    confidentiality: str
    distribution_status: Mapping[str, str]  # our mode -> EDXL-DE distributionStatus
    types: tuple[str, ...]
    always_open: frozenset[str]
    temporary_type: str
    types_also_read: Mapping[str, str]
    type_by_role: Mapping[str, tuple[str, str | None]]  # role -> type, TypeDetail
    sorts: tuple[str, ...]
    counted: frozenset[str]
    shut: frozenset[str]
    sort_sent_as: Mapping[str, str]
    statuses: tuple[str, ...]
    status_sent_as: Mapping[str, str]
    zero_when_shut: bool

    def role_of(self, type_name: str, detail: str | None) -> str | None:
        """The role a type and its detail stand for; a detail that names no role changes nothing."""
        of_type = {
            role: words for role, (name, words) in self.type_by_role.items() if name == type_name
        }
        for role, words in of_type.items():
            if detail and words == detail:
                return role
        return next((role for role, words in of_type.items() if words is None), None)


@functools.cache
def words() -> Words:
    """The mapping file of this program."""
    content = pkgutil.get_data(__package__, FILE)
    if content is None:
        raise FileNotFoundError(FILE)
    table = tomllib.loads(content.decode("utf-8"))
    kinds, sort, status = table["type"], table["sort"], table["status"]
    return Words(
        version=table["version"],
        compared_with_operator=table["compared_with_operator"],
        namespaces=table["namespaces"],
        category=table["envelope"]["category"],
        confidentiality=table["envelope"]["confidentiality"],
        distribution_status=table["envelope"]["status"],
        types=tuple(kinds["names"]),
        always_open=frozenset(kinds["always_open"]),
        temporary_type=kinds["temporary"],
        types_also_read=kinds["also_read"],
        type_by_role={
            role: (entry["type"], entry.get("detail")) for role, entry in kinds["by_role"].items()
        },
        sorts=tuple(sort["names"]),
        counted=frozenset(sort["counted"]),
        shut=frozenset(sort["shut"]),
        sort_sent_as=sort["sent_as"],
        statuses=tuple(status["names"]),
        status_sent_as=status["sent_as"],
        zero_when_shut=table["counts"]["zero_when_shut"],
    )
