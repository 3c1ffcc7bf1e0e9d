"""What a file is taken for and what would become of its rows, for a clerk to read.

``python -m etl check FILE [--as NAME] [--json]`` and the page that loads a file show the same
report. The words of the rules come in both languages, so that the page can pick.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from etl.contract import EtlError, FilePlan, Source
from etl.rules import RULES
from etl.sources import SOURCES, layout_of
from etl.trial import Trial, entry_of, plans_of, try_file
from machimori.city import City, SourceConfig

#: Verdicts shown one by one; the counts by rule are always of all of them.
SHOWN_VERDICTS = 500
#: Distinct unknown words offered for the value mapping.
SHOWN_WORDS = 50


@dataclass(frozen=True)
class FileReport:
    """One sheet, member or file: how it is read, and its balance."""

    file: str
    format: str
    encoding: str
    sheet: str
    header_row: int
    layout: str
    layout_title: str
    columns: dict[str, str]  # ours -> published
    unused: tuple[str, ...]  # published, not taken
    never_loaded: tuple[str, ...]  # published, personal: not read at all
    decisions: tuple[dict[str, str], ...]
    rows_in: int
    accepted: int
    rejected: int
    duplicates: int


@dataclass(frozen=True)
class RuleCount:
    """A rule that was hit: how often, what it means, what to do."""

    rule: str
    severity: str
    count: int
    what_ja: str
    todo_ja: str
    what_en: str
    todo_en: str


@dataclass(frozen=True)
class CheckReport:
    """The whole report. ``success``: the file was read and a run would take its rows."""

    file: str
    source: str
    source_id: str
    success: bool
    error: str = ""
    held_back: str = ""
    candidates: tuple[dict[str, Any], ...] = ()
    wanted: tuple[dict[str, Any], ...] = ()
    files: tuple[FileReport, ...] = ()
    rules: tuple[RuleCount, ...] = ()
    verdicts: tuple[dict[str, Any], ...] = ()
    unknown_words: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The report as one JSON document."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """The report for a terminal, in English."""
        if self.error:
            yield self.error
            return
        yield f"{self.file}: taken for {self.source} (id {self.source_id})"
        for one in self.files:
            yield f"  {one.file}: {one.format}, {one.encoding}, layout {one.layout}"
            yield f"    columns: {', '.join(f'{k} = {v}' for k, v in one.columns.items())}"
            if one.unused:
                yield f"    not used: {', '.join(one.unused)}"
            if one.never_loaded:
                yield f"    personal, never loaded: {', '.join(one.never_loaded)}"
            for decision in one.decisions:
                yield f"    {decision['what']}: {decision['choice']} ({decision['why']})"
            yield (
                f"    {one.rows_in:,} rows in = {one.accepted:,} accepted + "
                f"{one.rejected:,} rejected + {one.duplicates:,} duplicates"
            )
        for rule in self.rules:
            yield f"  {rule.count:,} x {rule.rule} ({rule.severity}): {rule.what_en}."
            yield f"      {rule.todo_en}."
        for verdict in self.verdicts:
            hint = f" ({verdict['suggestion']})" if verdict["suggestion"] else ""
            yield (
                f"  {verdict['file']} row {verdict['row']} {verdict['column'] or ''}: "
                f"{verdict['value'] or ''} {verdict['rule']}{hint}"
            )
        if self.held_back:
            yield f"  A run would hold it back: {self.held_back}"


def check_file(
    path: Path, *, name: str | None = None, city: City, entry: SourceConfig | None = None
) -> CheckReport:
    """Look at a file without building anything.

    Args:
        path: the file.
        name: source name or configured id; None tries all sources and takes the best match.
        city: the configuration.
        entry: read with this entry instead of the configured one.

    Returns:
        The report; a file that can't be read is a report with ``error``, not an exception.

    Raises:
        EtlError: ``name`` is neither a source nor a configured id.
    """
    path = Path(path)
    candidates: list[dict[str, Any]] = []
    if name is None:
        found = _recognise(path, city)
        candidates = [{"source": one, "columns": columns} for one, columns, _ in found]
        if not found:
            return CheckReport(path.name, "", "", False, _not_recognised(path, city))
        source, source_id = found[0][0], ""
    else:
        source, source_id = _named(name, city)
    entry = entry or entry_of(source, city, source_id=source_id)
    known: dict[str, Any] = {
        "file": path.name,
        "source": source,
        "source_id": entry.id,
        "candidates": tuple(candidates),
        "wanted": wanted_columns(SOURCES[source]),
    }
    try:
        plans = plans_of(path, source, entry, city)
        with try_file(path, source, entry, city, plans=plans) as trial:
            return _report(trial, known)
    except EtlError as error:
        return CheckReport(success=False, error=str(error), **known)


def wanted_columns(source: Source) -> tuple[dict[str, Any], ...]:
    """Our columns of a source, as a mapping form needs them."""
    return tuple(
        {
            "name": column.name,
            "kind": column.kind,
            "required": column.required,
            "allowed": sorted(column.allowed),
        }
        for column in source.columns
    )


def _named(name: str, city: City) -> tuple[str, str]:
    if name in SOURCES:
        return name, ""
    met = city.source(name)
    if met:
        return met[0][0], met[0][1].id
    ids = [entry.id for entries in city.sources.values() for entry in entries]
    raise EtlError(
        f"no source is called {name!r}. Sources: {', '.join(SOURCES)}; "
        f"ids in the configuration: {', '.join(ids) or 'none'}."
    )


def _recognise(path: Path, city: City) -> list[tuple[str, int, list[FilePlan]]]:
    """Sources that know the file's columns, the one that takes the most of them first."""
    found = []
    for source in SOURCES:
        try:
            plans = plans_of(path, source, entry_of(source, city), city)
        except EtlError:
            continue
        if plans:
            found.append((source, max(len(plan.columns) for plan in plans), plans))
    return sorted(found, key=lambda one: -one[1])


