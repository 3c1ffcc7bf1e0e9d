"""Any encoding as UTF-8 bytes, in pieces of any size."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.formats import text_stream
from etl.formats.text_stream import Utf8Stream

TEXT = st.text("あ亜ア①aZ,\n", max_size=40)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=TEXT,
    chunk=st.integers(1, 9),
    sizes=st.lists(st.integers(0, 7), max_size=9),
    skip=st.integers(0, 60),
)
def test_pieces_join_to_the_whole(
    tmp_path: Path, encoding: str, text: str, chunk: int, sizes: list[int], skip: int
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_stream, "_CHUNK", chunk)
        with Utf8Stream(path, encoding, skip) as stream:
            pieces = [stream.read(size) for size in sizes]
            rest = stream.read()
            assert stream.read(5) == b""
    assert b"".join([*pieces, rest]) == text.encode("utf-8")[skip:]
    assert all(len(piece) <= size for piece, size in zip(pieces, sizes, strict=True))
    assert stream.closed
    assert stream.replaced is False


def test_what_breaks_the_rules_is_replaced_and_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("名称\n".encode("cp932") + b"\x81\xff\n")
    with Utf8Stream(path, "cp932") as stream:
        assert stream.read().decode("utf-8").startswith("名称\n\ufffd")
        assert stream.replaced is True
