"""XML records, with nothing fetched and nothing expanded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from etl.contract import UnreadableFile
from etl.formats import xml_records
from etl.formats.look import look

Read = Callable[..., pa.Table]


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "requests.xml"
    path.write_bytes(text.encode(encoding))
    return path


REQUESTS = """<?xml version="1.0" encoding="{encoding}"?>
<service_requests is_array="true" xmlns:x="urn:example">
  <!-- two of them -->
  <request kind="real">
    <service_request_id>1-1</service_request_id><status>open</status><zipcode/>
    <x:place><lat unit="deg">35.69</lat><long>139.75</long></x:place>
    <notes><note>穴あり</note><note>深い</note><note>急ぎ</note></notes>
  </request>
  <request>
    <service_request_id>1-2</service_request_id><description> 行
の中 </description>
  </request>
</service_requests>"""


@pytest.mark.parametrize("encoding", ["utf-8", "shift_jis", "euc-jp", "utf-16"])
def test_repeated_elements_are_records(tmp_path: Path, read_table: Read, encoding: str) -> None:
    path = written(tmp_path, REQUESTS.format(encoding=encoding), encoding)
    rows = [
        {name: value for name, value in row.items() if value is not None}
        for row in read_table(path).to_pylist()
    ]
    assert rows == [
        {"@kind": "real", "service_request_id": "1-1", "status": "open", "place.lat": "35.69",
         "place.lat@unit": "deg", "place.long": "139.75",
         "notes.note": '["穴あり", "深い", "急ぎ"]', "__source_row": 1},
        {"service_request_id": "1-2", "description": "行\nの中", "__source_row": 2},
    ]  # fmt: skip


def test_one_record_by_the_path_a_layout_knows(tmp_path: Path) -> None:
    path = written(
        tmp_path, "<r><request><id>1</id><n><m><a>1</a></m><m><a>2</a></m></n></request></r>"
    )
    assert xml_records.preview(path, path.name).records == "r.request.n.m"
    assert xml_records.preview(path, path.name, ["request"]).records == "r.request"
    assert xml_records.preview(path, path.name, ["r.request"]).records == "r.request"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a><b><c>1</c></b><b><c>2</c>", "途中で切れているか壊れています"),
        ("<a>nothing</a>", "くり返される要素"),
        (
            "<errors><error><code>400</code><description>a duplicate</description></error>"
            "</errors>",
            "エラーの応答です（400; a duplicate）",
        ),
        (
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            "<a><b><c>&x;</c></b><b><c>2</c></b></a>",
            "DTD・実体参照",
        ),
        (
            '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a><b><c>1</c></b><b><c>2</c></b></a>',
            "DTD・実体参照",
        ),
        (
            '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;">]>'
            "<a><b><c>&m;</c></b><b><c>2</c></b></a>",
            "DTD・実体参照",
        ),
    ],
)
def test_refused(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UnreadableFile) as error:
        look(path, path.name)
    assert said in str(error.value)
    assert "root:" not in str(error.value)