def _not_recognised(path: Path, city: City) -> str:
    """Why no source took the file: that it can't be read at all, or what it nearly was."""
    reasons = []
    for source in SOURCES:
        try:
            plans_of(path, source, entry_of(source, city), city)
        except EtlError as error:
            reasons.append((source, str(error)))
    if len({reason for _, reason in reasons}) == 1:
        return reasons[0][1]
    told = " ".join(f"[{source}] {reason}" for source, reason in reasons)
    return (
        f"{path.name}: no source knows these columns. Say which source it is with --as NAME, "
        f"and map its columns in the configuration. {told}"
    )


def _report(trial: Trial, known: dict[str, Any]) -> CheckReport:
    source = SOURCES[trial.source]
    rules = trial.connection.execute(
        "SELECT rule, severity, count(*) FROM meta.rejects GROUP BY ALL "
        "ORDER BY severity, 3 DESC, 1"
    ).fetchall()
    verdicts = trial.connection.execute(
        'SELECT source_file, source_row, severity, rule, "column", value, suggestion '
        "FROM meta.rejects ORDER BY severity, source_file, source_row, rule LIMIT ?",
        [SHOWN_VERDICTS],
    ).fetchall()
    names = ("file", "row", "severity", "rule", "column", "value", "suggestion")
    return CheckReport(
        success=not trial.held_back,
        held_back=trial.held_back,
        files=tuple(_file_report(one, source) for one in trial.run.files),
        rules=tuple(_rule_count(*row) for row in rules),
        verdicts=tuple(dict(zip(names, row, strict=True)) for row in verdicts),
        unknown_words=_unknown_words(trial),
        **known,
    )


def _file_report(balance: Any, source: Source) -> FileReport:
    plan: FilePlan = balance.plan
    taken = set(plan.columns.values())
    personal = tuple(name for name in plan.published if name in source.never_load)
    return FileReport(
        file=plan.file,
        format=plan.format,
        encoding=plan.encoding,
        sheet=plan.sheet,
        header_row=plan.header_row,
        layout=plan.layout,
        layout_title=layout_of(source, plan.layout).title,
        columns=dict(plan.columns),
        unused=tuple(name for name in plan.published if name not in taken and name not in personal),
        never_loaded=personal,
        decisions=tuple(asdict(one) for one in plan.decisions),
        rows_in=balance.rows_in,
        accepted=balance.accepted,
        rejected=balance.rejected,
        duplicates=balance.duplicates,
    )


def _rule_count(rule: str, severity: str, count: int) -> RuleCount:
    words = RULES.get(rule)
    return RuleCount(rule, severity, count, *(words or (rule, "", rule, "")))


def _unknown_words(trial: Trial) -> dict[str, tuple[str, ...]]:
    """Published words that none of ours is mapped to: our column -> words, commonest first."""
    ours = {published: name for plan in trial.plans for name, published in plan.columns.items()}
    words: dict[str, tuple[str, ...]] = {}
    for column, value in trial.connection.execute(
        'SELECT "column", value FROM meta.rejects '
        "WHERE rule = 'word_unknown' AND value IS NOT NULL GROUP BY ALL "
        "ORDER BY count(*) DESC, value LIMIT ?",
        [SHOWN_WORDS],
    ).fetchall():
        name = ours.get(column, column)
        words[name] = (*words.get(name, ()), value)
    return words
