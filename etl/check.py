"""What a file is taken for and what would become of its rows, for a clerk to read.

``python -m etl check FILE [--as NAME] [--json]`` and the page that loads a file show the same
report. The words of the rules come in both languages, so that the page can pick.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from etl.contract import EtlError, FilePlan, Source, UnreadableFile
from etl.formats import read_batches
from etl.formats.look import look
from etl.normalise.text import header
from etl.profile import profile_any
from etl.rules import RULES
from etl.series import series_folder
from etl.sources import SOURCES, layout_of
from etl.trial import Trial, entry_of, plans_of, try_file
from machimori.city import City, SourceConfig
from machimori.domain.vocabulary import ReportStatus

#: Verdicts shown one by one; the counts by rule are always of all of them.
SHOWN_VERDICTS = 500
#: Words of columns that a source's own rules read, and no list of allowed words does.
_WORDS = {("road_reports", "status"): frozenset(str(one) for one in ReportStatus)}
#: Values shown of each published column.
SHOWN_SAMPLES = 3
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
    error_kind: str = ""  # "no_source": no source knows the columns; else the message says it all
    held_back: str = ""
    held_back_kind: str = ""  # empty, rejects, few_rows
    candidates: tuple[dict[str, Any], ...] = ()
    wanted: tuple[dict[str, Any], ...] = ()
    published: tuple[dict[str, Any], ...] = ()
    files: tuple[FileReport, ...] = ()
    rules: tuple[RuleCount, ...] = ()
    verdicts: tuple[dict[str, Any], ...] = ()
    unknown_words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: Whether the source is a series of moments, and the folder a file of it is added to ("": the
    #: file stands for the whole entry).
    is_series: bool = False
    folder: str = ""

    def document(self) -> dict[str, Any]:
        """The report as one JSON document."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """The report for a terminal, in English."""
        if self.error:
            yield self.error
            return
        yield f"{self.file}: taken for {self.source} (id {self.source_id})"
        if self.folder:
            yield f"  one moment of a series; it belongs beside the others in {self.folder}"
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
        candidates, problem = _recognise(path, city)
        if not candidates:
            kind = "" if _unreadable(path) else "no_source"
            return CheckReport(path.name, "", "", False, problem, kind)
        source, source_id = candidates[0]["source"], ""
    else:
        source, source_id = _named(name, city)
    entry = entry or entry_of(source, city, source_id=source_id, file=path.name)
    folder = series_folder(source, entry, city)
    known: dict[str, Any] = {
        "file": path.name,
        "source": source,
        "source_id": entry.id,
        "candidates": tuple(candidates),
        "wanted": wanted_columns(SOURCES[source]),
        "is_series": SOURCES[source].is_series,
        "folder": str(folder or ""),
    }
    try:
        plans = plans_of(path, source, entry, city)
        with try_file(source, entry, city, plans=plans, is_part=folder is not None) as trial:
            return _report(trial, known)
    except EtlError as error:
        published = _seen(path, SOURCES[source])
        return CheckReport(success=False, error=str(error), published=published, **known)


def wanted_columns(source: Source) -> tuple[dict[str, Any], ...]:
    """Our columns of a source, as a mapping form needs them."""
    return tuple(
        {
            "name": column.name,
            "kind": column.kind,
            "required": column.required,
            "allowed": sorted(
                column.allowed or _WORDS.get((source.name, column.name), frozenset())
            ),
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


def _recognise(path: Path, city: City) -> tuple[list[dict[str, Any]], str]:
    """Sources that know the file's columns, the one that takes the most of them first.

    Where none does: why, in the words of the profile.
    """
    if not path.is_file():
        raise UnreadableFile(f"{path}: there is no such file. Give the path of one file.")
    found: list[dict[str, Any]] = []
    reasons: list[tuple[str, str]] = []
    for source, outcome in profile_any(path, city):
        if isinstance(outcome, EtlError):
            reasons.append((source, str(outcome)))
        else:
            columns = max(len(plan.columns) for plan in outcome)
            found.append({"source": source, "columns": columns, "layout": outcome[0].layout})
    if found or not reasons:
        return found, ""
    problem = _unreadable(path)
    return [], problem or (
        f"{path.name}: no source knows these columns. Say which source it is with --as NAME, "
        f"and map its columns in the configuration."
    )


def _unreadable(path: Path) -> str | None:
    """Why the file can't be read as anything at all; None where it can."""
    try:
        look(path, path.name)
    except UnreadableFile as error:
        return str(error)
    return None


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
        held_back_kind=_kind(trial),
        files=tuple(_file_report(one, source) for one in trial.run.files),
        rules=tuple(_rule_count(*row) for row in rules),
        verdicts=tuple(dict(zip(names, row, strict=True)) for row in verdicts),
        unknown_words=_unknown_words(trial),
        published=_published(trial, source),
        **known,
    )


def _kind(trial: Trial) -> str:
    """Why a run would refuse the rows, for a page that says it in its own language."""
    if not trial.held_back:
        return ""
    if not trial.run.rows_in:
        return "empty"
    share = trial.run.rejected / trial.run.rows_in
    return "rejects" if share > trial.entry.max_reject_ratio else "few_rows"


def _file_report(balance: Any, source: Source) -> FileReport:
    plan: FilePlan = balance.plan
    taken = set(plan.columns.values())
    hidden = {header(name) for name in source.never_load}
    personal = tuple(name for name in plan.published if header(name) in hidden)
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


def _published(trial: Trial, source: Source) -> tuple[dict[str, Any], ...]:
    """Published columns of the first table with a few of their values, for the mapping form."""
    plan = trial.plans[0]
    batch = next(iter(read_batches(plan, batch_rows=200)), None)
    rows = [] if batch is None else batch.select(list(plan.published)).to_pylist()
    return _columns(
        plan.published, ([row[name] for name in plan.published] for row in rows), source
    )


def _seen(path: Path, source: Source) -> tuple[dict[str, Any], ...]:
    """The same of a file whose columns no layout knows; empty where nothing can be read."""
    try:
        tables = look(path, path.name)
    except EtlError:
        return ()
    first = tables[0]
    if not first.rows:
        return _columns(first.published, (), source)
    # The header is the fullest of the first rows; above it stand titles, below it the values.
    widths = [sum(1 for cell in row if str(cell).strip()) for row in first.rows[:20]]
    at = widths.index(max(widths))
    return _columns(tuple(map(str, first.rows[at])), first.rows[at + 1 : at + 200], source)


def _columns(
    names: Sequence[str], rows: Iterable[Sequence[Any]], source: Source
) -> tuple[dict[str, Any], ...]:
    hidden = {header(name) for name in source.never_load}
    samples: list[dict[str, None]] = [{} for _ in names]
    for row in rows:
        for place, value in enumerate(row[: len(names)]):
            text = str(value or "").strip()
            if text and len(samples[place]) < SHOWN_SAMPLES:
                samples[place][text[:60]] = None
    return tuple(
        {"name": name, "samples": list(some)}
        for name, some in zip(names, samples, strict=True)
        if name.strip() and header(name) not in hidden
    )


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
