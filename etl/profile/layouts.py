"""Which published layout a table is in, and where each of our columns comes from."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.contract import Decision, Layout, Source, UnknownLayout
from etl.normalise.text import header
from machimori.city import SourceConfig

#: Id of the layout that is nothing but the mapping of the configuration.
CONFIGURED = "configured"
#: Positions every source may map, whatever its own columns.
_POSITIONS = ("longitude", "latitude", "position", "geo3x3")


class Unmatched(UnknownLayout):
    """No layout fits. ``share`` is how much of the nearest one's signature is there (0 to 1)."""

    share = 0.0


@dataclass(frozen=True)
class Match:
    """A layout's id and the published name of each of our columns."""

    layout: str
    columns: Mapping[str, str]
    decisions: tuple[Decision, ...]


def signatures(source: Source, entry: SourceConfig) -> list[tuple[str, ...]]:
    """Per layout the names a header is known by; what the configuration maps comes first."""
    mapped = tuple(names[0] for names in map(_as_names, entry.columns.values()) if names)
    layouts = [one for one in source.layouts if not entry.layout or one.id == entry.layout]
    known = [layout.signature for layout in layouts if layout.signature]
    return [*([mapped] if mapped else []), *known]


def match(
    source: Source,
    entry: SourceConfig,
    published: Sequence[str],
    format_: str,
    file: str,
    *,
    geometry: bool = False,
) -> Match:
    """Match published names with the layouts of a source.

    Raises:
        UnknownLayout: the file is known to be something else, no layout fits, or the
            configuration names a column that isn't there; the message says what is nearest.
    """
    present: dict[str, str] = {}
    for name in published:
        present.setdefault(header(name), name)
    for names, why in () if entry.columns else source.not_this:
        if names and all(_holds(name, present) for name in names):
            raise UnknownLayout(
                f"{file}: {source.name} のデータではありません: {why} / This is no {source.name}."
            )
    configured = _configured(source, entry, present, published, file)
    layout = _fitting(source, entry, present, format_)
    if layout is None:
        if not configured:
            raise _nearest(source, present, published, format_, file)
        _hold_to_required(source, entry, configured, file, geometry=geometry)
        why = f"設定の columns にある {len(configured)} 列を読みます"
        return Match(CONFIGURED, configured, (Decision("様式", CONFIGURED, why),))
    columns = {
        ours: found
        for ours, names in layout.columns.items()
        if (found := _first(names, present)) is not None
    } | configured
    why = f"列の名前が「{layout.title}」と合います"
    if entry.layout:
        why = "設定の layout で決められています"
    decisions = [Decision("様式", layout.id, why)]
    if configured:
        decisions.append(
            Decision("列の読みかえ", "、".join(configured), "設定の columns を様式より優先します")
        )
    return Match(layout.id, columns, tuple(decisions))


def _holds(name: str, present: Mapping[str, str]) -> bool:
    """Whether a name is there, or after "!" is not."""
    return (header(name.removeprefix("!")) in present) != name.startswith("!")


