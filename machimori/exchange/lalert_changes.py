"""What a new revision says that the one before did not.

A corrected name or address is a correction: it is told apart from an opening, so that nobody is
told of a shelter "opened" because its address was put right.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields, replace

from machimori.domain.vocabulary import Opening
from machimori.exchange.lalert import Information

#: What a place is, as against how it is.
_MASTER = ("name", "name_kana", "phone", "address", "latitude", "longitude", "capacity")


@dataclass(frozen=True)
class Changes:
    """Names of the places, in the order of the new rows; one place stands once."""

    opened: tuple[str, ...]
    closed: tuple[str, ...]
    changed: tuple[str, ...]  # counts, crowding, or a new confirmation
    corrected: tuple[str, ...]  # what the place is, nothing of how it is
    added: tuple[str, ...]  # new in the document, and not open
    dropped: tuple[str, ...]  # no longer in it

    @property
    def is_only_correction(self) -> bool:
        """Whether nothing but names, addresses, positions and capacities was put right."""
        others = (self.opened, self.closed, self.changed, self.added, self.dropped)
        return bool(self.corrected) and not any(others)

    @property
    def is_empty(self) -> bool:
        """Whether the new rows say what the old ones said."""
        return not any(getattr(self, field.name) for field in fields(self))


def changes(before: Sequence[Information], after: Sequence[Information]) -> Changes:
    """Compare the rows of two revisions of one document."""
    old_of = _pairs(before, after)
    kinds: dict[str, list[str]] = {field.name: [] for field in fields(Changes)}
    for index, row in enumerate(after):
        kind = _kind(old_of.get(index), row)
        if kind:
            kinds[kind].append(row.name)
    kept = {id(old) for old in old_of.values()}
    kinds["dropped"] = [row.name for row in before if id(row) not in kept]
    return Changes(**{name: tuple(names) for name, names in kinds.items()})


def _kind(old: Information | None, new: Information) -> str:
    if old is None or old.sort != new.sort:
        moved = {str(Opening.OPEN): "opened", str(Opening.CLOSED): "closed"}
        return moved.get(new.sort, "added" if old is None else "changed")
    if old == new:
        return ""
    as_master = replace(old, **{name: getattr(new, name) for name in _MASTER})
    if as_master == new:
        return "corrected"
    if new.sort == Opening.OPEN and old.date_time != new.date_time:
        return "opened"  # closed and opened again between the two
    return "changed"


def _pairs(before: Sequence[Information], after: Sequence[Information]) -> dict[int, Information]:
    """The old row of each new one. Rows carry no id: name, then position, then address tell."""
    kind = ("type", "type_detail")
    keys: list[Callable[[Information], tuple[Hashable, ...]]] = [
        lambda row: (row.name, row.address),
        lambda row: (row.name,),
        lambda row: (row.latitude, row.longitude) if row.latitude is not None else (),
        lambda row: (row.address,) if row.address else (),
    ]
    found: dict[int, Information] = {}
    free_old = list(before)
    free_new = dict(enumerate(after))
    for key in keys:
        named: dict[Hashable, list[Information]] = {}
        for row in free_old:
            if key(row):
                named.setdefault((*(getattr(row, name) for name in kind), *key(row)), []).append(
                    row
                )
        for index, row in list(free_new.items()):
            same = named.get((*(getattr(row, name) for name in kind), *key(row)))
            if key(row) and same:
                found[index] = same.pop(0)
                del free_new[index]
        taken = {id(row) for row in found.values()}
        free_old = [row for row in free_old if id(row) not in taken]
    return found
