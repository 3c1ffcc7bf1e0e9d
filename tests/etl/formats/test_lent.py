"""What is lent to Arrow's threads is waited for."""

from __future__ import annotations

import threading
from pathlib import Path

import pyarrow as pa
import pytest

from etl.formats.lent import lending


def test_the_block_ends_only_when_a_thread_has_given_back_what_it_borrowed() -> None:
    may_let_go, has_let_go = threading.Event(), threading.Event()

    def hold(borrowed: list[object]) -> None:
        may_let_go.wait(20)
        borrowed.clear()
        has_let_go.set()

    with lending(len) as lent:
        thread = threading.Thread(target=hold, args=([lent.pop()],))
        thread.start()
        threading.Timer(0.05, may_let_go.set).start()
    assert has_let_go.wait(0.01) or not thread.is_alive()
    thread.join()


def test_what_is_lent_does_what_its_owner_does(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"abc")
    with file.open("rb") as stream, pa.OSFile(str(file), "rb") as own:
        with lending(str.upper, stream, own) as lent:
            assert lent[0]("a") == "A"
            assert (lent[1].read(2), lent[1].closed) == (b"ab", False)
            assert lent[2] is own
        with pytest.raises(ValueError, match="as it was"), lending(stream):
            raise ValueError("as it was")