def _as_names(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _first(names: str | Sequence[str], present: Mapping[str, str]) -> str | None:
    return next((present[header(one)] for one in _as_names(names) if header(one) in present), None)


def _configured(
    source: Source,
    entry: SourceConfig,
    present: Mapping[str, str],
    published: Sequence[str],
    file: str,
) -> dict[str, str]:
    """Our columns the configuration maps, each with the published name that is there."""
    known = {column.name for column in source.columns} | set(_POSITIONS)
    for layout in source.layouts:
        known |= set(layout.columns)
    columns = {}
    for ours, names in entry.columns.items():
        if ours not in known:
            near = difflib.get_close_matches(ours, known, n=1)
            hint = (
                f"「{near[0]}」のことでしょうか。"
                if near
                else f"使えるのは {'、'.join(sorted(known))} です。"
            )
            raise UnknownLayout(
                f"{file}: 設定の columns にある {ours!r} という列は {source.name} にありません。"
                f"{hint}"
            )
        found = _first(names, present)
        if found is None:
            wanted = "、".join(_as_names(names))
            near = difflib.get_close_matches(_as_names(names)[0], published, n=1, cutoff=0.4)
            hint = f"「{near[0]}」のことでしょうか。" if near else ""
            raise UnknownLayout(
                f"{file}: 設定の columns.{ours} に書かれた列「{wanted}」がファイルにありません。"
                f"{hint}ファイルの列: {_listed(published)}"
            )
        if header(found) in {header(name) for name in source.never_load}:
            raise UnknownLayout(
                f"{file}: 設定の columns.{ours} に書かれた列「{found}」は個人についての列なので"
                "読みません。設定から取り除いてください。"
            )
        columns[ours] = found
    return columns


def _fitting(
    source: Source, entry: SourceConfig, present: Mapping[str, str], format_: str
) -> Layout | None:
    if entry.layout:
        for layout in source.layouts:
            if layout.id == entry.layout:
                return layout
        known = "、".join(layout.id for layout in source.layouts)
        raise UnknownLayout(
            f"設定の layout = {entry.layout!r} は {source.name} にありません。"
            f"使えるのは {known} です。"
        )
    fitting = [
        layout
        for layout in source.layouts
        if layout.signature
        and (not layout.formats or format_ in layout.formats)
        and all(header(name) in present for name in layout.signature)
        and not any(header(name) in present for name in layout.absent)
    ]
    return max(
        fitting,
        key=lambda one: (
            len(one.signature),
            sum(_first(names, present) is not None for names in one.columns.values()),
        ),
        default=None,
    )


def _hold_to_required(
    source: Source, entry: SourceConfig, columns: Mapping[str, str], file: str, *, geometry: bool
) -> None:
    missing = [
        column.name
        for column in source.columns
        if column.required
        and column.name not in columns
        and column.name not in entry.defaults
        and not (column.name in _POSITIONS and (geometry or set(columns) & set(_POSITIONS)))
    ]
    if missing:
        raise UnknownLayout(
            f"{file}: 設定の columns に、必要な列 {'、'.join(missing)} の読みかえがありません。"
            f"[sources.{source.name}.columns] に書いてください。"
        )


def _nearest(
    source: Source,
    present: Mapping[str, str],
    published: Sequence[str],
    format_: str,
    file: str,
) -> Unmatched:
    """Say which layout comes nearest, what is missing for it, and what to do."""
    best: tuple[float, Layout] | None = None
    for layout in source.layouts:
        if not layout.signature:
            continue
        held = sum(header(name) in present for name in layout.signature) / len(layout.signature)
        if best is None or held > best[0]:
            best = (held, layout)
    message = f"{file}: {source.name} の知っている様式のどれとも列が合いません（{format_}）。"
    english = f"No layout of {source.name} fits these columns"
    if best is not None and best[0] > 0:
        layout = best[1]
        missing = [name for name in layout.signature if header(name) not in present]
        extra = [name for name in layout.absent if header(name) in present]
        message += f"いちばん近いのは「{layout.title}」（{layout.id}）で、"
        english += f"; the nearest is {layout.id}"
        if missing:
            message += f"足りない列は {_listed(missing)} です。"
            english += f", without {_listed(missing)}"
        elif extra:
            message += f"あるはずのない列 {_listed(extra)} があります。"
        else:
            message += f"ファイルの形式が {'・'.join(sorted(layout.formats))} ではありません。"
    error = Unmatched(
        message + f"ファイルの列: {_listed(published)}。"
        f"[sources.{source.name}.columns] に読みかえ（こちらの列 = ファイルの列）を書くと読めます。"
        f" / {english}. Map them under [sources.{source.name}.columns]."
    )
    error.share = best[0] if best is not None else 0.0
    return error


def _listed(names: Sequence[str], most: int = 12) -> str:
    shown = "、".join(name.replace("\n", " ").strip()[:30] or "（空）" for name in names[:most])
    return f"{shown} ほか {len(names) - most} 列" if len(names) > most else shown
