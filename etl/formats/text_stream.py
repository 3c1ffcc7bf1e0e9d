"""A text file of any encoding as a stream of UTF-8 bytes, in bounded memory."""

from __future__ import annotations

import codecs
from pathlib import Path
from types import TracebackType

_CHUNK = 4 << 20
REPLACED = "\ufffd"


class Utf8Stream:
    """Binary file-like object Arrow, ijson and lxml can read.

    Bytes that break the encoding's rules become U+FFFD, so that one bad character costs its row
    and not the file; ``replaced`` tells that it happened.

    Args:
        path: the file.
        encoding: Python's name of its encoding; a byte order mark is dropped.
        skip: UTF-8 bytes to leave out at the beginning.
    """

    def __init__(self, path: Path, encoding: str, skip: int = 0) -> None:
        self._file = path.open("rb")
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._pending = b""
        self._at = 0
        self._ended = False
        self.replaced = False
        while skip > 0:
            skipped = len(self.read(min(skip, _CHUNK)))
            if not skipped:
                break
            skip -= skipped

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes of UTF-8 (all of them when negative); empty at the end."""
        held = len(self._pending) - self._at
        if 0 <= size <= held:
            self._at += size
            return self._pending[self._at - size : self._at]
        parts = [self._pending[self._at :]]
        while not self._ended and (size < 0 or held < size):
            raw = self._file.read(_CHUNK)
            self._ended = not raw
            text = self._decoder.decode(raw, final=self._ended)
            if REPLACED in text:
                self.replaced = True
            parts.append(text.encode("utf-8", errors="replace"))
            held += len(parts[-1])
        self._pending = b"".join(parts) if len(parts) > 1 else parts[0]
        self._at = held if size < 0 else min(size, held)
        return self._pending[: self._at]

    @property
    def closed(self) -> bool:
        """Whether the file is closed."""
        return self._file.closed

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def writable(self) -> bool:
        """Say that it can't be written."""
        return False

    def seekable(self) -> bool:
        """Say that it only goes forward."""
        return False

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Utf8Stream:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
