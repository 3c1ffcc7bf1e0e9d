"""Refuse a source's new rows that look wrong as a whole: its last good ones stay in force."""

from __future__ import annotations

import duckdb

from etl.contract import HeldBack
from etl.landing import HARMLESS_RULES, SourceRun
from etl.rules import RULES
from machimori.city import SourceConfig

#: Below this many rows a share says nothing.
FEW_ROWS = 5


def hold_back_if_odd(
    connection: duckdb.DuckDBPyConnection, run: SourceRun, entry: SourceConfig, *, has_old: bool
) -> None:
    """Refuse new rows that look wrong as a whole.

    Raises:
        HeldBack: no rows, too many rejects, or far fewer rows than last time.
    """
    names = ", ".join(one.plan.file for one in run.files[:3])
    if run.rows_in == 0:
        raise HeldBack(
            f"[{run.source}] {len(run.files)}個のファイル（{names}）に行がありません。"
            "公開元を確かめてください。 / "
            f"There are no rows in {len(run.files)} file(s) ({names}); "
            "look at the publisher's page."
        )
    harmless = sum(one.harmless for one in run.files)
    judged = run.rows_in - harmless
    share = (run.rejected - harmless) / judged if judged else 1.0
    if share > entry.max_reject_ratio and (judged >= FEW_ROWS or run.accepted == 0):
        said_ja, said_en = _most_frequent(connection, run)
        raise HeldBack(
            f"[{run.source}] {judged}行のうち{run.rejected - harmless}行"
            f"（{share:.0%}）を除きました。"
            f"上限は{entry.max_reject_ratio:.0%}です。{said_ja}"
            "除いた行の理由を見て、ファイルか読みかえを直すか、"
            "設定の max_reject_ratio を上げてください。 / "
            f"{run.rejected - harmless} of {judged} rows were rejected "
            f"({share:.0%}; at most {entry.max_reject_ratio:.0%}). {said_en}"
            "See the rejects, correct the "
            "file or the mapping, or raise max_reject_ratio in the configuration."
        )
    if not has_old:
        return
    last = connection.execute(
        "SELECT accepted FROM old.meta.source_runs WHERE source = ? AND success "
        "ORDER BY fetched_at DESC NULLS LAST, run_id LIMIT 1",
        [run.source],
    ).fetchone()
    if last and last[0] >= FEW_ROWS and run.accepted < last[0] * entry.min_rows_ratio:
        raise HeldBack(
            f"[{run.source}] {names}: 前回{last[0]}行だったものが{run.accepted}行です。"
            "本当に減ったのなら、設定の min_rows_ratio を下げてもう一度取り込んでください。 / "
            f"{run.accepted} rows where the last run had {last[0]}. If the source "
            "really shrank, lower min_rows_ratio in the configuration and run again."
        )


def _most_frequent(connection: duckdb.DuckDBPyConnection, run: SourceRun) -> tuple[str, str]:
    """The reason most rows were rejected for and the first of them, in Japanese and English."""
    found = connection.execute(
        """
        SELECT rule, source_file, source_row, "column", left(value, 60),
            count(*) OVER (PARTITION BY rule) AS times
        FROM meta.rejects
        WHERE run_id = ? AND source = ? AND severity = 'row' AND NOT list_contains(?, rule)
        ORDER BY times DESC, source_file, source_row LIMIT 1
        """,
        [run.run_id, run.source, sorted(HARMLESS_RULES)],
    ).fetchone()
    if found is None:
        return "", ""
    rule, file, row, column, value, times = found
    words = RULES[rule]
    column_ja, column_en = (f" 列「{column}」", f", column {column}") if column else ("", "")
    value_ja, value_en = (f"「{value}」", f", value {value!r}") if value else ("", "")
    return (
        f"最も多い理由は「{words.what_ja}」（{times}行。はじめは {file} の{row}行目"
        f"{column_ja}{value_ja}）。",
        f"Most often: {words.what_en} "
        f"({times} rows, first {file} row {row}{column_en}{value_en}). ",
    )
