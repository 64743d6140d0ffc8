"""A stream as a file in which one can go back and forth, as archives and Parquet need."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from tasks.ingest.byte_stream import ByteStream, copy_to

IN_MEMORY = 16 * 1024 * 1024
"""Bytes that are held in memory; more go to a temporary file."""


@contextmanager
def seekable(stream: ByteStream) -> Iterator[IO[bytes]]:
    """Open the stream's file, or a temporary copy of what was compressed or packed."""
    if stream.path is not None:
        with stream.path.open("rb") as file:
            yield file
        return
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as copy:
        copy_to(copy, stream)
        yield copy
