"""Parquet: a record a row, read in batches."""

from collections.abc import Iterator

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from tasks.ingest.byte_stream import ByteStream
from tasks.ingest.encoding import paired
from tasks.ingest.fields import FieldMap
from tasks.ingest.record import RawRecord, rejected
from tasks.ingest.seekable import seekable

FORMAT = "parquet"
BATCH_ROWS = 512


def read(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:
    """Yield a record a row; its payload is the row as JSON."""
    number = 0
    with seekable(stream) as file:
        try:
            table = pq.ParquetFile(file, pre_buffer=False)
            for batch in table.iter_batches(batch_size=BATCH_ROWS):
                for row in batch.to_pylist():
                    number += 1
                    yield fields.record(row, f"row {number}", FORMAT, _payload(row))
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            if stream.fault is None:
                yield rejected(f"after row {number}", FORMAT, b"", "corrupt", " ".join(str(error).split())[:500])


def _payload(row: dict[str, object]) -> bytes:
    try:
        return orjson.dumps(row, default=_plain, option=orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError:
        return paired(repr(row)).encode("utf-8", "replace")


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
