"""XML records: the element that repeats, its children as columns. No entities, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from lxml import etree

from etl.contract import Decision, FilePlan
from etl.formats import cells
from etl.formats.preview import Preview
from etl.formats.refusal import unreadable


def preview(path: Path, file: str, hints: Sequence[str] = ()) -> Preview:
    """Look at an XML file: which element is a record, and the names below it.

    Args:
        path: the file.
        file: its name for messages.
        hints: dotted paths of records that layouts know, with or without the root's name.

    Raises:
        UnreadableFile: broken or cut off, with entities or a DTD, a server's error, no records.
    """
    counts: dict[str, int] = {}
    holds: set[str] = set()
    stack: list[str] = []
    encoding = ""
    for event, element in _events(path, file):
        if event == "start":
            if not stack:
                encoding = element.getroottree().docinfo.encoding or "UTF-8"
            elif stack:
                holds.add(".".join(stack))
            stack.append(_local(element))
            at = ".".join(stack)
            counts[at] = counts.get(at, 0) + 1
        else:
            stack.pop()
            _forget(element)
    root = next(iter(counts))
    records = _record_path(counts, holds, root, hints)
    if root.lower() in ("errors", "error", "exceptionreport"):
        said = "; ".join(
            str(cells.as_text(value))
            for record in _records(path, file, records)
            for value in record.values()
        )
        raise unreadable(
            file,
            f"データではなく、サーバーのエラーの応答です（{said[:200]}）。時間をおいて取得し直してください。",
            f"This is a server's error and no data ({said[:200]}); fetch it again.",
        )
    if not records:
        raise unreadable(
            file,
            "XML ですが、くり返される要素（データの一覧）がありません。",
            "It is XML without an element that repeats, so it holds no list of records.",
        )
    names: dict[str, None] = {}
    for record in _records(path, file, records):
        for name in record:
            names.setdefault(name)
    where = Decision("データの場所", records, f"{counts[records]:,} 件の要素が並んでいます")
    return Preview(
        format="xml",
        published=tuple(names),
        encoding=encoding,
        records=records,
        decisions=(where,),
    )


def read(plan: FilePlan, path: Path, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the records of an XML file; see ``etl.formats.read_batches``."""
    rows = (
        (number, record, None, None)
        for number, record in enumerate(_records(path, plan.file, plan.records), 1)
    )
    yield from cells.batches(rows, plan.published, batch_rows)


def _record_path(counts: dict[str, int], holds: set[str], root: str, hints: Sequence[str]) -> str:
    for hint in hints:
        for at in (hint, f"{root}.{hint}"):
            if at in counts and at in holds:
                return at
    candidates = [at for at in counts if at in holds and at != root]
    repeated = [at for at in candidates if counts[at] > 1]
    # The outermost one that repeats: what repeats inside of a record belongs to it.
    return min(repeated or candidates, key=lambda at: (at.count("."), -counts[at]), default="")


def _records(path: Path, file: str, records: str) -> Iterator[dict[str, Any]]:
    depth = records.count(".") + 1
    stack: list[str] = []
    for event, element in _events(path, file):
        if event == "start":
            stack.append(_local(element))
            continue
        at = ".".join(stack) if len(stack) == depth else ""
        stack.pop()
        if at == records:
            record: dict[str, Any] = {}
            _flatten(element, "", record)
            yield record
        if len(stack) < depth:
            _forget(element)


def _flatten(element: Any, prefix: str, record: dict[str, Any]) -> None:
    """Children as ``name.child``, attributes as ``name@attribute``, repeated ones as a list."""
    for name, value in element.attrib.items():
        _add(record, f"{prefix.removesuffix('.')}@{etree.QName(name).localname}", value)
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = f"{prefix}{_local(child)}"
        if any(isinstance(below.tag, str) for below in child):
            _flatten(child, f"{name}.", record)
        else:
            _add(record, name, (child.text or "").strip() or None)
            for attribute, value in child.attrib.items():
                _add(record, f"{name}@{etree.QName(attribute).localname}", value)


def _add(record: dict[str, Any], name: str, value: str | None) -> None:
    if name not in record:
        record[name] = value
    elif isinstance(record[name], list):
        record[name].append(value)
    else:
        record[name] = [record[name], value]


def _local(element: Any) -> str:
    return etree.QName(element).localname


def _forget(element: Any) -> None:
    """Free a finished element and the siblings before it."""
    element.clear(keep_tail=False)
    while element.getprevious() is not None and element.getparent() is not None:
        del element.getparent()[0]


def _events(path: Path, file: str) -> Iterator[tuple[str, Any]]:
    with path.open("rb") as handle:
        events = etree.iterparse(
            handle,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        is_first = True
        try:
            for event, element in events:
                if is_first:
                    _refuse_dtd(element.getroottree().docinfo, file)
                    is_first = False
                yield event, element
        except etree.XMLSyntaxError as error:
            raise unreadable(
                file,
                f"XML として読めません（{error.lineno} 行目）。途中で切れているか壊れています。"
                "取得し直してください。",
                f"The XML can't be read ({error.msg}); it is cut off or damaged; fetch it again.",
            ) from error


def _refuse_dtd(document: Any, file: str) -> None:
    dtd = document.internalDTD
    if document.system_url or (dtd is not None and any(True for _ in dtd.iterentities())):
        raise unreadable(
            file,
            "XML に外部のファイルを読みこむ指定（DTD・実体参照）があります。安全のため読みません。"
            "DOCTYPE のないファイルを用意してください。",
            "The XML declares entities or an outside DTD and is refused; provide it without a "
            "DOCTYPE.",
        )
