"""The mapping file of the L-Alert shelter body, as the values the writer and the reader need."""

from __future__ import annotations

import functools
import pkgutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

FILE = "lalert_shelter3.toml"


@dataclass(frozen=True)
class Kind:
    """How a role is sent: its type, TypeDetail, and its type where it is always there."""

    type: str
    detail: str | None
    permanent: str | None


@dataclass(frozen=True)
class Words:
    """One version of the format. Names follow the mapping file, where each is explained."""

    version: str
    compared_with_operator: bool
    namespaces: Mapping[str, str]
    category: str
    confidentiality: str
    distribution_status: Mapping[str, str]  # our mode -> EDXL-DE distributionStatus
    modes_read: tuple[str, ...]
    types: tuple[str, ...]
    always_open: frozenset[str]
    temporary_type: str
    types_also_read: Mapping[str, str]
    role_without_detail: Mapping[str, str]
    kind_by_role: Mapping[str, Kind]
    sorts: tuple[str, ...]
    counted: frozenset[str]
    shut: frozenset[str]
    sort_sent_as: Mapping[str, str]
    statuses: tuple[str, ...]
    status_sent_as: Mapping[str, str]
    zero_when_shut: bool

    def role_of(self, type_name: str, detail: str | None) -> str | None:
        """The role a type and its detail stand for; a detail that names no role changes nothing."""
        if type_name == self.temporary_type:
            type_name = self.types[0]
        for role, kind in self.kind_by_role.items():
            if detail and detail == kind.detail and type_name in (kind.type, kind.permanent):
                return role
        return self.role_without_detail.get(type_name)


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
        modes_read=tuple(table["envelope"]["read"]),
        types=tuple(kinds["names"]),
        always_open=frozenset(kinds["always_open"]),
        temporary_type=kinds["temporary"],
        types_also_read=kinds["also_read"],
        role_without_detail=kinds["without_detail"],
        kind_by_role={
            role: Kind(entry["type"], entry.get("detail"), entry.get("permanent"))
            for role, entry in kinds["by_role"].items()
        },
        sorts=tuple(sort["names"]),
        counted=frozenset(sort["counted"]),
        shut=frozenset(sort["shut"]),
        sort_sent_as=sort["sent_as"],
        statuses=tuple(status["names"]),
        status_sent_as=status["sent_as"],
        zero_when_shut=table["counts"]["zero_when_shut"],
    )
